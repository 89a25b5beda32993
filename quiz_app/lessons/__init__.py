"""Lessons: the pages and sentences that teach one assignment. A lesson is found by the assignment's name.

Each has a folder here, named after its assignment. Its `__init__.py` has a `LESSON`, if it has pages; its `recipe.py`
says how its functions train a network by themselves, its `blocks.py` what they build in the laboratory.
An assignment without a folder has the pages that every assignment has.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from quiz_app.lessons.lesson import Lesson, NextAction

_HERE = Path(__file__).parent


def lesson_of(assignment: str) -> Lesson | None:
    """The lesson of an assignment; None where there is none."""
    if not assignment.isidentifier() or not (_HERE / assignment / "__init__.py").is_file():
        return None
    lesson = getattr(import_module(f"{__name__}.{assignment}"), "LESSON", None)
    assert lesson is None or isinstance(lesson, Lesson)
    return lesson


def lessons_of(assignments: Iterable[str]) -> list[Lesson]:
    """The lessons of these assignments, in their order."""
    return [lesson for name in assignments if (lesson := lesson_of(name)) is not None]


__all__ = ["Lesson", "NextAction", "lesson_of", "lessons_of"]
