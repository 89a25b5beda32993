"""`course hint STEP`, and `hint(function)` in a notebook: the hints of a step, one level at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from grader.course import Assignment, Step
from grader.learner import attempts

OF_THE_REASON = "Hint about your own function"  # the second level of the reason that was found


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
    if not everything and tried.next_hint_open and (tried.hints < total or tried.has_more):
        tried = tried.with_hint()
        attempts.save(root, assignment.name, step.function, tried)
    shown = all_hints(step, tried) if everything else shown_hints(step, tried)
    yield f"Step {step.number}, {step.function}: {step.title}"
    for name, text in shown:
        yield f"{name}. {text}"
    if not everything and (tried.hints < total or tried.has_more):
        yield (
            "The next hint opens after another attempt: change your function, have it checked, and ask again. "
            f"All of them at once: `{for_all or f'course hint {step.function} --all'}`."
        )


def shown_hints(step: Step, tried: attempts.Attempts) -> Iterator[tuple[str, str]]:
    """The hints that are open, in the order in which they were opened: what each is called, and its text."""
    total = len(step.hints)
    for number in range(tried.hints + 1):
        if number:
            yield f"Hint {number} of {total}", step.hints[number - 1]
        if number == tried.more_after:
            yield OF_THE_REASON, tried.more


def all_hints(step: Step, tried: attempts.Attempts) -> Iterator[tuple[str, str]]:
    """All of them, open or not."""
    return shown_hints(step, replace(tried, hints=len(step.hints), more_after=0 if tried.more else -1))
