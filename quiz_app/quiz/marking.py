"""Which answers are right."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from grader.course.assignment import Wording


def mark(questions: Sequence[Wording], answers: Sequence[int]) -> tuple[bool, ...]:
    """For each question, whether its answer is right.

    Args:
        questions: as they were asked.
        answers: for each question, the chosen option's position in `assignment.toml`.

    Raises:
        ValueError: there is not one answer to each question, or one names an option that there is not.
    """
    if len(answers) != len(questions):
        raise ValueError(f"{len(answers)} answers to {len(questions)} questions")
    for number, (question, answer) in enumerate(zip(questions, answers, strict=True), start=1):
        if not 0 <= answer < len(question.options):
            raise ValueError(f"question {number} has no option {answer}")
    return tuple(question.options[answer].right for question, answer in zip(questions, answers, strict=True))


def edition(questions: Sequence[Wording]) -> str:
    """A name for questions and their options: it changes when their texts or their order do."""
    texts = [[question.text, *(f"{o.right} {o.text}" for o in question.options)] for question in questions]
    return sha256(repr(texts).encode()).hexdigest()[:16]
