"""What a confined process said, read with suspicion."""

from collections.abc import Collection, Sequence
from typing import Any

from .answer import Loaded, LoadProblem
from .inside.framing import Array, Frame, MalformedError
from .plain_text import plain_line, plain_text

MAX_HEADER = 4 << 20  # as long as this many names, each of such a length, when each character is an escape
_MAX_NAMES, _MAX_NAME, _MAX_PROBLEMS, _MAX_MESSAGE = 5000, 100, 50, 1000
_KEYS = {
    "returned": {"outcome", "count", "returned", "changed"},
    "raised": {"outcome", "count", "error", "message", "label", "line", "changed"},
    "out of memory": {"outcome", "count", "message", "changed"},
    "missing": {"outcome", "count"},
}


def read_hello(frame: Frame) -> dict[str, Any]:
    """The walls that the process says it has built, before it has seen the submission."""
    hello = frame.header.get("hello")
    if type(hello) is not dict:
        raise MalformedError("the process did not say how it is confined")
    return hello


def read_loaded(frame: Frame, labels: Collection[str]) -> Loaded:
    """The answer to loading. Raises MalformedError."""
    header = frame.header
    if set(header) != {"arrays", "names", "problems"} or frame.arrays():
        raise MalformedError("the answer to loading has the wrong keys")
    names, problems = header["names"], header["problems"]
    if type(names) is not list or type(problems) is not list:
        raise MalformedError("the answer to loading has no lists")
    if len(names) > _MAX_NAMES or len(problems) > _MAX_PROBLEMS:
        raise MalformedError("the answer to loading is too long")
    return Loaded(
        frozenset(name for name in names if _text(name, _MAX_NAME).isidentifier()),
        tuple(_problem(problem, labels) for problem in problems),
    )


def read_answers(frame: Frame, labels: Collection[str], positions: Sequence[Collection[int]]) -> list[dict[str, Any]]:
    """For each call, in order, the fields of an Answer that a process may fill in. Raises MalformedError."""
    answers = frame.header.get("answers")
    if set(frame.header) != {"answers", "arrays"} or type(answers) is not list or len(answers) != len(positions):
        raise MalformedError("the reply has not one answer for each call")
    arrays = frame.arrays()
    fields: list[dict[str, Any]] = []
    for answer, own in zip(answers, positions, strict=True):
        fields.append(_answer(answer, arrays, labels, own))
        arrays = arrays[len(fields[-1]["arrays"]) :]
    if arrays:
        raise MalformedError("the reply has arrays that belong to no answer")
    return fields


def _answer(
    header: Any, arrays: tuple[Array, ...], labels: Collection[str], positions: Collection[int]
) -> dict[str, Any]:
    outcome = header.get("outcome") if type(header) is dict else None
    if type(outcome) is not str or set(header) != _KEYS.get(outcome):
        raise MalformedError("the reply has the wrong keys")
    count = header["count"]
    if type(count) is not int or not 0 <= count <= len(arrays):
        raise MalformedError("the reply has not as many arrays as it says")
    fields: dict[str, Any] = {"outcome": outcome, "arrays": arrays[:count]}
    if count and outcome != "returned":
        raise MalformedError("the reply has arrays and an error")
    if outcome == "missing":
        return fields
    fields["changed"] = _changed(header["changed"], positions)
    if outcome == "returned":
        fields["returned"] = plain_line(_text(header["returned"], 400), 200)
    else:
        fields["message"] = plain_text(_text(header["message"], _MAX_MESSAGE), _MAX_MESSAGE)
    if outcome == "raised":
        fields["error"] = plain_line(_text(header["error"], _MAX_NAME), _MAX_NAME)
        fields["label"], fields["line"] = _place(header["label"], header["line"], labels)
    return fields


def _problem(item: Any, labels: Collection[str]) -> LoadProblem:
    if type(item) is not list or len(item) != 4:
        raise MalformedError("a problem of loading has the wrong form")
    label, line = _place(item[0], item[1], labels)
    error, message = _text(item[2], _MAX_NAME), _text(item[3], _MAX_MESSAGE)
    return LoadProblem(label, line, plain_line(error, _MAX_NAME), plain_text(message, _MAX_MESSAGE))


def _place(label: Any, line: Any, labels: Collection[str]) -> tuple[str, int]:
    if type(label) is not str or (label and label not in labels):
        raise MalformedError("the reply names a place that is not in the submission")
    if type(line) is not int or not 0 <= line <= 10_000_000:
        raise MalformedError("the reply names an impossible line")
    return label, line


def _text(value: Any, limit: int) -> str:
    if type(value) is not str or len(value) > limit:
        raise MalformedError("a text in the reply is none, or too long")
    return value


def _changed(value: Any, positions: Collection[int]) -> tuple[int, ...]:
    if type(value) is not list or len(value) > len(positions):
        raise MalformedError("the reply names arguments that were not given")
    if any(type(position) is not int or position not in positions for position in value):
        raise MalformedError("the reply names arguments that were not given")
    return tuple(sorted(set(value)))
