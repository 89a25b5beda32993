"""Which answers are right."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from grader.course import Quiz


def mark(quiz: Quiz, answers: Sequence[int]) -> tuple[bool, ...]:
    """For each question, whether its answer is right.

    Args:
        quiz: the questions.
        answers: for each question, the chosen option's position in `assignment.toml`.

    Raises:
        ValueError: there is not one answer to each question, or one names an option that there is not.
    """
    if len(answers) != len(quiz.questions):
        raise ValueError(f"{len(answers)} answers to {len(quiz.questions)} questions")
    for number, (question, answer) in enumerate(zip(quiz.questions, answers, strict=True), start=1):
        if not 0 <= answer < len(question.options):
            raise ValueError(f"question {number} has no option {answer}")
    return tuple(question.options[answer].right for question, answer in zip(quiz.questions, answers, strict=True))


def edition(quiz: Quiz) -> str:
    """A name for the questions and options as they are now: it changes when their texts or their order do."""
    texts = [[question.text, *(f"{o.right} {o.text}" for o in question.options)] for question in quiz.questions]
    return sha256(repr(texts).encode()).hexdigest()[:16]
