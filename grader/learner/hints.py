"""`course hint STEP`, and `hint(function)` in a notebook: the hints of a step, one level at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.course import Assignment, Step
from grader.learner import attempts


def hints(
    assignment: Assignment, step: Step, root: Path, *, everything: bool = False, for_all: str = ""
) -> Iterator[str]:
    """The hints to show now, as paragraphs; showing one more is remembered.

    Args:
        assignment: whose step it is.
        step: whose hints.
        root: the course's folder.
        everything: show all levels, open or not.
        for_all: what to write to see all levels; `course hint STEP --all` if left out.
    """
    total = len(step.hints)
    tried = attempts.load(root, assignment.name).get(step.function, attempts.Attempts())
    if not everything and tried.next_hint_open and tried.hints < total:
        tried = tried.with_hint()
        attempts.save(root, assignment.name, step.function, tried)
    shown = total if everything else tried.hints
    yield f"Step {step.number}, {step.function}: {step.title}"
    for number, hint in enumerate(step.hints[:shown], start=1):
        yield f"Hint {number} of {total}. {hint}"
    if shown < total:
        yield (
            "The next hint opens after another attempt: change your function, have it checked, and ask again. "
            f"All of them at once: `{for_all or f'course hint {step.function} --all'}`."
        )
