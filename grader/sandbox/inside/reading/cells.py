"""The cells of whatever notebook or Python file a student hands in: text, and nothing else of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from .file_format import format_of, is_notebook_name, is_python_name
from .jupyter_source import CELL_MARK, cells_of, text_of
from .limits import LONGEST_CELL, MOST_CELLS, MOST_CODE
from .notebook_json import parse_notebook
from .pieces import pieces_of
from .too_long import within

_PICTURE = re.compile(r"data:[\w.+-]++/[\w.+-]++(?:;[\w=.+-]++){0,5}?;base64,[A-Za-z0-9+/=\s]{200,}+")
_DEFINES = re.compile(r"^[ \t]*(?:def|class)\b|^\w+[ \t]*=", re.MULTILINE)
_WITHOUT_ZEROS = re.compile(r"^[ \t]*def\b|\A\s*\{", re.MULTILINE)  # what text with zero bytes in it must still be
_OTHER_FILE = "The file is neither a Python file nor a notebook. Name the one that holds your functions."


@dataclass(frozen=True)
class Cell:
    """One cell: what kind it says it is, its text, and the name that it claims to have in the release.

    `defines` has the names that it defines at its top level, and whether each is more than a stub; `shown` is the
    number that Jupyter shows beside it; `is_live` that it is tagged so, see ``live``.
    """

    kind: Literal["code", "markdown"]
    source: str
    name: str | None = None
    defines: Mapping[str, bool] = field(default_factory=dict)
    shown: int | None = None
    is_live: bool = False


@dataclass(frozen=True)
class CellsRead:
    """What a file holds. `problem` says why it holds nothing that can be used; `notes` what was repaired.

    A script has no cells of the release to be missing or moved.
    """

    cells: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()
    for_a_person: tuple[str, ...] = ()
    problem: str | None = None
    is_script: bool = False


def read_cells(text: str, name: str, notes: Sequence[str] = (), is_to_run: bool = False) -> CellsRead:
    """The cells of a notebook of any format, or of a Python file.

    What the file holds counts, not its name. Conflict markers that git left in a notebook are resolved.

    Args:
        text: of the file.
        name: of the file, which is said to be wrong where it is.
        notes: what was repaired before.
        is_to_run: whether the text is all that is needed. A Python file is one cell then, and not one for each part
            between its `# %%` marks, and what a cell defines is not looked for.
    """
    if "\0" in text and _WITHOUT_ZEROS.search(written := text.replace("\0", "")):
        text, notes = written, (*notes, "The file holds zero bytes among its text; they were left out.")
    format, misnamed = format_of(text, name)
    said = [*notes, misnamed] if misnamed else [*notes]
    return (
        _read_notebook(text, said, is_to_run) if format == "notebook" else _read_script(text, said, name, is_to_run)
    )


def _read_notebook(text: str, notes: list[str], is_to_run: bool) -> CellsRead:
    parsed = parse_notebook(text)
    if parsed.error:
        return CellsRead(
            problem=f"The notebook is not valid JSON ({parsed.error}). Open it in Jupyter, save it again, "
            "or go back to your last good copy."
        )
    if not isinstance(parsed.data, dict):
        return CellsRead(problem="The file is no notebook. Is it the right file?")
    every = [_cell(cell) for cell in cells_of(parsed.data)]
    cells, pictures, left_out = _limited(every, is_to_run)
    if not any(cell.kind == "code" for cell in cells):
        return CellsRead(
            problem="The notebook has no code cells. Is it the right file?", for_a_person=(*parsed.doubts, *left_out)
        )
    if parsed.data.get("nbformat") != 4:
        notes.append("The notebook is not in format 4, the one of today; it was converted.")
    return CellsRead(cells, (*notes, *parsed.notes, *pictures), (*parsed.doubts, *left_out))


def _read_script(text: str, notes: list[str], name: str, is_to_run: bool) -> CellsRead:
    named = is_python_name(name) or is_notebook_name(name)
    if "\0" in text:
        zeros = "The file holds zero bytes, so it is no Python text. Save it as UTF-8."
        return CellsRead(problem=zeros if named else _OTHER_FILE)
    whole = _PICTURE.sub("", _clean(text)) if len(text) > MOST_CODE else _clean(text)
    text, too_much = within(whole, MOST_CODE, or_beginning=True)
    parts = [Cell("code", text)] if is_to_run else list(_script_cells(text))
    cells, pictures, left_out = _limited(parts, is_to_run)
    if too_much:
        left_out = (too_much, *left_out)
    if len(whole) > MOST_CODE and not text.strip():
        return CellsRead(
            problem=f"The file holds {len(whole):,} characters of code, and no more than {MOST_CODE:,} are read. "
            "Take out what is not program, such as long lists of numbers."
        )
    if not named and not any(_defines(cell.source) for cell in cells):
        return CellsRead(problem=_OTHER_FILE)
    return CellsRead(cells, (*notes, *pictures), left_out, is_script=True)


def _cell(cell: Mapping[str, Any]) -> Cell:
    text = _clean(text_of(cell))
    kind = cell.get("cell_type")
    if kind is None and _DEFINES.search(text):  # lost in an edit by hand
        kind = "code"
    if kind == "heading":  # of format 3
        text = f"# {text}"
    shown = cell.get("execution_count")
    shown = shown if type(shown) is int and 0 <= shown < 10**6 else None
    name, is_live = _claimed_name(cell), "live" in _tags(cell)
    return Cell("code" if kind == "code" else "markdown", text, name, shown=shown, is_live=is_live)


def _claimed_name(cell: Mapping[str, Any]) -> str | None:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    name = name or cell.get("id")
    return name if isinstance(name, str) and len(name) <= 200 else None


def _tags(cell: Mapping[str, Any]) -> Sequence[Any]:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return tags if isinstance(tags, list) else ()


def _script_cells(text: str) -> Iterator[Cell]:
    marks = list(CELL_MARK.finditer(text))
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    titles = ["", *(mark[0] for mark in marks)]
    for start, end, title in zip(starts, ends, titles, strict=True):
        source = text[start:end].strip("\n")
        if source.strip() and "[markdown]" not in title and "[md]" not in title:
            yield Cell("code", source.rstrip())


def _limited(cells: Sequence[Cell], is_to_run: bool) -> tuple[tuple[Cell, ...], tuple[str, ...], tuple[str, ...]]:
    """The cells that are read, a note if pictures were taken out of their text, and what was left out of them."""
    kept: list[Cell] = []
    left_out: list[str] = []
    pictures = code = 0
    for number, cell in enumerate(cells, start=1):
        if len(kept) == MOST_CELLS:
            left_out.append(f"There are more than {MOST_CELLS:,} cells; those after that were left out.")
            break
        source = cell.source
        if ";base64," in source and (cell.kind == "markdown" or len(source) > LONGEST_CELL // 10):
            source, found = _PICTURE.subn("", source)
            pictures += found
        if cell.kind == "code" and len(source) > (room := max(0, MOST_CODE - code)):
            shorter, said = within(source, room)
            if shorter.strip():
                source = shorter
                left_out.append(f"Cell {number}: {said}")
        if len(source) > LONGEST_CELL:
            left_out.append(f"Cell {number} is longer than {LONGEST_CELL:,} characters; it was left out.")
        elif cell.kind == "code" and code + len(source) > MOST_CODE:
            limit = f"more than {MOST_CODE:,} characters of code are not read"
            left_out.append(f"Cell {number} was left out: {limit}.")
        else:
            kept.append(replace(cell, source=source, defines={} if is_to_run else _defines(source)))
            code += len(source) if cell.kind == "code" else 0
    note = "Pictures that were pasted into the text were left out."
    return tuple(kept), (note,) if pictures else (), tuple(left_out[:20])


def _clean(text: str) -> str:
    """The text without lone surrogates, which no file could hold, and with one kind of line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _defines(source: str) -> Mapping[str, bool]:
    return dict(_found(source)) if _DEFINES.search(source) else {}


@lru_cache(maxsize=512)  # most cells of a class are the release's own, in every notebook again
def _found(source: str) -> tuple[tuple[str, bool], ...]:
    found: list[tuple[str, bool]] = []
    for piece in pieces_of("", source):
        if piece.bound is None:
            # An unfinished edit is work, too.
            names = re.findall(r"^[ \t]*def[ \t]+(\w+)|^(\w+)[ \t]*=", piece.source, re.MULTILINE)
            found += [(name, True) for pair in names for name in pair if name]
        else:
            found += [(bound.name, not bound.is_stub) for bound in piece.bound]
    return tuple(found)
