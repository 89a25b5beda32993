"""Looks for one small change of a function's text with which it passes all of its checks."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from grader.asking.asking import Asking
from grader.key.key import Question
from grader.key.laws import asked_of_laws, broken
from grader.key.questions import CONTRACT, DIFFERENCES, IN_A_ROW, LARGE, PROPERTY, REFERENCE, SINGLE, WORKED
from grader.key.values import leaves
from grader.reading.budget import Budget, EditsRead
from grader.report.message import Finding
from grader.sandbox import Answer, Chunk, FunctionCall, Request

MOST = 2500  # changes that are tried
SECONDS = 1.0  # for one function, whatever its versions do
_REQUEST_SECONDS = 0.4
_TOGETHER = 150  # versions in one request
_ARRAYS = 900  # in one reply
_BY_LAWS = 20  # calls in one request: such functions may return many arrays
_READ_SECONDS = 1.0
_MOST_REMEMBERED = 5000


@dataclass(frozen=True)
class FoundEdit:
    """Where changes make the function right: for each the kind and the line. The changes themselves are not kept."""

    label: str
    places: tuple[tuple[str, int], ...]


def find_edit(
    function: str,
    askings: Sequence[Asking],
    chunks: Sequence[Chunk],
    seconds: float = SECONDS,
    *,
    two: bool = False,
) -> FoundEdit | None:
    """The most natural change that makes the function right, or None.

    Args:
        function: which function, answered wrongly.
        askings: the public questions first, on which it is looked for. It has to hold on all of them.
        chunks: the submission's text.
        seconds: the time for it.
        two: whether to look for two changes at once.
    """
    until = time.monotonic() + min(seconds, SECONDS)
    shown = askings[0]
    signature = shown.key.signatures[function]
    numbers = [not argument.shape for argument in signature.arguments]
    others = [name for name in shown.key.signatures if name != function]
    read = Budget(_READ_SECONDS).edits(chunks, function, numbers, others, MOST, two=two)
    search = _Search(function, shown, read, until)
    same = (shown.key.sources, function, read.text, two)
    known = _FOUND.get(same, -1)  # -1: not looked for yet; None: there is none
    if known is None:
        return None
    candidates = [known] if known >= 0 else chain(search.candidates(), search.candidates_by_laws())
    for number in candidates:
        if time.monotonic() > until:
            return None
        if all(_passes(function, search.version(number), asking) for asking in askings):
            _remember(same, number)
            _, _, _, label, places = read.edits[number]
            return FoundEdit(label, tuple(places))
    if time.monotonic() < until:
        _remember(same, None)
    return None


# By the key, the function's text and what was looked for: the number of the change. A class has many equal functions.
_FOUND: dict[tuple[str, str, str, bool], int | None] = {}


def _remember(same: tuple[str, str, str, bool], number: int | None) -> None:
    if len(_FOUND) >= _MOST_REMEMBERED:
        _FOUND.clear()
    _FOUND[same] = number


class _Search:
    """The versions of one function that are right on the first question that it gets wrong."""

    def __init__(self, function: str, asking: Asking, read: EditsRead, until: float) -> None:
        self._function = function
        self._asking = asking
        self._read = read
        self._text = read.text.encode()
        self._until = until
        self._together, self._seconds = _TOGETHER, _REQUEST_SECONDS

    def version(self, number: int) -> str:
        """The text with a change, by the number of the change."""
        first, last, text, *_ = self._read.edits[number]
        return (self._text[:first] + text.encode() + self._text[last:]).decode()

    def candidates(self) -> Iterator[int]:
        """Changes that may be the one, the natural ones first."""
        questions = _questions(self._function, self._asking)
        student = self._asking.quietly(self._function)
        answers = self._asking.caller.call_together(self._calls(questions))
        if answers is None:  # it hangs, and so do most of its versions
            self._together, self._seconds = 4, 0.1
        wrong = (q for q, answer in zip(questions, answers or (), strict=False) if not student.is_right(q, answer))
        question = next(wrong, None) if answers is not None else next(iter(questions), None)
        if question is None:
            return
        arrays = max(1, sum(1 for _ in leaves(question.low)))
        together = max(1, min(self._together, _ARRAYS // arrays))
        for number, (answer,) in self._asked([question.arguments], together):
            if student.is_right(question, answer):
                yield number

    def candidates_by_laws(self) -> Iterator[int]:
        """As ``candidates``, where right answers differ: the changes after which it answers otherwise."""
        questions = self._asking.key.asked(self._function, PROPERTY)[:2]
        calls = [question.arguments for question in questions]
        own = self._asking.caller.call_together(self._calls(questions)) if calls else None
        seen = {_content(own)} if own else set()
        for number, answers in self._asked(calls, 20) if calls else ():
            content = _content(answers)
            if content not in seen and all(answer.outcome == "returned" for answer in answers):
                seen.add(content)
                yield number

    def _asked(self, calls: Sequence[tuple[object, ...]], together: int) -> Iterator[tuple[int, Sequence[Answer]]]:
        """Each version's answers to the calls; those that do not come to an end are passed over."""
        waiting = [range(first, min(first + together, self._size)) for first in range(0, self._size, together)]
        while waiting and time.monotonic() < self._until:
            numbers = waiting.pop(0)
            texts = [self.version(number) for number in numbers]
            found = self._asking.caller.call_variants(self._function, texts, calls, self._seconds)
            if found is not None:
                yield from zip(numbers, found, strict=True)
            elif len(numbers) > 1:  # one of them may be a loop without an end
                middle = len(numbers) // 2
                waiting[:0] = [numbers[:middle], numbers[middle:]]

    def _calls(self, questions: Iterable[Question]) -> Request:
        return Request.of(FunctionCall(self._function, question.arguments) for question in questions)

    @property
    def _size(self) -> int:
        return len(self._read.edits)


def _content(answers: Sequence[Answer]) -> tuple[object, ...]:
    return tuple((array.shape, array.tobytes()) for answer in answers for array in answer.arrays)


def _questions(function: str, asking: Asking) -> list[Question]:
    """What the checks ask, but what large arrays and float32 arrays give: there, no answer is no mistake."""
    asked = asking.key.asked(function, CONTRACT, REFERENCE, WORKED, DIFFERENCES)
    return [question for question in asked if question.case not in (LARGE, SINGLE)]


def _passes(function: str, text: str, asking: Asking) -> bool:
    """Whether this version passes all checks."""
    return _is_right(function, text, asking) and _keeps_laws(function, text, asking)


def _is_right(function: str, text: str, asking: Asking) -> bool:
    student = asking.quietly(function)
    questions = _questions(function, asking)
    answers = _answers(function, text, [question.arguments for question in questions], asking)
    if answers is None or not all(map(student.is_right, questions, answers)):
        return False
    for question in asking.key.asked(function, REFERENCE):
        if question.case in (LARGE, SINGLE):
            found = _answers(function, text, [question.arguments], asking)
            if found and found[0].outcome == "returned" and not student.is_right(question, found[0]):
                return False
    return True


def _keeps_laws(function: str, text: str, asking: Asking) -> bool:
    student = asking.quietly(function)
    questions = asked_of_laws(asking.key.asked(function, PROPERTY, IN_A_ROW))
    if not questions:
        return True
    answers: list[Answer] = []
    for first in range(0, len(questions), _BY_LAWS):
        calls = [question.arguments for question in questions[first : first + _BY_LAWS]]
        found = _answers(function, text, calls, asking)
        if found is None or any(answer.outcome != "returned" for answer in found):
            return False
        answers += found
    try:
        results = [student.results(answer) for answer in answers]
    except Finding:
        return False
    given = [each if len(each) > 1 else each[0] for each in results]
    return not any(True for _ in broken(asking.key.signatures[function].laws, questions, given))


def _answers(
    function: str, text: str, calls: Sequence[tuple[object, ...]], asking: Asking
) -> Sequence[Answer] | None:
    found = asking.caller.call_variants(function, [text], calls, _REQUEST_SECONDS)
    return None if found is None else found[0]
