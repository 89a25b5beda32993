"""Wherever in course.toml something is wrong, the line names that place."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from submissions import ROOT

from grader.course import Course, _with_names
from grader.tables import TableError, read_table

Place = tuple[str | int, ...]
NO_KEYS_OF_OURS = ("name", "function")  # repeated from the keys above them


def table() -> dict[str, Any]:
    """course.toml as it is given to `read_table`: assignments and steps know their own names."""
    return {"root": ROOT, **_with_names(tomllib.loads((ROOT / "course.toml").read_text(encoding="utf-8")))}


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Of all values below this one, tables and lists included."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in below:
        yield (*place, key)
        yield from places(item, (*place, key))


def at(place: Place, value: Any) -> Any:
    for key in place:
        value = value[key]
    return value


def line_about(wrong: dict[str, Any]) -> str:
    with pytest.raises(TableError) as raised:
        read_table(wrong, Course)
    return str(raised.value)


def dotted(place: Place) -> str:
    return ".".join(map(str, place))


ALL = [place for place in places(table()) if place[0] != "root" and place[-1] not in NO_KEYS_OF_OURS]


def test_the_table_itself_is_right() -> None:
    assert read_table(table(), Course).root == ROOT
    assert len(ALL) > 200


def test_a_value_of_a_wrong_type_is_named_everywhere() -> None:
    right = table()
    for place in ALL:
        wrong = copy.deepcopy(right)
        at(place[:-1], wrong)[place[-1]] = time(12)
        line = line_about(wrong)
        assert line.startswith(f"{dotted(place)}: found datetime.time(12, 0); expected "), line
        assert "\n" not in line


def test_a_missing_key_and_an_unknown_one_are_named_everywhere() -> None:
    right = table()
    free = {"checks", "assignments", "steps"}  # their keys are for the course to choose
    for place in [(), *ALL]:
        parent = at(place, right)
        if not isinstance(parent, dict) or (place and place[-1] in free):
            continue
        for key in ("colour", "missing"):
            unknown = copy.deepcopy(right)
            at(place, unknown)[key] = 1
            assert line_about(unknown) == (
                f"{dotted((*place, key))}: found an unknown key; remove it or correct its spelling"
            )
        for left_out in set(parent) - {"due", "quiz"}:
            missing = copy.deepcopy(right)
            del at(place, missing)[left_out]
            assert line_about(missing) == f"{dotted((*place, left_out))}: missing; expected a value for this key"
