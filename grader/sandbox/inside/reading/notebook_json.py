"""The JSON of a notebook, whole or damaged -> plain data, and what was damaged.

What is complete is read, and what was passed over is said. The time is linear in the text.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

_DECODER = json.JSONDecoder(strict=False)  # a line break within a string is one for us, too
_CONFLICT = re.compile(r"^<{7}(?: |$)", re.MULTILINE)
# A string, or a comma with nothing behind it. The quantifiers never step back.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|,(?=\s*(?:[\]},]|\Z))|,(?<=[\[{,],)', re.DOTALL)
_BEGINS = re.compile(r'\{\s*(["\'])(?:cells|metadata|nbformat|nbformat_minor|worksheets)\1\s*:')
_CELLS = re.compile(r'"cells"\s*:\s*\[')
_SEPARATOR = re.compile(r"[\s,]*+")
_CELL_BEGINS = re.compile(r'\{\s*"(?:attachments|cell_type|execution_count|id|metadata|source)"\s*:')
_MOST_CELLS = 5000
_MOST_LAYERS = 3  # of other JSON around a notebook


@dataclass(frozen=True)
class Parsed:
    """A notebook's data; None where there is none, with the `error`.

    `notes` say what was passed over, `doubts` the same where a person must look.
    """

    data: Any = None
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    error: str = ""


def parse_notebook(text: str) -> Parsed:
    """The notebook in a file's text: all of it, or as much as is complete."""
    text = text.lstrip("\ufeff \t\r\n")
    try:
        data = _DECODER.decode(text)
        if not is_notebook(data) and (packed := _packed(data, _MOST_LAYERS)) is not None:
            return Parsed(packed, ("The notebook is packed into other JSON; it was read from there.",))
        return Parsed(data)
    except RecursionError:
        return Parsed(error="it is nested too deeply")
    except ValueError as failure:
        error = str(failure)[:100]
    sides: tuple[Literal["ours", "theirs"], ...] = ("ours", "theirs") if _CONFLICT.search(text) else ()
    for side in sides:
        if (found := _first_value(_one_side(text, side))) is not None:
            doubt = "The notebook holds the conflict markers of a git merge; the first version of each one counts."
            return Parsed(found[0], (), (doubt,))
    if text[:1] != "{":
        if (begins := _BEGINS.search(text)) is None:
            return Parsed(error=error)
        inside = parse_notebook(text[begins.start() :])
        in_front = "In front of the notebook there is other text. It was left out."
        return replace(inside, notes=(*inside.notes, in_front))
    if (data := _as_python(text)) is not None:
        return Parsed(
            data, ("The notebook is written as Python prints it, and not as JSON; it was read all the same.",)
        )
    for repaired, note in ((text, ""), (_TOKEN.sub(_kept, text), "The notebook has a comma too many.")):
        if (found := _first_value(repaired)) is not None:
            data, rest = found
            return _with_rest(data, rest, note)
    return _cell_by_cell(text) or Parsed(error=error)


def _as_python(text: str) -> Any:
    """The notebook in what Python prints of a dictionary: `'` for `"`, None for null; None where there is none."""
    begins = _BEGINS.match(text)
    if begins is None or begins[1] == '"':
        return None
    try:
        data = ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    return data if is_notebook(data) else None


def is_notebook(data: Any) -> bool:
    """Whether the data of some JSON are those of a notebook."""
    return isinstance(data, dict) and any(isinstance(data.get(key), list) for key in ("cells", "worksheets"))


def _packed(data: Any, layers: int) -> Any:
    """The notebook in a string or an object around it, as programs store and send one; None where there is none."""
    if is_notebook(data) or not layers:
        return data if is_notebook(data) else None
    if isinstance(data, str) and data.lstrip()[:1] in ("{", '"'):
        try:
            return _packed(_DECODER.decode(data.strip()), layers - 1)
        except (ValueError, RecursionError):
            return None
    inside = data.values() if isinstance(data, dict) else ()
    return next((found for value in inside if (found := _packed(value, layers - 1)) is not None), None)


def _first_value(text: str) -> tuple[Any, str] | None:
    """The first value in the text if it is a notebook, and the text behind it."""
    try:
        data, end = _DECODER.raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return None
    return (data, text.lstrip()[end:]) if is_notebook(data) else None


def _with_rest(data: Any, rest: str, note: str) -> Parsed:
    """Leftovers of an older version often stand behind a notebook; another notebook is for a person to see."""
    notes = [note] if note else []
    if not rest.strip(", \t\r\n"):
        return Parsed(data, tuple(notes or ["The notebook has a comma too many."]))
    start = rest.find("{")
    if start >= 0 and (second := _first_value(rest[start:])) is not None and second[0] != data:
        return Parsed(data, tuple(notes), ("The file holds two notebooks, one behind the other; the first counts.",))
    notes.append(
        "Behind the end of the notebook there is more text. It was left out. Save the notebook in Jupyter again."
    )
    return Parsed(data, tuple(notes))


def _kept(token: re.Match[str]) -> str:
    return token[0] if token[0][0] == '"' else ""


def _cell_by_cell(text: str) -> Parsed | None:
    """The complete cells of a notebook that breaks off, or is broken somewhere."""
    begins = _CELLS.search(text)
    if begins is None:
        return None
    cells: list[Any] = []
    breaks = 0
    at = begins.end()
    while len(cells) < _MOST_CELLS:
        at = _SEPARATOR.match(text, at).end()  # type: ignore[union-attr]  # it matches the empty text, too
        if text[at : at + 1] != "{":
            break
        try:
            cell, at = _DECODER.raw_decode(text, at)
            cells.append(cell)
        except (ValueError, RecursionError):
            breaks += 1
            following = _CELL_BEGINS.search(text, at + 1)
            if following is None or breaks > 50:
                break
            at = following.start()
    if not cells:
        return None
    ends = text[at : at + 1] == "]"
    what = "is broken in the middle" if ends else "breaks off before its end"
    doubt = f"The notebook's file {what}. {len(cells)} of its cells are complete, and were read."
    return Parsed({"cells": cells, "nbformat": 4}, (), (doubt,))


def _one_side(text: str, side: Literal["ours", "theirs"]) -> str:
    """The text with one side of each of git's merge conflicts."""
    return "".join(_lines_of(text, side))


def _lines_of(text: str, side: str) -> Iterator[str]:
    now = "both"
    for line in text.splitlines(keepends=True):
        mark = {"<<<<<<<": "ours", "|||||||": "base", "=======": "theirs", ">>>>>>>": "both"}.get(line[:7])
        if mark and not line[7:].strip("=<>|\n")[:1].strip() and (now != "both" or mark == "ours"):
            now = mark
        elif now in ("both", side):
            yield line
