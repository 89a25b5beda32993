"""Which assignments build on which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.course.assignment import CourseError


def needs_of(path: Path, entries: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    """By an assignment's name those that it builds on, each once.

    Args:
        path: of the file that says it.
        entries: what it says.

    Raises:
        CourseError: one of them is no assignment, or some need each other in a circle.
    """
    needs = {name: tuple(dict.fromkeys(entry)) for name, entry in entries.items()}
    for name, needed in needs.items():
        where = f"{path}: assignments.{name}.needs"
        for other in needed:
            if other not in needs:
                raise CourseError(f"{where}: there is no assignment {other!r}; there are {', '.join(needs)}")
            if way := _way(needs, other, name):
                circle = ", which needs ".join(way)
                raise CourseError(f"{where}: {name} needs {circle}: take one out, or nobody could begin")
    return needs


def _way(needs: Mapping[str, tuple[str, ...]], start: str, end: str) -> list[str]:
    """From one assignment to another along what they need; [] where there is no way."""
    ways, seen = [[start]], {start}
    for way in ways:
        if way[-1] == end:
            return way
        for name in needs.get(way[-1], ()):
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
