"""Calls functions of the submission: a request's calls -> an answer to each, as plain data and arrays."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from types import ModuleType
from typing import Any

from numpy import ndarray

from . import loading
from .arguments import Arguments
from .failing import failing
from .framing import Array, Encoded, encode_members, json_of
from .from_a_file import call_from_a_file
from .numeric import arrays_of

# For each answer what is said of it, and the arrays of all answers in their order.
Answers = tuple[list[dict[str, Any]], list[Array]]


def encoded(answers: Sequence[dict[str, Any]], replied: Sequence[Array]) -> Encoded:
    """The reply with these answers and their arrays."""
    return encode_members(f'"answers":[{",".join(map(_said, answers))}]', replied)


def _said(answer: dict[str, Any]) -> str:
    if answer.get("form") == "array" and not answer["changed"]:
        return _returned(answer["returned"])
    return json_of(answer)


@lru_cache(maxsize=64)
def _returned(kind: str) -> str:
    """Of an array, and nothing changed: most answers are equal to the one before."""
    return json_of({"outcome": "returned", "form": "array", "returned": kind, "changed": []})


class SubmittedFunctions:
    """The functions of a submission.

    Args:
        module: the loaded submission.
        labels: of its chunks; its own lines are told from others by them.
        max_bytes: the most that the arrays of one answer may have.
    """

    def __init__(self, module: ModuleType, labels: frozenset[str], max_bytes: int) -> None:
        self.module = module
        self._labels = labels
        self._max_bytes = max_bytes
        self._result: Any = None
        self._problem: BaseException | None = None

    def answers(
        self, calls: Sequence[Any], sent: Sequence[Array], as_file: bool, ends_early: bool = False
    ) -> Answers:
        """Make the calls in turn. One that is to be made many times is repeated until its answer is another one.

        Args:
            calls: for each the function's name, its arguments as ``arguments.py`` has them, how many arrays are in
                those, how many times it is called, and how the arrays lie in memory.
            sent: the arrays, in order.
            as_file: whether the calls come from the lines of a file, and not from here.
            ends_early: whether to make no more calls after one that returns nothing.
        """
        answers: list[dict[str, Any]] = []
        replied: list[Array] = []
        made = self._made(calls, sent, answers, replied, ends_early)
        if as_file:
            call_from_a_file(made, self._take, max(self._labels, default="submission"))
        else:
            for function, arguments in made:
                try:
                    self._take(function(*arguments))
                except BaseException as problem:
                    self._take(None, problem)
        return answers, replied

    def _made(
        self,
        calls: Sequence[Any],
        sent: Sequence[Array],
        answers: list[dict[str, Any]],
        replied: list[Array],
        ends_early: bool,
    ) -> Iterator[tuple[Callable[..., Any], list[Any]]]:
        """Each call that is to be made, and after it its answer."""
        waiting = iter(sent)
        for name, described, count, times, memory in calls:
            if ends_early and answers and answers[-1]["outcome"] != "returned":
                return
            given = tuple(islice(waiting, count))
            function = vars(self.module).get(name)
            if not callable(function):
                answers.append({"outcome": "missing"})
                continue
            first: bytes | None = None
            alive: list[Arguments] = []  # half of them, so that the next arguments have other addresses
            for number in range(times):
                arguments = Arguments(described, iter(given), memory)
                alive += [arguments] * (2 * number < times - 1)
                yield function, arguments.values
                numbers = self._result.tobytes() if times > 1 and type(self._result) is ndarray else None
                first = first or numbers
                if self._problem is not None or numbers != first:
                    break
            answer, arrays = self._described()
            answers.append({**answer, "changed": arguments.changed()})
            # The next call may write into what this one returned: an array that the submission keeps and fills anew.
            replied += [array.copy() for array in arrays] if len(calls) > 1 else arrays

    def _take(self, result: Any, problem: BaseException | None = None) -> None:
        self._result, self._problem = result, problem

    def _described(self) -> tuple[dict[str, Any], list[Array]]:
        """How the last call ended. Forgets it: what its result does when it is deleted belongs to this call."""
        problem = self._problem
        if problem is None:
            try:
                form, arrays, returned = arrays_of(self._result, self._max_bytes)
            except MemoryError as too_large:
                problem = too_large
        self._take(None)
        if problem is None:
            return {"outcome": "returned", "form": form, "returned": returned}, arrays
        return self._raised(problem), []

    def _raised(self, problem: BaseException) -> dict[str, Any]:
        error, message = loading.describe(problem)
        if isinstance(problem, MemoryError):
            return {"outcome": "out of memory", "message": message}
        trace = loading.traceback_of(problem)
        label, line = loading.deepest_line(trace, self._labels)
        place = failing(trace, lambda frame: frame.f_code.co_filename in self._labels)
        return {
            "outcome": "raised",
            "error": error,
            "message": message,
            "label": label,
            "line": line,
            "failing": place,
        }
