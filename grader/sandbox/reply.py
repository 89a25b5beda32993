"""What a confined process said, read with suspicion."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from .answer import Failing, Loaded, LoadProblem, Named, Value
from .inside.failing import KINDS, MAX_AXES, MAX_DETAIL, MAX_LINES, MAX_NAMES
from .inside.framing import MAX_ARRAYS, MAX_ELEMENTS, MAX_FORM_DEPTH, Array, Frame, MalformedError
from .plain_text import said, said_in_a_line

MAX_HEADER = 4 << 20  # as long as this many names, each of such a length, when each character is an escape
_MAX_NAMES, _MAX_NAME, _MAX_PROBLEMS, _MAX_MESSAGE, _MAX_BOUND = 5000, 100, 50, 1000, 20
_MAX_LINE = 10_000_000
_KEYS = {
    "returned": {"outcome", "form", "returned", "changed"},
    "raised": {"outcome", "error", "message", "label", "line", "failing", "changed"},
    "out of memory": {"outcome", "message", "changed"},
    "missing": {"outcome"},
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
    waiting = iter(frame.arrays())  # each answer takes its own
    fields = [_answer(answer, waiting, labels, own) for answer, own in zip(answers, positions, strict=True)]
    if next(waiting, None) is not None:
        raise MalformedError("the reply has arrays that belong to no answer")
    return fields


def read_value(form: Any, waiting: Iterator[Array], depth: int = 0) -> Value:
    """What a form says (``inside/framing.py``), put together from the next arrays. Raises MalformedError."""
    if form == "array" and type(form) is str:
        array = next(waiting, None)
        if array is None:
            raise MalformedError("the reply has not as many arrays as it says")
        return array
    if type(form) is not list or len(form) != 2 or type(form[1]) is not list or depth == MAX_FORM_DEPTH:
        raise MalformedError("a result has the wrong form")
    if len(form[1]) > MAX_ARRAYS:
        raise MalformedError("a result has too many items")
    kind, items = form[0], [read_value(item, waiting, depth + 1) for item in form[1]]
    if kind == "tuple":
        return tuple(items)
    if kind == "list":
        return items
    raise MalformedError("a result has the wrong form")


def _answer(
    header: Any, waiting: Iterator[Array], labels: Collection[str], positions: Collection[int]
) -> dict[str, Any]:
    outcome = header.get("outcome") if type(header) is dict else None
    if type(outcome) is not str or set(header) != _KEYS.get(outcome):
        raise MalformedError("the reply has the wrong keys")
    fields: dict[str, Any] = {"outcome": outcome}
    if outcome == "missing":
        return fields
    fields["changed"] = _changed(header["changed"], positions)
    if outcome == "returned":
        fields["value"] = None if header["form"] is None else read_value(header["form"], waiting)
        fields["returned"] = said_in_a_line(_text(header["returned"], 400), 200)
    else:
        fields["message"] = said(_text(header["message"], _MAX_MESSAGE), _MAX_MESSAGE)
    if outcome == "raised":
        fields["error"] = said_in_a_line(_text(header["error"], _MAX_NAME), _MAX_NAME)
        fields["label"], fields["line"] = _place(header["label"], header["line"], labels)
        fields["failing"] = None if header["failing"] is None else read_failing(header["failing"])
    return fields


def read_failing(item: Any) -> Failing:
    """What ``inside.failing`` found. Raises MalformedError."""
    if type(item) is not dict or set(item) != {"span", "function", "names"}:
        raise MalformedError("the place of an error has the wrong keys")
    span, names = item["span"], item["names"]
    if type(span) is not list or len(span) != 4 or any(type(part) is not int for part in span):
        raise MalformedError("the place of an error is none")
    first, last, start, end = span
    if not (1 <= first <= last < first + MAX_LINES and last <= _MAX_LINE and 0 <= start <= _MAX_LINE >= end >= 0):
        raise MalformedError("the place of an error is impossible")
    if type(names) is not list or len(names) > MAX_NAMES:
        raise MalformedError("the names at an error are no list, or too many")
    function = said_in_a_line(_text(item["function"], _MAX_NAME), _MAX_NAME)
    return Failing((first, last, start, end), function, tuple(map(_named, names)))


def _named(item: Any) -> Named:
    if type(item) is not list or len(item) != 5:
        raise MalformedError("a name at an error has the wrong form")
    name, kind, of_type, shape, detail = item
    if not _text(name, _MAX_NAME).isidentifier() or kind not in KINDS:
        raise MalformedError("a name at an error is none")
    if shape is not None and (type(shape) is not list or len(shape) > MAX_AXES):
        raise MalformedError("a name at an error has an impossible shape")
    if any(type(length) is not int or not 0 <= length <= MAX_ELEMENTS for length in shape or ()):
        raise MalformedError("a name at an error has an impossible shape")
    return Named(
        name,
        kind,
        said_in_a_line(_text(of_type, _MAX_NAME), _MAX_NAME),
        None if shape is None else tuple(shape),
        said_in_a_line(_text(detail, MAX_DETAIL), MAX_DETAIL),
    )


def _problem(item: Any, labels: Collection[str]) -> LoadProblem:
    if type(item) is not list or len(item) != 5 or type(item[4]) is not list or len(item[4]) > _MAX_BOUND:
        raise MalformedError("a problem of loading has the wrong form")
    label, line = _place(item[0], item[1], labels)
    error, message = _text(item[2], _MAX_NAME), _text(item[3], _MAX_MESSAGE)
    names = tuple(name for name in item[4] if _text(name, _MAX_NAME).isidentifier())
    return LoadProblem(label, line, said_in_a_line(error, _MAX_NAME), said(message, _MAX_MESSAGE), names)


def _place(label: Any, line: Any, labels: Collection[str]) -> tuple[str, int]:
    if type(label) is not str or (label and label not in labels):
        raise MalformedError("the reply names a place that is not in the submission")
    if type(line) is not int or not 0 <= line <= _MAX_LINE:
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
