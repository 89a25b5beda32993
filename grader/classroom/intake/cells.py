"""The cells of whatever notebook or Python file a student handed in: text, and nothing else of theirs."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from grader.file_format import other_format, recognised
from grader.jupyter_source import CELL_MARK, cells_of, text_of
from grader.python_source import bindings, syntax_tree
from grader.stub import is_stub
from grader.submission import MOST_CELLS, MOST_CODE

LONGEST_CELL = 500_000  # characters
_OWN_CODE = MOST_CODE - 50_000  # characters; the rest is for what the release adds
_LONGEST_REMEMBERED = 40_000

_CONFLICT = re.compile(r"^<{7}(?: |$)", re.MULTILINE)


@dataclass(frozen=True)
class StudentCell:
    """One cell: what kind it says it is, its text, and the name that it claims to have in the release."""

    kind: Literal["code", "markdown"]
    source: str
    name: str | None = None

    def defines(self, functions: Container[str]) -> dict[str, bool]:
        """The functions among these that the cell defines at its top level, and whether each is more than a stub."""
        bindings = _bindings(self.source) if len(self.source) <= _LONGEST_REMEMBERED else _found_bindings(self.source)
        return {name: written for name, written in bindings if name in functions}


@dataclass(frozen=True)
class Reading:
    """What a file holds. `problem` says why it holds nothing that can be used; `notes` what was repaired.

    A script has no cells of the release to be missing or moved.
    """

    cells: tuple[StudentCell, ...] = ()
    notes: tuple[str, ...] = ()
    for_a_person: tuple[str, ...] = ()
    problem: str | None = None
    is_script: bool = False


def read_cells(content: bytes, suffix: str) -> Reading:
    """The cells of a notebook of any format, or of a Python file, which is cut at its `# %%` marks.

    What the file holds counts, not its name. Conflict markers that git left in a notebook are resolved.

    Args:
        content: of the file.
        suffix: of its name, with the dot.
    """
    if not content.strip():
        return Reading(problem="The file is empty. Save your work and hand it in again.")
    if other := other_format(content):
        return Reading(problem=other)
    format, text, notes = recognised(content, suffix)
    return (_read_notebook if format == "notebook" else _read_script)(text, notes)


def _read_notebook(text: str, notes: list[str]) -> Reading:
    notebook, error = _json(text)
    doubts: tuple[str, ...] = ()
    if notebook is None and _CONFLICT.search(text):
        sides = (_json(_resolved(text, side))[0] for side in ("ours", "theirs"))
        notebook = next((side for side in sides if side is not None), None)
        doubts = (
            "The notebook holds the conflict markers of a git merge; the first version of each conflict counts.",
        )
    if notebook is None:
        return Reading(
            problem=f"The notebook is not valid JSON ({error}). Open it in Jupyter, save it and hand it in again."
        )
    if not isinstance(notebook, dict):
        return Reading(problem="The file is no notebook. Open it in Jupyter, save it and hand it in again.")
    cells, shortened = _limited(map(_cell, cells_of(notebook)))
    if not any(cell.kind == "code" for cell in cells):
        return Reading(problem="The notebook has no code cells. Is it the right file?", for_a_person=shortened)
    if notebook.get("nbformat") != 4:
        notes.append("The notebook is not in format 4, the one of today; it was converted.")
    return Reading(cells, tuple(notes), (*doubts, *shortened))


def _read_script(text: str, notes: list[str]) -> Reading:
    if "\0" in text:
        return Reading(problem="The file holds zero bytes, so it is no Python text. Save it as UTF-8.")
    cells, shortened = _limited(_script_cells(_clean(text)))
    return Reading(cells, tuple(notes), shortened, is_script=True)


def _json(text: str) -> tuple[Any, str]:
    try:
        return json.loads(text), ""
    except (ValueError, RecursionError, MemoryError) as error:
        return None, str(error)[:100] or type(error).__name__


def _resolved(text: str, side: Literal["ours", "theirs"]) -> str:
    """The text with one side of each of git's merge conflicts."""
    kept, now = [], "both"
    for line in text.splitlines(keepends=True):
        mark = {"<<<<<<<": "ours", "|||||||": "base", "=======": "theirs", ">>>>>>>": "both"}.get(line[:7])
        if mark and not line[7:].strip("=<>|\n")[:1].strip() and (now != "both" or mark == "ours"):
            now = mark
        elif now in ("both", side):
            kept.append(line)
    return "".join(kept)


def _cell(cell: Mapping[str, Any]) -> StudentCell:
    text = _clean(text_of(cell))
    kind = cell.get("cell_type")
    if kind == "heading":  # of format 3
        text = f"# {text}"
    return StudentCell("code" if kind == "code" else "markdown", text, _claimed_name(cell))


def _claimed_name(cell: Mapping[str, Any]) -> str | None:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    name = name or cell.get("id")
    return name if isinstance(name, str) else None


def _script_cells(text: str) -> Iterator[StudentCell]:
    marks = list(CELL_MARK.finditer(text))
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    titles = ["", *(mark[0] for mark in marks)]
    for start, end, title in zip(starts, ends, titles, strict=True):
        source = text[start:end].strip("\n")
        if source.strip() and "[markdown]" not in title and "[md]" not in title:
            yield StudentCell("code", source.rstrip())


def _limited(cells: Iterator[StudentCell]) -> tuple[tuple[StudentCell, ...], tuple[str, ...]]:
    kept, notes = [], []
    code = 0
    for number, cell in enumerate(cells):
        if number == MOST_CELLS:
            notes.append(f"There are more than {MOST_CELLS} cells; those after that were left out.")
            break
        if len(cell.source) > LONGEST_CELL:
            notes.append(f"Cell {number + 1} is longer than {LONGEST_CELL:,} characters; it was left out.")
        elif cell.kind == "code" and code + len(cell.source) > _OWN_CODE:
            notes.append(f"Cell {number + 1} was left out: more than {_OWN_CODE:,} characters of code are not read.")
        else:
            kept.append(cell)
            code += len(cell.source) if cell.kind == "code" else 0
    return tuple(kept), tuple(notes)


def _clean(text: str) -> str:
    """The text without lone surrogates, which no file could hold, and with one kind of line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=512)  # most cells of a class are the release's own, in every notebook again
def _bindings(source: str) -> tuple[tuple[str, bool], ...]:
    return _found_bindings(source)


def _found_bindings(source: str) -> tuple[tuple[str, bool], ...]:
    tree = syntax_tree(source)
    if tree is not None:
        return tuple((name, not _is_empty(statement)) for name, statement in bindings(tree))
    # An unfinished edit is work, too.
    names = re.findall(r"^[ \t]*def[ \t]+(\w+)|^(\w+)[ \t]*=", source, re.MULTILINE)
    return tuple((name, True) for pair in names for name in pair if name)


def _is_empty(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.FunctionDef) and is_stub(statement)
