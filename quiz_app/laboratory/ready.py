"""Ready-made experiments: TOML files in `quiz_app/lessons/<name>/experiments/`, in the order of their names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources

from quiz_app.laboratory.experiment import Experiment, read


@cache
def ready_made(assignments: tuple[str, ...]) -> tuple[Experiment, ...]:
    """Those of a course's assignments, in the order of these."""
    return tuple(read(text) for name in assignments for text in _texts(name))


def _texts(assignment: str) -> Iterable[str]:
    folder = resources.files("quiz_app.lessons").joinpath(assignment, "experiments")
    if not folder.is_dir():
        return []
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name)
    return [each.read_text("utf-8") for each in files]
