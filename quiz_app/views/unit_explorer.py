"""The layers of a network with what each unit answers to an image; one that is pressed shows what it is made of."""

from __future__ import annotations

from typing import cast

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from quiz_app import look
from quiz_app.charts.units import CHOSEN, pixel_unit, sum_of_unit, unit_map, votes_of_unit
from quiz_app.runs.job import Weights

KEY = "explored-unit"
Unit = tuple[int, int]  # layer and number, both from 1


def draw(weights: Weights, image: NDArray[np.float32], hidden: list[NDArray[np.float32]]) -> None:
    """The hidden layers, (1, n) each, and the unit that is looked at. `image` (784,) in [0, 1]."""
    st.header("Layer by layer", anchor=False)
    st.caption("A tile is a unit, the greener the more it answers. Press one, or choose it below, to look inside.")
    units = [(layer, unit + 1) for layer, values in enumerate(hidden, start=1) for unit in range(values.shape[1])]
    kept = st.session_state.get(KEY)
    if kept not in units:
        st.session_state[KEY] = kept = (1, int(hidden[0][0].argmax()) + 1)
    chosen = cast(Unit, kept)
    for layer, values in enumerate(hidden, start=1):
        chart = unit_map(values[0], layer, chosen[1] if chosen[0] == layer else None, dark=look.dark())
        st.markdown(f"**{look.plain(chart.alt)}**")
        key = f"units-{layer}"
        st.vega_lite_chart(
            chart.spec,
            alt=chart.alt,
            key=key,
            width="stretch",
            on_select=lambda layer=layer, key=key: _choose(layer, key),
        )
    layer, number = st.selectbox("Unit", units, key=KEY, format_func=lambda unit: _title(unit, hidden))
    _draw_unit(weights, image, hidden, layer, number)


def _choose(layer: int, key: str) -> None:
    """Take the unit whose tile was pressed; a press beside the tiles changes nothing."""
    pressed = st.session_state[key]["selection"].get(CHOSEN, [])
    if pressed:
        st.session_state[KEY] = (layer, int(pressed[0][CHOSEN]))


def _title(unit: Unit, hidden: list[NDArray[np.float32]]) -> str:
    layer, number = unit
    return f"layer {layer}, unit {number}: {hidden[layer - 1][0, number - 1]:.2f}"


def _draw_unit(
    weights: Weights, image: NDArray[np.float32], hidden: list[NDArray[np.float32]], layer: int, number: int
) -> None:
    own, bias = weights[2 * layer - 2][number - 1], float(weights[2 * layer - 1][number - 1])
    inputs = image if layer == 1 else hidden[layer - 2][0]
    if layer == 1:
        st.html(pixel_unit(own, image, number, dark=look.dark()))
    source = "" if layer == 1 else f"layer {layer - 1}, unit"
    st.markdown(look.plain(sum_of_unit(own, bias, inputs, source)))
    if layer == len(hidden):
        answer = float(hidden[-1][0, number - 1])
        st.markdown(look.plain(votes_of_unit(weights[-2][:, number - 1], answer)))
