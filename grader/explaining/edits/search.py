"""Looks for one small change of a function's text, or two, with which it passes all of its checks."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.asking.asking import Asking
from grader.explaining.edits.proof import (
    NOTHING,
    REQUEST_SECONDS,
    HowRight,
    has_right,
    how_right,
    questions_of,
    wrong_cases,
)
from grader.explaining.remembered import remember, remembered
from grader.key.key import Question
from grader.key.questions import PROPERTY
from grader.key.values import leaves
from grader.reading.budget import Budget, EditsRead, WrittenEdit
from grader.report.message import Finding
from grader.sandbox import Answer, Chunk, FunctionCall, Request, Seed

Which = tuple[str | int, ...]  # (), or "two" and the numbers of the changes that come first

SECONDS = 1.0  # for one kind of change of one function, whatever its versions do
_MOST = 2500  # changes that are tried
_TOGETHER = 150  # versions in one request
_ARRAYS = 900  # in one reply
_READ_SECONDS = 1.0
_WHOLE_SECONDS = 0.4  # where reading two changes takes longer, time has cut some of them off
_PROMISING = 6  # changes that bring a function nearer, of which each gets a second one
_MOST_PARTS = 12  # changes that may make one result right


@dataclass(frozen=True)
class FoundEdit:
    """Where changes make the function right: for each the kind and the line. The changes themselves are not kept.

    Attributes:
        label: of the chunk.
        places: kind and line of each change.
        results: the places of the results that become right, where others stay wrong; () for all of them.
        cases: the special cases that still go wrong.
    """

    label: str
    places: tuple[tuple[str, int], ...]
    results: tuple[int, ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Better:
    """A change with which the function is nearer to right."""

    number: int
    gained: frozenset[int]  # results
    near: float


@dataclass(frozen=True)
class _Looked:
    """What became of a search: the change that makes the function right, by its number, and those that help."""

    number: int | None = None
    own: HowRight = NOTHING
    better: tuple[_Better, ...] = ()


class EditSearch:
    """The search for changes that make one function right.

    Args:
        function: which function, answered wrongly.
        askings: the public questions first, on which it is looked for. It has to hold on all of them.
        chunks: the submission's text.
    """

    def __init__(self, function: str, askings: Sequence[Asking], chunks: Sequence[Chunk]) -> None:
        self._function = function
        self._askings = askings
        self._chunks = chunks
        self._read = self._changes(None)
        self._looked = _Looked()
        self._almost: FoundEdit | None = None
        # What is drawn is seen in special cases alone, and of a few classes many are right by accident: there, to
        # be right elsewhere says little.
        asked = questions_of(function, askings[0])
        is_random = any(isinstance(value, Seed) for question in asked[:1] for value in question.arguments)
        results = askings[0].key.signatures[function].results
        self._is_telling = not is_random and not any(result.whole for result in results)

    def one(self, seconds: float = SECONDS) -> FoundEdit | None:
        """The most natural change that makes the function right, or None."""
        found, self._looked = self._first_of(self._read, (), seconds)
        return found

    @property
    def text(self) -> str:
        """The function, and what it calls in its file; "" where that is not known."""
        return self._read.text

    def two(self, seconds: float = SECONDS) -> FoundEdit | None:
        """Two changes that make it right together; asked after ``one``, whose changes may have brought it nearer."""
        if not self._read.edits:
            return None
        firsts = tuple(better.number for better in self._promising())
        began = time.monotonic()
        read = self._changes(firsts)
        is_whole = time.monotonic() - began < _WHOLE_SECONDS
        return self._first_of(read, ("two", *firsts), seconds, is_whole)[0]

    def part(self) -> FoundEdit | None:
        """The change after which only special cases go wrong, or only some of the results; asked after the others."""
        return self._almost or self._of_some_results()

    def _of_some_results(self) -> FoundEdit | None:
        candidates = sorted(self._looked.better, key=lambda better: -len(better.gained))
        for better in [each for each in candidates if each.gained][:_MOST_PARTS]:
            edit = self._read.edits[better.number]
            text, places = _version(self._read, edit), better.gained | self._looked.own.places
            if all(has_right(self._function, text, asking, places) for asking in self._askings):
                return FoundEdit(edit[3], tuple(edit[4]), tuple(sorted(better.gained)))
        return None

    def _promising(self) -> list[_Better]:
        """Those that bring it nearest, of each line and amount one: the others are mostly the same, written anew."""
        found: dict[tuple[float, int], _Better] = {}
        for better in sorted(self._looked.better, key=lambda each: (-len(each.gained), -each.near)):
            line = self._read.edits[better.number][4][0][1]
            found.setdefault((round(better.near, 6), line), better)
        return list(found.values())[:_PROMISING]

    def _changes(self, firsts: Sequence[int] | None) -> EditsRead:
        shown = self._askings[0].key
        numbers = [not argument.shape for argument in shown.signatures[self._function].arguments]
        others = [name for name in shown.signatures if name != self._function]
        return Budget(_READ_SECONDS).edits(self._chunks, self._function, numbers, others, _MOST, firsts=firsts)

    def _first_of(
        self, read: EditsRead, which: Which, seconds: float, is_whole: bool = True
    ) -> tuple[FoundEdit | None, _Looked]:
        until = time.monotonic() + seconds
        keys = [asking.key for asking in self._askings]
        same = (self._function, read.text, *map(str, which))
        if known := remembered(keys, same, _Looked):
            return (None if known.number is None else self._proved(read, known.number, False)), known
        versions = _Versions(self._function, self._askings[0], read, until)
        for number in versions.candidates():
            if time.monotonic() > until:
                break
            if found := self._proved(read, number, versions.is_ordinary):
                looked = _Looked(number)
                remember(keys, same, looked)
                return found, looked
        looked = _Looked(None, versions.own, tuple(versions.better))
        if is_whole and time.monotonic() < until:
            remember(keys, same, looked)
        return None, looked

    def _proved(self, read: EditsRead, number: int, is_ordinary: bool) -> FoundEdit | None:
        edit = read.edits[number]
        text = _version(read, edit)
        wrong = {case for asking in self._askings for case in wrong_cases(self._function, text, asking)}
        if is_ordinary and wrong and "" not in wrong and not self._almost and self._is_telling:
            self._almost = FoundEdit(edit[3], tuple(edit[4]), cases=tuple(sorted(wrong)))
        return None if wrong else FoundEdit(edit[3], tuple(edit[4]))


def _version(read: EditsRead, edit: WrittenEdit) -> str:
    """The text with a change."""
    first, last, text, *_ = edit
    content = read.text.encode()
    return (content[:first] + text.encode() + content[last:]).decode()


class _Versions:
    """The versions of one function: which of them are right on the first question that it gets wrong.

    Attributes:
        own: how near the function itself is to right.
        is_ordinary: whether that question is an ordinary one.
        better: those that are not right, and nearer. Filled while the candidates are gone through.
    """

    def __init__(self, function: str, asking: Asking, read: EditsRead, until: float) -> None:
        self._function = function
        self._asking = asking
        self._student = asking.quietly(function)
        self._read = read
        self._until = until
        self._together, self._seconds = _TOGETHER, REQUEST_SECONDS
        self.own = NOTHING
        self.is_ordinary = False
        self.better: list[_Better] = []

    def candidates(self) -> Iterator[int]:
        """Numbers of changes that may be the one, the natural ones first."""
        yield from self._by_answers()
        yield from self._by_laws()

    def _by_answers(self) -> Iterator[int]:
        questions = questions_of(self._function, self._asking)
        answers = self._asking.caller.call_together(self._calls(questions))
        if answers is None:  # it hangs, and so do most of its versions
            self._together, self._seconds = 4, 0.1
        wrong = [pair for pair in zip(questions, answers or (), strict=False) if not self._student.is_right(*pair)]
        if answers is not None and not wrong:
            return
        question = wrong[0][0] if wrong else next(iter(questions), None)
        if question is None:
            return
        self.is_ordinary = not question.case
        self.own = self._progress(question, wrong[0][1]) if wrong else NOTHING
        arrays = max(1, sum(1 for _ in leaves(question.low)))
        together = max(1, min(self._together, _ARRAYS // arrays))
        for number, (answer,) in self._asked([question.arguments], together):
            if self._student.is_right(question, answer):
                yield number
            else:
                self._note(number, self._progress(question, answer))

    def _by_laws(self) -> Iterator[int]:
        """Where right answers differ: the changes after which it answers otherwise."""
        questions = self._asking.key.asked(self._function, PROPERTY)[:2]
        calls = [question.arguments for question in questions]
        own = self._asking.caller.call_together(self._calls(questions)) if calls else None
        seen = {_content(own)} if own else set()
        for number, answers in self._asked(calls, 20) if calls else ():
            content = _content(answers)
            if content not in seen and all(answer.outcome == "returned" for answer in answers):
                seen.add(content)
                yield number

    def _progress(self, question: Question, answer: Answer) -> HowRight:
        if answer.outcome != "returned":
            return NOTHING
        try:
            return how_right(question, self._student.results(answer))
        except Finding:
            return NOTHING

    def _note(self, number: int, found: HowRight) -> None:
        if self.own.places <= found.places and found.near > self.own.near + 1e-9:
            self.better.append(_Better(number, found.places - self.own.places, found.near))

    def _asked(self, calls: Sequence[tuple[object, ...]], together: int) -> Iterator[tuple[int, Sequence[Answer]]]:
        """Each version's answers to the calls; those that do not come to an end are passed over."""
        size = len(self._read.edits)
        waiting = [range(first, min(first + together, size)) for first in range(0, size, together)]
        while waiting and time.monotonic() < self._until:
            numbers = waiting.pop(0)
            texts = [_version(self._read, self._read.edits[number]) for number in numbers]
            found = self._asking.caller.call_variants(self._function, texts, calls, self._seconds)
            if found is not None:
                yield from zip(numbers, found, strict=True)
            elif len(numbers) > 1:  # one of them may be a loop without an end
                middle = len(numbers) // 2
                waiting[:0] = [numbers[:middle], numbers[middle:]]

    def _calls(self, questions: Iterable[Question]) -> Request:
        return Request.of(FunctionCall(self._function, question.arguments) for question in questions)


def _content(answers: Sequence[Answer]) -> tuple[object, ...]:
    return tuple((array.shape, array.tobytes()) for answer in answers for array in answer.arrays)
