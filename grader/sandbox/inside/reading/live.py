"""Live cells: they race, train or plot in a notebook, and are not run where functions are judged.

What other cells need of them runs all the same: a definition, say, or a number that a function uses.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from .cells import Cell
from .jupyter_source import CELL_MARK
from .needed import Statement, as_python, needed, only, statements_of

LIVE = "live"
_TAGS = re.compile(r"tags=\[([^\]\n]*)\]")


def without_live_cells(cells: Sequence[Cell], judged: Collection[str]) -> Sequence[Cell]:
    """The cells, with no more of the live ones than the others need, each line in its place.

    A live cell that defines one of the functions that are judged is like any other.
    """
    if not any(cell.is_live for cell in cells):
        return cells
    texts = [as_python(cell.source) if cell.kind == "code" else None for cell in cells]
    statements: list[Statement] = []
    run: list[int] = []
    live: list[tuple[int, str, range]] = []  # place of the cell, its Python, the places of its statements
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        own = statements_of(text) if text is not None else _unknown(cell)
        places = range(len(statements), len(statements) + len(own))
        statements += own
        if text and cell.is_live and not any(one.binds.intersection(judged) for one in own):
            live.append((place, text, places))
        else:
            run += places
    kept = needed(statements, run=run)
    shown = list(cells)
    for place, text, places in live:
        shown[place] = replace(cells[place], source=only([statements[k] for k in places if k in kept], text))
    return shown


def script_without_live_cells(text: str, judged: Collection[str]) -> str:
    """The same for a Python file: its cells are the parts between marks, such as `# %% tags=["live"]`."""
    parts = list(_parts(text))
    return "".join(cell.source for cell in without_live_cells(parts, judged))


def is_live_mark(line: str) -> bool:
    """Whether a cell's mark in a Python file says that the cell is live."""
    tags = _TAGS.search(line)
    return tags is not None and LIVE in re.findall(r"[\w-]+", tags[1])


def _unknown(cell: Cell) -> tuple[Statement, ...]:
    """Instead of what cannot be read as a whole: a statement that needs each word in it as a name."""
    words = frozenset(re.findall(r"[^\W\d]\w*", cell.source)) if cell.kind == "code" else frozenset()
    return (Statement(1, 1, frozenset(), frozenset(), frozenset(), words),)


def _parts(text: str) -> Iterator[Cell]:
    marks = list(CELL_MARK.finditer(text))
    starts = [0, *(mark.start() for mark in marks)]
    titles = ["", *(mark[0] for mark in marks)]
    for start, end, title in zip(starts, [*starts[1:], len(text)], titles, strict=True):
        yield Cell("code", text[start:end], is_live=is_live_mark(title))
