"""Why an answer is wrong: is it, on several questions, just what a known mistake gives?

A wrong diagnosis is worse than none. So a mistake is named only when the student's function and the mistake
agree on *every* question of the diagnosis, in shape and value, or in not answering at all, and on at least three
of them with numbers. Where right answers differ, a mistake is known by the properties that it breaks, and by
its answers where one answer alone is right.
"""

from __future__ import annotations

from functools import partial

from grader.asking.asking import Asking
from grader.asking.comparison import alike, is_wrong_for_certain
from grader.asking.student import StudentFunction
from grader.key.key import Key, KnownMistake
from grader.key.questions import DIAGNOSIS, REFERENCE, WORKED
from grader.report.message import Finding

ENOUGH = 3
_SECONDS = 1.5  # for all answers; where each is slow, no mistake is named


def known_mistake(asking: Asking, function: str) -> KnownMistake | None:
    """The known mistake that explains every answer of a wrong function, or None."""
    student = asking.quietly(function)
    mistake = _mistake_of(asking.key, student)
    return None if student.masked else mistake


def _mistake_of(key: Key, student: StudentFunction) -> KnownMistake | None:
    function = student.step.function
    if student.step.random:
        return _by_broken_laws(key, student)
    questions = key.asked(function, DIAGNOSIS, WORKED)
    student.prepare(questions)
    answers = list(student.values_in_time(questions, _SECONDS))
    if len(answers) < len(questions) or sum(answer is not None for answer in answers) < ENOUGH:
        return None
    mistaken = key.mistaken(function)
    for mistake in key.mistakes_of(function):
        given = mistaken[mistake.id]
        hides = not any(map(is_wrong_for_certain, questions, given))
        if all(map(partial(alike, everywhere=hides), questions, answers, given)):
            return mistake
    return None


def _by_broken_laws(key: Key, student: StudentFunction) -> KnownMistake | None:
    """The only one with the same broken laws; of several, or where none is broken, the one that answers alike."""
    function = student.step.function
    try:
        laws = {law.name for law, _ in student.broken_laws(key)}
    except Finding:
        return None
    mistaken = key.mistaken(function)
    candidates = [mistake for mistake in key.mistakes_of(function) if set(mistaken[mistake.id][0]) == laws]
    if laws and len(candidates) == 1:
        return candidates[0]
    questions = key.asked(function, REFERENCE, WORKED)
    answers = [student.value(question) for question in questions] if candidates else []
    if not any(answer is not None for answer in answers):
        return None
    found = [one for one in candidates if all(map(alike, questions, answers, mistaken[one.id][1:]))]
    return found[0] if len(found) == 1 else None
