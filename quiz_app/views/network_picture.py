"""The picture of a network whose units and edges can be clicked, as a Streamlit component."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.components.v2.types import ComponentRenderer

from quiz_app.laboratory.inside import Inside, answers_of, matrix_of
from quiz_app.palette import BLUE, ORANGE, shade
from quiz_app.training.program import Program

HERE = Path(__file__).parent
INPUT = -1  # the block of the inputs
MOST_COLUMNS = 13
_NAME = re.compile(r"unit (-1|\d+) (\d+)|edge (\d+) (\d+) (\d+)")


@dataclass(frozen=True)
class ChosenPlace:
    """A unit, or the edge that comes into it from a unit before; all counted from 0. `block` INPUT: an input."""

    block: int
    unit: int
    from_unit: int | None = None


def network_picture(
    program: Program, inside: Inside, titles: Sequence[str], widths: Sequence[int], *, dark: bool, key: str
) -> ChosenPlace | None:
    """The picture; what was clicked last.

    Args:
        program: of the network.
        inside: its numbers.
        titles: of the blocks.
        widths: how many units there are: the inputs', then each block's.
        dark: the theme.
        key: of the component.
    """
    data = picture_data(program, inside, titles, widths, dark=dark)
    result = _component()(key=key, data=data, default={"chosen": ""}, on_chosen_change=_noticed)
    return chosen_place(result.get("chosen"))


def chosen_place(said: Any) -> ChosenPlace | None:
    """What the browser says was chosen; None where it says nothing that can be."""
    found = _NAME.fullmatch(said) if isinstance(said, str) and len(said) < 40 else None
    if found is None:
        return None
    numbers = [int(each) for each in found.groups() if each is not None]
    return ChosenPlace(*numbers)


def picture_data(
    program: Program, inside: Inside, titles: Sequence[str], widths: Sequence[int], *, dark: bool
) -> dict[str, Any]:
    """What the component draws: see `network_picture.js`. Of many blocks the first ones and the last ones."""
    columns = [_column(INPUT, "inputs", inside.of("x"), widths[0])]
    for block, name in answers_of(program).items():
        column = _column(block, f"{block + 1} · {titles[block]}", inside.of(name), widths[block + 1])
        column["edges"] = _edges(inside.of(matrix_of(program, block)), columns[-1]["units"], column["units"])
        columns.append(column)
    if len(columns) > MOST_COLUMNS:
        half = MOST_COLUMNS // 2
        columns = columns[:half] + columns[-half:]
        columns[half] = {**columns[half], "edges": []}  # what is before it is not drawn
    return {
        "columns": columns,
        "positive": shade(ORANGE, dark),
        "negative": shade(BLUE, dark),
        "chosen": "",
        "words": f"The network: {', '.join(str(each['title']) for each in columns)}. Choose a unit or an edge.",
    }


def _column(block: int, title: str, values: NDArray[np.float32] | None, width: int) -> dict[str, Any]:
    """A column; each unit's value is its mean over the batch, on the scale of the largest."""
    shown = values.shape[1] if values is not None and values.ndim == 2 else 0
    means = values.mean(axis=0) if shown and values is not None else np.zeros(0, np.float32)
    return {
        "block": block,
        "title": title,
        "units": shown,
        "more": max(width - shown, 0),
        "values": _scaled(means).tolist(),
        "edges": [],
    }


def _edges(matrix: NDArray[np.float32] | None, before: int, units: int) -> list[tuple[int, int, float]]:
    """(from, to, size): by the weights, or from each unit to the one beside it."""
    if matrix is None or matrix.ndim != 2:
        return [(unit, unit, 0.3) for unit in range(min(before, units))]
    sizes = _scaled(matrix[:units, :before])
    return [(source, to, float(sizes[to, source])) for to in range(len(sizes)) for source in range(sizes.shape[1])]


def _scaled(values: NDArray[np.float32]) -> NDArray[np.float64]:
    clean = np.nan_to_num(values.astype(np.float64), posinf=0.0, neginf=0.0)
    largest = float(np.abs(clean).max()) if clean.size else 0.0
    return (clean / largest).round(3) if largest > 0 else clean


def _noticed() -> None:
    """Streamlit wants a callback for every state that it keeps."""


@cache
def _component() -> ComponentRenderer:
    html, css, js = ((HERE / f"network_picture.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component("network_picture", html=html, css=css, js=js)
