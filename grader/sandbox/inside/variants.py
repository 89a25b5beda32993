"""Other versions of a submission's function, each asked the same: what would it answer, had it been written so?"""

from collections.abc import Callable, Sequence
from itertools import islice
from types import ModuleType
from typing import Any

from .arguments import Arguments
from .framing import MAX_ARRAYS, Array
from .numeric import arrays_of

_MISSING = {"outcome": "missing"}


def answers_of_variants(
    module: ModuleType, request: dict[str, Any], sent: Sequence[Array], max_bytes: int
) -> tuple[list[dict[str, Any]], list[Array]]:
    """Each text is run beside the submission, and its function is asked each list of arguments.

    A version that stops with an exception is asked no more, and why it did is not said: "missing" is the answer.
    """
    answers: list[dict[str, Any]] = []
    replied: list[Array] = []
    left = max_bytes
    for text in request["variants"]:
        function = _defined(module, text, request["call"])
        waiting = iter(sent)
        for described, arrays_given in request["args"]:
            given = list(islice(waiting, arrays_given))
            header, arrays = _answer(function, described, given, left) if function else (_MISSING, [])
            if len(replied) + len(arrays) > MAX_ARRAYS:
                header, arrays = _MISSING, []
            function = function if header is not _MISSING else None
            left -= sum(array.nbytes for array in arrays)
            answers.append(header)
            replied += arrays
    return answers, replied


def _defined(module: ModuleType, text: str, name: str) -> Callable[..., Any] | None:
    names = dict(vars(module))
    try:
        exec(compile(text, "variant", "exec", dont_inherit=True), names)
    except BaseException:
        return None
    function = names.get(name)
    return function if callable(function) else None


def _answer(
    function: Callable[..., Any], described: list[Any], given: list[Array], max_bytes: int
) -> tuple[dict[str, Any], list[Array]]:
    try:
        form, arrays, returned = arrays_of(function(*Arguments(described, iter(given)).values), max_bytes)
    except BaseException:
        return _MISSING, []
    if form is None:
        return _MISSING, []
    header = {"outcome": "returned", "form": form, "returned": returned, "changed": []}
    return header, [array.copy() for array in arrays]  # the next version may write into what this one returned
