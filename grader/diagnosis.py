"""Why an answer is wrong: is it, on several questions, just what a known mistake gives?

A wrong diagnosis is worse than none. So a mistake is named only when the student's function and the mistake
agree on *every* question of the diagnosis, in shape and value, or in not answering at all, and on at least three
of them with numbers. Where right answers differ, a mistake is known by the properties that it breaks.
"""

from __future__ import annotations

from grader.checks.student import StudentFunction
from grader.comparison import alike
from grader.key.key import Key, KnownMistake
from grader.key.questions import DIAGNOSIS, WORKED
from grader.message import Finding

ENOUGH = 3


def diagnose(key: Key, student: StudentFunction) -> KnownMistake | None:
    """The known mistake that explains every answer, or None.

    Args:
        key: of the assignment.
        student: the function that was answered wrongly.
    """
    function = student.step.function
    if student.step.random:
        return _by_broken_laws(key, student)
    questions = key.asked(function, DIAGNOSIS, WORKED)
    student.prepare(questions)
    answers = [student.value(question) for question in questions]
    if sum(answer is not None for answer in answers) < ENOUGH:
        return None
    mistaken = key.mistaken(function)
    for mistake in key.mistakes_of(function):
        if all(map(alike, questions, answers, mistaken[mistake.id])):
            return mistake
    return None


def _by_broken_laws(key: Key, student: StudentFunction) -> KnownMistake | None:
    try:
        laws = {law.name for law, _ in student.broken_laws(key)}
    except Finding:
        return None
    mistaken = key.mistaken(student.step.function)
    found = [mistake for mistake in key.mistakes_of(student.step.function) if set(mistaken[mistake.id]) == laws]
    return found[0] if laws and len(found) == 1 else None
