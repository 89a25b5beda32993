"""What a confined process said, read with suspicion."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from .answer import Answer, Failing, Loaded, LoadProblem, Named, Value
from .inside.failing import KINDS, MAX_AXES, MAX_DETAIL, MAX_LINES, MAX_NAMES
from .inside.framing import MAX_ARRAYS, MAX_ELEMENTS, MAX_FORM_DEPTH, Array, Frame, Layout, MalformedError
from .plain_text import said, said_in_a_line

MAX_HEADER = 4 << 20  # as long as this many names, each of such a length, when each character is an escape
_MAX_NAMES, _MAX_NAME, _MAX_PROBLEMS, _MAX_MESSAGE, _MAX_BOUND, _MAX_RETURNED = 5000, 100, 50, 1000, 20, 400
_MAX_LINE = 10_000_000
_SHORT = 1 << 14  # bytes of a header that is remembered

_T = TypeVar("_T")
_Name = Annotated[str, Meta(max_length=_MAX_NAME)]
_Message = Annotated[str, Meta(max_length=_MAX_MESSAGE)]
_Place = Annotated[int, Meta(ge=0, le=_MAX_LINE)]
_Shape = Annotated[list[Annotated[int, Meta(ge=0, le=MAX_ELEMENTS)]], Meta(max_length=MAX_AXES)]


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="outcome"):
    """What one answer to a call has to hold, no more and no less."""


class _Returned(_Record, frozen=True, tag="returned"):
    form: Any
    returned: Annotated[str, Meta(max_length=_MAX_RETURNED)]
    changed: list[int]


class _NamedThere(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    name: _Name
    kind: str
    type: _Name
    shape: _Shape | None
    detail: Annotated[str, Meta(max_length=MAX_DETAIL)]


class _FailingThere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    span: tuple[_Place, _Place, _Place, _Place]
    function: _Name
    names: Annotated[list[_NamedThere], Meta(max_length=MAX_NAMES)]


class _Raised(_Record, frozen=True, tag="raised"):
    error: _Name
    message: _Message
    label: str
    line: _Place
    failing: _FailingThere | None
    changed: list[int]


class _OutOfMemory(_Record, frozen=True, tag="out of memory"):
    message: _Message
    changed: list[int]


class _Missing(_Record, frozen=True, tag="missing"):
    pass


class _AnswersThere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    answers: list[_Returned | _Raised | _OutOfMemory | _Missing]
    arrays: Any


class _ProblemThere(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    label: str
    line: _Place
    error: _Name
    message: _Message
    names: Annotated[list[_Name], Meta(max_length=_MAX_BOUND)]


class _LoadedThere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: Annotated[list[_Name], Meta(max_length=_MAX_NAMES)]
    problems: Annotated[list[_ProblemThere], Meta(max_length=_MAX_PROBLEMS)]
    arrays: Annotated[list[Any], Meta(max_length=0)]


_answers = msgspec.json.Decoder(_AnswersThere)
_loaded = msgspec.json.Decoder(_LoadedThere)


def read_hello(frame: Frame) -> dict[str, Any]:
    """The walls that the process says it has built, before it has seen the submission."""
    hello = frame.header.get("hello")
    if type(hello) is not dict:
        raise MalformedError("the process did not say how it is confined")
    return hello


def read_loaded(frame: Frame, labels: Collection[str]) -> Loaded:
    """The answer to loading. Raises MalformedError."""
    loaded = _decoded(_loaded, frame.text)
    if frame.body:
        raise MalformedError("the answer to loading has a body")
    return Loaded(
        frozenset(name for name in loaded.names if name.isidentifier()),
        tuple(
            LoadProblem(
                _label(problem.label, labels),
                problem.line,
                said_in_a_line(problem.error, _MAX_NAME),
                said(problem.message, _MAX_MESSAGE),
                tuple(name for name in problem.names if name.isidentifier()),
            )
            for problem in loaded.problems
        ),
    )


def read_answers(
    frame: Frame,
    labels: Collection[str],
    positions: Sequence[Collection[int]],
    output: str = "",
    seconds: float = 0.0,
    ends_early: bool = False,
) -> list[Answer]:
    """The answers to some calls, in order. Raises MalformedError.

    Args:
        frame: the reply.
        labels: of the submission's chunks.
        positions: for each call, those of the arguments that it may have changed.
        output, seconds: of each call, for the answer.
        ends_early: whether there may be fewer answers, and the last returns nothing.
    """
    records, layout = _records(frame.text) if len(frame.text) <= _SHORT else _records.__wrapped__(frame.text)
    is_cut = ends_early and 0 < len(records) < len(positions) and not isinstance(records[-1], _Returned)
    if len(records) != len(positions) and not is_cut:
        raise MalformedError("the reply has not one answer for each call")
    waiting = iter(layout.arrays(frame.body))  # each answer takes its own
    known: dict[str, Any] = {"output": output, "seconds": seconds}
    answers = [
        _answer(record, waiting, labels, own, known) for record, own in zip(records, positions, strict=not is_cut)
    ]
    if next(waiting, None) is not None:
        raise MalformedError("the reply has arrays that belong to no answer")
    return answers


@lru_cache(maxsize=256)  # right functions say the same of their answers, in every submission
def _records(text: bytes) -> tuple[tuple[_Record, ...], Layout]:
    reply = _decoded(_answers, text)
    return tuple(map(_cleaned, reply.answers)), Layout.of(reply.arrays)


def _cleaned(record: _Record) -> _Record:
    if isinstance(record, _Returned):
        return msgspec.structs.replace(record, returned=said_in_a_line(record.returned, 200))
    return record


def _answer(
    record: _Record, waiting: Iterator[Array], labels: Collection[str], own: Collection[int], known: dict[str, Any]
) -> Answer:
    match record:
        case _Returned():
            value = None if record.form is None else read_value(record.form, waiting)
            return Answer("returned", value, record.returned, changed=_changed(record.changed, own), **known)
        case _Raised():
            return Answer(
                "raised",
                error=said_in_a_line(record.error, _MAX_NAME),
                message=said(record.message, _MAX_MESSAGE),
                label=_label(record.label, labels),
                line=record.line,
                failing=_failing(record.failing) if record.failing else None,
                changed=_changed(record.changed, own),
                **known,
            )
        case _OutOfMemory():
            text = said(record.message, _MAX_MESSAGE)
            return Answer("out of memory", message=text, changed=_changed(record.changed, own), **known)
        case _:
            return Answer("missing", **known)


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


def read_failing(found: Any) -> Failing:
    """What ``inside.failing`` found. Raises MalformedError."""
    try:
        return _failing(msgspec.convert(found, _FailingThere))
    except msgspec.ValidationError:
        raise MalformedError("the place of an error has not the right form") from None


def _failing(found: _FailingThere) -> Failing:
    first, last, _, _ = found.span
    if not 1 <= first <= last < first + MAX_LINES:
        raise MalformedError("the place of an error is impossible")
    return Failing(found.span, said_in_a_line(found.function, _MAX_NAME), tuple(map(_named, found.names)))


def _named(found: _NamedThere) -> Named:
    if not found.name.isidentifier() or found.kind not in KINDS:
        raise MalformedError("a name at an error is none")
    return Named(
        found.name,
        found.kind,
        said_in_a_line(found.type, _MAX_NAME),
        None if found.shape is None else tuple(found.shape),
        said_in_a_line(found.detail, MAX_DETAIL),
    )


def _decoded(decoder: msgspec.json.Decoder[_T], text: bytes) -> _T:
    try:
        try:
            return decoder.decode(text)
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError:  # also for half a character, which JSON can hold and UTF-8 cannot
            whole = json.dumps(json.loads(text), ensure_ascii=False)
            return decoder.decode(whole.encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise MalformedError("the reply has not the right form") from None


def _label(label: str, labels: Collection[str]) -> str:
    if label and label not in labels:
        raise MalformedError("the reply names a place that is not in the submission")
    return label


def _changed(value: list[int], positions: Collection[int]) -> tuple[int, ...]:
    if not value:
        return ()
    if len(value) > len(positions) or not set(value) <= set(positions):
        raise MalformedError("the reply names arguments that were not given")
    return tuple(sorted(set(value)))
