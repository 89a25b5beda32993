"""A table of a TOML file -> a record, or one line that names the key, what was found and what was expected."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

_PROBLEM = re.compile(r"(?P<problem>.*?)(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL)
_NAMED = re.compile(r"Object (missing required|contains unknown) field `(.*)`")
_WORDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "a text",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "datetime": "a date and time with a zone, such as 2027-01-31T23:59:00+01:00",
}
_SIGNS = {">=": "of at least", "<=": "of at most", ">": "above"}
_LONGEST = 60


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record that a TOML table is read into: the keys are its fields, no others, and the values of their types."""


Record = TypeVar("Record", bound=Table)


class TableError(ValueError):
    """A table does not fit its record. The text is one line."""


def read_table(table: dict[str, Any], record: type[Record]) -> Record:
    """The record that the table holds.

    Raises:
        TableError: the line names the key, what was found and what was expected.
    """
    try:
        return msgspec.convert(table, record, dec_hook=lambda _, value: value)
    except msgspec.ValidationError as error:
        matched = _PROBLEM.fullmatch(str(error))
        assert matched is not None
        raise TableError(_line(matched["problem"], matched["path"] or "", table, record)) from None


def _line(problem: str, path: str, table: dict[str, Any], record: type[Table]) -> str:
    key, found, kind = _followed(path, table, record)
    if named := _NAMED.fullmatch(problem):
        key = f"{key}.{named[2]}".lstrip(".")
        if named[1] == "missing required":
            return f"{key}: missing; expected a value for this key"
        required = [field.encode_name for field in msgspec.structs.fields(kind) if field.required]
        absent = " and ".join(name for name in required if name not in found)
        return (
            f"{key}: found an unknown key; {f'expected {absent}' if absent else 'remove it or correct its spelling'}"
        )
    if isinstance(found, dict) and not problem.startswith("Expected"):  # a record's own, and of no single value
        return f"{key}: {problem}"
    shown = found.isoformat() if isinstance(found, date) else repr(found)
    shown = shown if len(shown) <= _LONGEST else shown[: _LONGEST - 3] + "..."
    return f"{key}: found {shown}; {_expected(problem, kind)}"


def _followed(path: str, value: Any, kind: Any) -> tuple[str, Any, Any]:
    """Where the path leads in the table: the key in full, its value, and what it should be.

    msgspec writes `[...]` for a key of a table whose keys are free: it means the first whose value is wrong.
    """
    key = ""
    for part in re.findall(r"[^.\[\]]+|\.\.\.", path):
        if part == "...":
            kind = _bare(kind, 1)
            part = next(name for name, item in value.items() if not _fits(item, kind))
        elif part.isdecimal():
            part, kind = int(part), _bare(kind, 0)
        else:
            names = {field.encode_name: field.name for field in msgspec.structs.fields(_bare(kind))}
            kind = get_type_hints(_bare(kind), include_extras=True)[names[part]]
        key, value = f"{key}.{part}".lstrip("."), value[part]
    return key, value, _bare(kind)


def _bare(kind: Any, argument: int | None = None) -> Any:
    """A type without its limits and without None, or one of its arguments."""
    if hasattr(kind, "__metadata__") or type(None) in get_args(kind):
        kind = get_args(kind)[0]
    return kind if argument is None else get_args(kind)[argument]


def _fits(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _expected(problem: str, kind: Any) -> str:
    """The problem as msgspec has it, in the words of somebody who writes TOML."""
    if problem.startswith("Invalid enum value"):
        return f"expected {' or '.join(map(repr, get_args(kind)))}"
    if problem.startswith("Invalid RFC3339"):
        return f"expected {_WORDS['datetime']}"
    if not problem.startswith("Expected"):
        return problem  # a record's own
    wanted = problem.partition(", got ")[0].removeprefix("Expected ").replace(" | null", "")
    for name, words in _WORDS.items():
        wanted = wanted.replace(f"`{name}`", words)
    wanted = wanted.replace("of length >= 1", "that is not empty").replace(" with a timezone component", "")
    wanted = re.sub(r"(>=|<=|>) (\S+)", lambda limit: f"{_SIGNS[limit[1]]} {float(limit[2]):g}", wanted)
    return f"expected {wanted}"
