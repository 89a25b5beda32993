"""Finding out how an assignment's functions train a network: from `quiz_app/lessons/<assignment>/recipe.py`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from quiz_app import lessons
from quiz_app.training.recipe import Recipe


@cache
def recipes() -> Mapping[str, Recipe]:
    """The recipes by the names of their assignments. Most assignments have none: they train no network alone."""
    found = {}
    for lesson in pkgutil.iter_modules(lessons.__path__):
        if lesson.ispkg and any(part.name == "recipe" for part in pkgutil.iter_modules(_folders(lesson.name))):
            found[lesson.name] = importlib.import_module(f"{lessons.__name__}.{lesson.name}.recipe").RECIPE
    return found


def recipe_for(functions: Mapping[str, object]) -> Recipe:
    """The recipe that calls most of these functions."""
    return max(recipes().values(), key=lambda recipe: sum(callable(functions.get(name)) for name in recipe.functions))


def _folders(lesson: str) -> list[str]:
    return [f"{folder}/{lesson}" for folder in lessons.__path__]
