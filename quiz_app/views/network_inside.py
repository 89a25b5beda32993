"""Inside a laboratory network: click a unit or an edge for its numbers, its gradient and its place in the code."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from quiz_app import look
from quiz_app.laboratory.inside import Inside, answers_of, blank, calls_for, calls_of, matrix_of, place_of
from quiz_app.runs.job import Lane
from quiz_app.runs.progress import RunView
from quiz_app.runs.run import Run
from quiz_app.training.program import Program
from quiz_app.views.network_picture import INPUT, ChosenPlace, network_picture
from quiz_app.views.training_live import live

LIVE_SECONDS = 1.0
BATCH = "all of the batch"
_SHOWN = 6  # terms of a sum


def draw(run: Run, drawn: RunView, titles: Sequence[str]) -> None:
    """The picture and, below it, what was chosen; `titles` are those of the blocks but the last."""
    lane = drawn.job.lanes[0]
    program = msgspec.json.decode(lane.program, type=Program)

    @st.fragment(run_every=LIVE_SECONDS if live(drawn) else None)
    def often() -> None:
        inside = run.view.inside
        place = _draw_picture(program, inside, titles)
        if inside is None or place is None or not _there(program, inside, place):
            return
        with st.container(border=True, key="laboratory-chosen"):
            _draw_chosen(program, inside, place, _names(program, titles), lane)

    often()


def draw_plan(program: Program, titles: Sequence[str]) -> None:
    """The picture of a network that has not begun to train."""
    _draw_picture(program, None, titles)


def _draw_picture(program: Program, inside: Inside | None, titles: Sequence[str]) -> ChosenPlace | None:
    """The picture; what was clicked last. Before the first step all numbers are 0."""
    widths, names = _widths(program), _names(program, titles)
    shown = inside or blank(program, widths)
    place = network_picture(program, shown, names, widths, dark=look.dark(), key="laboratory-network-picture")
    if inside is None:
        st.caption("After the first step a unit or an edge shows its numbers.")
    return place


def _names(program: Program, titles: Sequence[str]) -> list[str]:
    return [*titles, "linear", "output"][: len(answers_of(program))]


def _widths(program: Program) -> list[int]:
    """How many units the inputs and each block have."""
    shapes = {each.name: each.shape for each in program.parameters}
    first = next((shape for shape in shapes.values() if len(shape) == 2), (0, 0))
    found = [int(first[-1])]
    for block in answers_of(program):
        matrix = shapes.get(matrix_of(program, block))
        found.append(int(matrix[0]) if matrix else found[-1])
    return found


def _there(program: Program, inside: Inside, place: ChosenPlace) -> bool:
    """Whether this network has such a unit or edge."""
    name = "x" if place.block == INPUT else answers_of(program).get(place.block, "")
    values = inside.of(name)
    return values is not None and values.ndim == 2 and place.unit < values.shape[1]


def _draw_chosen(program: Program, inside: Inside, place: ChosenPlace, titles: Sequence[str], lane: Lane) -> None:
    if place.block == INPUT:
        st.markdown(f"**Input {place.unit + 1}**, step {inside.step:,}")
        _draw_values("its values", inside.of("x"), place.unit, None)
        return
    title = f"unit {place.unit + 1} of block {place.block + 1}, {titles[place.block]}"
    matrix = matrix_of(program, place.block)
    example = _example(inside)
    if place.from_unit is not None:
        st.markdown(look.plain(f"Edge from unit {place.from_unit + 1} of what comes before, to {title}"))
        _draw_edge(program, inside, place, matrix, example)
        calls = calls_for(program, matrix) if matrix else calls_of(program, place.block)
    else:
        st.markdown(look.plain(title[0].upper() + title[1:]))
        _draw_unit(program, inside, place, matrix, example)
        calls = calls_of(program, place.block)
    st.caption(f"Weights after step {inside.step:,}; values and gradients are those of the batch of that step.")
    rows = [
        f"| `{name}` | {look.plain(what)} | {look.plain(place_of(dict(lane.files), name))} |" for name, what in calls
    ]
    st.markdown("\n".join(["| function | computes | where |", "|---|---|---|", *dict.fromkeys(rows)]))


def _example(inside: Inside) -> int | None:
    """One example of the batch, counted from 0; None: all of them."""
    batch = inside.of("x")
    rows = 0 if batch is None else len(batch)
    options = [BATCH, *(str(number + 1) for number in range(rows))]
    chosen = st.selectbox("Example of the batch", options, key="laboratory-inside-example", width=200)
    return None if chosen == BATCH else int(chosen) - 1


def _draw_unit(program: Program, inside: Inside, place: ChosenPlace, matrix: str, example: int | None) -> None:
    weights, bias = inside.of(matrix), _bias(program, inside, place)
    if weights is not None and weights.ndim == 2:
        row = weights[place.unit]
        st.markdown(f"{len(row):,} weights: {_few(row)}" + ("" if bias is None else f"; bias **{bias:.4g}**"))
        gradient = inside.of(f"d{matrix}")
        if gradient is not None and gradient.ndim == 2:
            st.markdown(f"Their gradients: {_few(gradient[place.unit])}")
    name = answers_of(program)[place.block]
    _draw_values("It answers", inside.of(name), place.unit, example)
    _draw_values("The gradient that comes back to it", inside.of(f"d{name}"), place.unit, example)


def _draw_edge(program: Program, inside: Inside, place: ChosenPlace, matrix: str, example: int | None) -> None:
    assert place.from_unit is not None
    weights, gradient = inside.of(matrix), inside.of(f"d{matrix}")
    if weights is None or weights.ndim != 2:
        st.markdown("It has no weight: this block hands each number on by itself.")
    elif place.from_unit < weights.shape[1]:
        weight = float(weights[place.unit, place.from_unit])
        slope = (
            "not known" if gradient is None or gradient.ndim != 2 else f"{gradient[place.unit, place.from_unit]:.4g}"
        )
        st.markdown(f"Its weight is **{weight:.4g}**, its gradient **{slope}**.")
        came = _before(program, inside, place.block)
        if example is not None and came is not None and came.ndim == 2 and place.from_unit < came.shape[1]:
            value = float(came[example, place.from_unit])
            st.markdown(f"It carries {weight:.4g} · {value:.4g} = **{weight * value:.4g}** for this example.")


def _before(program: Program, inside: Inside, block: int) -> NDArray[np.float32] | None:
    """What comes into a block."""
    return inside.of("x" if block == 0 else answers_of(program)[block - 1])


def _bias(program: Program, inside: Inside, place: ChosenPlace) -> float | None:
    vectors = [each.name for each in program.parameters if each.block == place.block and len(each.shape) == 1]
    values = inside.of(vectors[0]) if len(vectors) == 1 else None
    return None if values is None or place.unit >= len(values) else float(values[place.unit])


def _draw_values(what: str, values: NDArray[np.float32] | None, unit: int, example: int | None) -> None:
    if values is None or values.ndim != 2:
        return
    column = values[:, unit]
    if example is not None and example < len(column):
        st.markdown(f"{what}: **{column[example]:.4g}** for this example.")
        return
    zero = f", {100 * float((column == 0).mean()):.0f} % are exactly 0" if (column == 0).any() else ""
    st.markdown(
        f"{what}: from {column.min():.4g} to {column.max():.4g} over {len(column)} examples, on average "
        f"**{column.mean():.4g}**{zero}."
    )


def _few(row: NDArray[np.float32]) -> str:
    shown = ", ".join(f"{value:.3g}" for value in row[:_SHOWN])
    return shown if len(row) <= _SHOWN else f"{shown} and {len(row) - _SHOWN:,} more, norm {np.linalg.norm(row):.3g}"
