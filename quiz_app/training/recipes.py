"""Finding out how an assignment's functions train a network: from `quiz_app/lessons/<assignment>/recipe.py`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from quiz_app.lessons import modules_of_lessons
from quiz_app.training.recipe import Recipe


@cache
def recipes() -> Mapping[str, Recipe]:
    """The recipes by the names of their assignments. Most assignments have none: they train no network alone."""
    return {assignment: module.RECIPE for assignment, module in modules_of_lessons("recipe")}


def recipe_for(functions: Mapping[str, object]) -> Recipe:
    """The recipe that calls most of these functions."""
    return max(recipes().values(), key=lambda recipe: sum(callable(functions.get(name)) for name in recipe.functions))
