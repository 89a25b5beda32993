"""Courses as they were before an assignment was one folder: `course.toml` had the steps, their points and hints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_old(table: Mapping[str, Any]) -> bool:
    """Whether `course.toml` holds what lies in an assignment's folder today."""
    assignments = table.get("assignments")
    entries = assignments.values() if isinstance(assignments, dict) else ()
    return "scoring" in table or "quiz" in table or any(isinstance(one, dict) and "steps" in one for one in entries)


def settings_of(table: Mapping[str, Any]) -> dict[str, Any]:
    """What stays in `course.toml`."""
    entries = {name: {key: one[key] for key in ("due",) if key in one} for name, one in table["assignments"].items()}
    return {**{key: value for key, value in table.items() if key not in ("scoring", "quiz")}, "assignments": entries}


def assignment_of(table: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What `solutions/<name>/assignment.toml` holds of it: the first assignment has the quiz."""
    entry = table["assignments"][name]
    moved = {key: value for key, value in entry.items() if key not in ("due", "steps")}
    moved["scoring"] = table.get("scoring", {})
    moved["functions"] = entry.get("steps", {})
    if "quiz" in table and name == next(iter(table["assignments"])):
        moved["quiz"] = table["quiz"]
    return moved


def toml_text(table: Mapping[str, Any]) -> str:
    """A table as TOML: numbers, texts, dates, lists and tables of them."""
    return "\n".join(_lines(table, ())).strip() + "\n"


def _lines(table: Mapping[str, Any], above: tuple[str, ...]) -> list[str]:
    plain = {key: value for key, value in table.items() if not _is_tables(value)}
    lines = [f"{_key(key)} = {_value(value)}" for key, value in plain.items()]
    for key, value in table.items():
        if not _is_tables(value):
            continue
        path = (*above, key)
        name = ".".join(map(_key, path))
        if isinstance(value, dict):
            lines += ["", f"[{name}]", *_lines(value, path)]
        else:
            for each in value:
                lines += ["", f"[[{name}]]", *_lines(each, path)]
    return lines


def _is_tables(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else _text(key)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case list():
            return "[\n" + "".join(f"    {_value(each)},\n" for each in value) + "]" if value else "[]"
        case dict():
            return "{ " + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + " }"
        case int() | float():
            return repr(value)
        case _:  # dates and times
            return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _text(value: str) -> str:
    """In double quotes. Lone surrogates cannot come: they are in no TOML file."""
    import json

    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
