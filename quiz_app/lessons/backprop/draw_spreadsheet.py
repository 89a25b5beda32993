"""The puzzle: a published spreadsheet with one wrong line, to be found by nudging."""

from __future__ import annotations

import numpy as np
import streamlit as st

from quiz_app import look
from quiz_app.charts.tiles import Tile, TileKind, tiles
from quiz_app.lessons.backprop import arithmetic_chart as arithmetic
from quiz_app.lessons.backprop.puzzle import Puzzle
from quiz_app.lessons.backprop.spreadsheet import GIVEN, LINES, nudged, published
from quiz_app.lessons.backprop.worked import Matrix


def draw_spreadsheet(puzzle: Puzzle) -> None:
    """The spreadsheet's lines, nudging their entries, and naming the wrong one."""
    st.header("A published spreadsheet has one wrong line. Which?", anchor=False)
    st.markdown(
        "This one is real: the exercise with two examples, published as a spreadsheet. One of its eleven "
        "gradients is computed wrongly, and what follows from it is wrong as well. Reading it does not help much; "
        "nudging does. "
        "Take an entry of any line: the loss is computed twice, with the number behind that entry moved up and down "
        "by a little, and the slope is compared with what the spreadsheet says."
    )
    with st.expander("The spreadsheet's numbers"):
        given = "".join(arithmetic.matrix(Matrix(name, np.atleast_2d(value), "")) for name, value in GIVEN.items())
        st.html(f'<div class="course-work"><div class="course-matrices">{given}</div></div>')
        st.caption("Its loss is the sum over the two examples, not their mean: there is no 1/N.")
    found = st.empty()
    line = st.selectbox("Line, in the order in which they are computed", LINES, key="spreadsheet line", width=320)
    _draw_line(puzzle, line)
    found.html(tiles("The spreadsheet's lines", (_tile(puzzle, name) for name in LINES)))
    _draw_answer(puzzle)


def _tile(puzzle: Puzzle, line: str) -> Tile:
    if puzzle.differing(line):
        return Tile("bad", "", line, f"✗ {puzzle.state(line)}")
    kind: TileKind = "good" if puzzle.all_nudged(line) else "open"
    return Tile(kind, "", line, f"{'✓ ' if kind == 'good' else ''}{puzzle.state(line)}")


def _draw_line(puzzle: Puzzle, line: str) -> None:
    values = np.atleast_2d(published()[line])
    tried, wrong = puzzle.nudged.get(line, set()), puzzle.differing(line)
    table = arithmetic.matrix(Matrix(line, values, "left"), tried, wrong=wrong)
    st.html(f'<div class="course-work"><div class="course-matrices">{table}</div></div>')
    cells = list(np.ndindex(values.shape))
    flat = published()[line].ndim == 1
    names = [f"{line}[{column}]" if flat else f"{line}[{row}, {column}]" for row, column in cells]
    place = st.selectbox("Entry", range(len(cells)), format_func=names.__getitem__, key=f"cell {line}", width=240)
    with st.container(horizontal=True):
        st.button("Nudge this entry", on_click=puzzle.nudge, args=(line, cells[place]), type="primary")
        st.button("Nudge every entry of this line", on_click=puzzle.nudge, args=(line,))
    if cells[place] in tried:
        slope = float(np.atleast_2d(nudged(line))[cells[place]])
        text = (
            f"{look.plain(names[place])}: the spreadsheet says {values[cells[place]]:.8f}, nudging says {slope:.8f}."
        )
        if cells[place] in wrong:
            st.warning(f"{text} They differ.", icon=":material/cancel:")
        else:
            st.success(f"{text} They agree.", icon=":material/check_circle:")
    if tried:
        st.caption(f"{look.plain(line)}: {puzzle.state(line)}. Framed: nudged. Underlined with a wave: differs.")


def _draw_answer(puzzle: Puzzle) -> None:
    with st.form("the wrong line", border=True):
        named = st.selectbox("The first wrong line is", LINES, index=None, placeholder="choose a line", width=240)
        if st.form_submit_button("That is the one") and named:
            puzzle.named = named
    if puzzle.answer:
        show = st.success if puzzle.solved else st.info
        show(look.plain(puzzle.answer), icon=":material/flag:" if puzzle.solved else ":material/search:")
