"""How much of a function is right in one version of its text: all checks, one of its results, or nearly something."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from grader.asking.asking import Asking
from grader.asking.comparison import Results, right_results
from grader.key.key import Question
from grader.key.laws import asked_of_laws, broken
from grader.key.questions import CONTRACT, DIFFERENCES, IN_A_ROW, LARGE, PROPERTY, REFERENCE, SINGLE, WORKED
from grader.key.values import leaves
from grader.report.message import Finding
from grader.sandbox import Answer

REQUEST_SECONDS = 0.4
_BY_LAWS = 20  # calls in one request: such functions may return many arrays
_FITS = 0.05  # of an array: its shape; the rest is how many of its entries are right

_NO_LAWS = 1000  # broken, where there are no answers to judge by


@dataclass(frozen=True)
class HowRight:
    """How near answers to one question are to the right ones.

    Attributes:
        places: the results that are right.
        near: arrays with the right shape, and their shares of right entries, added up; -1 where there is no answer.
    """

    places: frozenset[int] = frozenset()
    near: float = -1.0


NOTHING = HowRight()


def questions_of(function: str, asking: Asking) -> list[Question]:
    """What the checks ask, but what large arrays and float32 arrays give: there, no answer is no mistake."""
    asked = asking.key.asked(function, CONTRACT, REFERENCE, WORKED, DIFFERENCES)
    return [question for question in asked if question.case not in (LARGE, SINGLE)]


def wrong_cases(function: str, text: str, asking: Asking) -> set[str]:
    """The cases that this version gets wrong: "" where ordinary questions or laws are among them; empty if it passes.

    Large arrays and float32 count where there are answers to them.
    """
    student = asking.quietly(function)
    questions = questions_of(function, asking)
    answers = _answers(function, text, [question.arguments for question in questions], asking)
    if answers is None:
        return {""}
    found = {q.case for q, answer in zip(questions, answers, strict=True) if not student.is_right(q, answer)}
    if found:
        return found
    if not _is_right_when_answered(function, text, asking, student.is_right) or laws_broken(function, text, asking):
        return {""}
    return set()


def has_right(function: str, text: str, asking: Asking, places: Collection[int]) -> bool:
    """Whether these results of this version are right in all checks."""
    student = asking.quietly(function)

    def is_right(question: Question, answer: Answer) -> bool:
        try:
            return set(places) <= right_results(question, student.results(answer))
        except Finding:
            return False

    return _holds(function, text, asking, is_right)


def how_right(question: Question, results: Results) -> HowRight:
    """How near these results are to the right ones."""
    near = 0.0
    for got, low, high in zip(results, question.low, question.high, strict=True):
        triples = zip(leaves(got), leaves(low), leaves(high), strict=False)
        near += sum(_nearness(np.asarray(one), a, b) for one, a, b in triples)
    return HowRight(frozenset(right_results(question, results)), near)


def _nearness(got: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    if got.shape != low.shape or not low.size:
        return 0.0
    slack = 1e-9 * (np.abs(low) + np.abs(high))
    return _FITS + (1 - _FITS) * float(((got >= low - slack) & (got <= high + slack)).mean())


def laws_broken(function: str, text: str, asking: Asking) -> int:
    """How many laws the answers of this version break."""
    student = asking.quietly(function)
    questions = asked_of_laws(asking.key.asked(function, PROPERTY, IN_A_ROW))
    answers: list[Answer] = []
    for first in range(0, len(questions), _BY_LAWS):
        calls = [question.arguments for question in questions[first : first + _BY_LAWS]]
        found = _answers(function, text, calls, asking)
        if found is None or any(answer.outcome != "returned" for answer in found):
            return _NO_LAWS
        answers += found
    try:
        results = [student.results(answer) for answer in answers]
    except Finding:
        return _NO_LAWS
    given = [each if len(each) > 1 else each[0] for each in results]
    return sum(1 for _ in broken(asking.key.signatures[function].laws, questions, given))


def _holds(function: str, text: str, asking: Asking, is_right: Callable[[Question, Answer], bool]) -> bool:
    questions = questions_of(function, asking)
    answers = _answers(function, text, [question.arguments for question in questions], asking)
    if answers is None or not all(map(is_right, questions, answers)):
        return False
    return _is_right_when_answered(function, text, asking, is_right)


def _is_right_when_answered(
    function: str, text: str, asking: Asking, is_right: Callable[[Question, Answer], bool]
) -> bool:
    """Whether the answers for large arrays and float32 are right, as far as there are any."""
    for question in asking.key.asked(function, REFERENCE):
        if question.case in (LARGE, SINGLE):
            found = _answers(function, text, [question.arguments], asking)
            if found and found[0].outcome == "returned" and not is_right(question, found[0]):
                return False
    return True


def _answers(
    function: str, text: str, calls: Sequence[tuple[object, ...]], asking: Asking
) -> Sequence[Answer] | None:
    found = asking.caller.call_variants(function, [text], calls, REQUEST_SECONDS)
    return None if found is None else found[0]
