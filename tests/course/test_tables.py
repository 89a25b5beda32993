"""Wherever in course.toml or in assignment.toml something is wrong, the line names that place."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from submissions import ROOT

from grader.course.assignment import Assignment
from grader.course.settings import CourseSettings
from grader.course.tables import TableError, read_table

Place = tuple[str | int, ...]
NO_KEYS_OF_OURS = ("name", "function")  # repeated from the keys above them
RECORDS = {"course.toml": CourseSettings, "solutions/backprop/assignment.toml": Assignment}

every_file = pytest.mark.parametrize("file", RECORDS)


def table(file: str) -> dict[str, Any]:
    """A file as it is given to `read_table`: assignments and functions know their own names."""
    read = tomllib.loads((ROOT / file).read_text(encoding="utf-8"))
    for name, function in read.get("functions", {}).items():
        function["function"] = name
    return {**read, "name": "backprop"} if "functions" in read else read


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


def line_about(file: str, wrong: dict[str, Any]) -> str:
    with pytest.raises(TableError) as raised:
        read_table(wrong, RECORDS[file])
    return str(raised.value)


def dotted(place: Place) -> str:
    return ".".join(map(str, place))


MAY_BE_LEFT_OUT = ("due", "needs", "quiz", "given", "laboratory", "unlocked")


def all_places(file: str) -> list[Place]:
    return [place for place in places(table(file)) if place[-1] not in NO_KEYS_OF_OURS]


def test_the_tables_themselves_are_right() -> None:
    for file, record in RECORDS.items():
        read_table(table(file), record)
    assert len(all_places("solutions/backprop/assignment.toml")) > 200


@every_file
def test_a_value_of_a_wrong_type_is_named_everywhere(file: str) -> None:
    right = table(file)
    for place in all_places(file):
        wrong = copy.deepcopy(right)
        at(place[:-1], wrong)[place[-1]] = time(12)
        line = line_about(file, wrong)
        assert line.startswith(f"{dotted(place)}: found datetime.time(12, 0); expected "), line
        assert "\n" not in line


@every_file
def test_a_missing_key_and_an_unknown_one_are_named_everywhere(file: str) -> None:
    right = table(file)
    free = {"checks", "assignments", "functions"}  # their keys are for the course to choose
    for place in [(), *all_places(file)]:
        parent = at(place, right)
        if not isinstance(parent, dict) or (place and place[-1] in free):
            continue
        for key in ("colour", "missing"):
            unknown = copy.deepcopy(right)
            at(place, unknown)[key] = 1
            assert line_about(file, unknown) == (
                f"{dotted((*place, key))}: found an unknown key; remove it or correct its spelling"
            )
        for left_out in set(parent) - {*MAY_BE_LEFT_OUT, *(["name"] if place[-1:] == ("quiz",) else [])}:
            missing = copy.deepcopy(right)
            del at(place, missing)[left_out]
            assert line_about(file, missing) == (
                f"{dotted((*place, left_out))}: missing; expected a value for this key"
            )
