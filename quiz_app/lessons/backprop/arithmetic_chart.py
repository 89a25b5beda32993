"""A worked step in HTML: the formula, its matrices, and one entry's sum. All text is escaped."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from html import escape

import numpy as np

from quiz_app.lessons.backprop.worked import Cell, Entry, Matrix, Piece, Worked, number

HIDDEN = "?"


def formula(pieces: Iterable[Piece]) -> str:
    """One line in which each symbol looks like its matrix."""
    return f'<p class="course-formula">{"".join(map(_piece, pieces))}</p>'


def entry_line(entry: Entry, *, hidden: bool) -> str:
    """One entry with the numbers in it: ``dL_dW3[0, 1] = 0.5 × 4 = 2``."""
    result = HIDDEN if hidden else number(entry.value)
    return formula([(entry.name, "result"), (" = ", ""), *entry.line, (" = ", ""), (result, "result")])


def equation(worked: Worked, entry: Entry, *, hidden: bool) -> str:
    """The matrices of a step in a row, with the cells that the entry is made of marked."""
    shown = []
    used = (*entry.used, (entry.at,))
    for place, each in enumerate(worked.matrices):
        last = place == len(worked.matrices) - 1
        shown.append(matrix(each, used[place], hidden=hidden and last))
        if not last:
            shown.append(f'<span class="sign">{escape(worked.signs[place])}</span>')
    return f'<div class="course-matrices">{"".join(shown)}</div>'


def matrix(each: Matrix, used: Collection[Cell] = (), *, hidden: bool = False, wrong: Collection[Cell] = ()) -> str:
    """A matrix as a table under its name and shape; `wrong` cells are underlined with a wave."""
    rows = []
    for row, numbers in enumerate(each.values):
        cells = []
        for column, value in enumerate(numbers):
            kinds = [
                kind
                for kind, applies in (
                    ("used", (row, column) in used),
                    ("one", each.ones is not None and column == len(numbers) - 1),
                    ("off", (row, column) in wrong),
                )
                if applies
            ]
            cells.append(f'<td class="{" ".join(kinds)}">{HIDDEN if hidden else number(float(value))}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    shape = " × ".join(map(str, np.shape(each.values)))
    caption = f"<caption><span>{escape(each.name)}</span> <small>{shape}</small></caption>"
    return f'<table class="course-matrix {each.role}">{caption}<tbody>{"".join(rows)}</tbody></table>'


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """What is what, a line each."""
    lines = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows)
    return f'<table class="course-facts"><tbody>{lines}</tbody></table>'


def _piece(piece: Piece) -> str:
    text, role = piece
    return f'<span class="{role}">{escape(text)}</span>' if role else escape(text)
