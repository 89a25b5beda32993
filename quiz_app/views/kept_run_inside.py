"""Inside a kept training: how far each step moves the weights, and how gradients and weights are spread over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from quiz_app import look
from quiz_app.charts.overlay import ratio_chart, spread_chart
from quiz_app.runs.gauges import USUAL, gradient_sizes, layers, ratio_in_words, ratios, weight_histograms
from quiz_app.runs.progress import LaneView
from quiz_app.training.vitals import BINS, PER_DECADE, SMALLEST


def draw(lanes: Sequence[LaneView]) -> None:
    """One training is chosen, and one of its layers."""
    st.header("Inside", anchor=False)
    names = [one.label for one in lanes]
    chosen = lanes[0]
    if len(lanes) > 1:
        name = st.selectbox("Which of them?", names, key="kept-inside")
        chosen = lanes[names.index(name)]
    path, dark = chosen.path, look.dark()
    places = layers(path)
    if len(path.waypoints) < 2 or not places:
        st.caption("No snapshots of its weights are kept, so there is nothing to see inside.")
        return
    st.markdown("**How far a step moves the weights**")
    for sentence in ratio_in_words(path):
        st.markdown(look.plain(sentence))
    moved = ratio_chart([ratios(path, place) for place in places], USUAL, dark=dark)
    st.vega_lite_chart(moved.spec, alt=moved.alt, key="chart-ratio", width="stretch")
    numbers = list(range(1, len(places) + 1))
    layer = st.pills("Layer", numbers, default=1, key=f"kept-layer-{len(numbers)}") or 1
    place = places[layer - 1]
    left, right = st.columns(2, gap="medium")
    with left:
        steps, shares, zeros = gradient_sizes(path, place)
        powers = [SMALLEST + number / PER_DECADE for number in range(BINS + 1)]
        used = np.flatnonzero(shares.sum(axis=0)) if shares.size else np.arange(BINS)
        low, high = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, BINS)
        chart = spread_chart(
            steps.tolist(),
            powers[low : high + 1],
            shares[:, low:high] if shares.size else shares,
            title=f"Gradients of layer {layer} over time",
            what="size (power of 10)",
            dark=dark,
        )
        st.vega_lite_chart(chart.spec, alt=chart.alt, key="chart-gradients", width="stretch")
        if zeros:
            st.caption(f"Exactly 0: {100 * zeros[0]:.0f} % at first, {100 * zeros[-1]:.0f} % at the end.")
    with right:
        steps, edges, shares = weight_histograms(path, place)
        chart = spread_chart(
            steps.tolist(),
            edges.tolist(),
            shares,
            title=f"Weights of layer {layer} over time",
            what="weight",
            dark=dark,
        )
        st.vega_lite_chart(chart.spec, alt=chart.alt, key="chart-weights", width="stretch")
    st.caption("The darker a field, the more entries lie in it. A column is one snapshot.")
