"""Lessons: the pages and sentences that teach one assignment. A lesson is found by the assignment's name.

Each has a folder here, named after its assignment. Its `__init__.py` has a `LESSON`, if it has pages; its `recipe.py`
says how its functions train a network by themselves, its `blocks.py` what they build in the laboratory.
An assignment without a folder has the pages that every assignment has.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from quiz_app.lessons.lesson import Lesson, LessonPage, NextAction

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


def modules_of_lessons(name: str) -> Iterator[tuple[str, ModuleType]]:
    """The module of this name of each lesson that has one, with the lesson's assignment."""
    for lesson in pkgutil.iter_modules(__path__):
        folders = [f"{folder}/{lesson.name}" for folder in __path__]
        if lesson.ispkg and any(part.name == name for part in pkgutil.iter_modules(folders)):
            yield lesson.name, import_module(f"{__name__}.{lesson.name}.{name}")


__all__ = ["Lesson", "LessonPage", "NextAction", "lesson_of", "lessons_of", "modules_of_lessons"]
