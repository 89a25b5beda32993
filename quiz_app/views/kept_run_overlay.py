"""Kept trainings on one chart; how far it is smoothed is chosen, and said."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from quiz_app import look
from quiz_app.charts.overlay import losses_overlay, measured_overlay
from quiz_app.runs.progress import LaneView

TRAINING, TEST, RIGHT = "Training loss", "Test loss", "Right answers"
WINDOWS = (1, 5, 20, 100, 500)


def draw(lanes: Sequence[LaneView]) -> None:
    """The choices and the chart."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        what = st.pills("What to draw", (TRAINING, TEST, RIGHT), default=TRAINING, key="kept-what") or TRAINING
        window = 1
        if what == TRAINING:
            window = st.select_slider(
                "Smoothing: mean of the last … batches", WINDOWS, 20, key="kept-smoothing", width=280
            )
    dark = look.dark()
    if what == TRAINING:
        chart = losses_overlay(lanes, window, dark=dark)
    elif what == TEST:
        chart = measured_overlay(lanes, "Test loss", lambda one: one.test_loss, dark=dark)
    else:
        chart = measured_overlay(
            lanes, "Right answers of new examples, in %", lambda one: 100 * one.test_accuracy, dark=dark
        )
    st.vega_lite_chart(chart.spec, alt=chart.alt, key="chart-kept", width="stretch")
    if window > 1:
        st.caption(
            f"The thick lines are smoothed: each point is the mean of the last {window} batches, of fewer at the "
            f"beginning. So they come late, by about {window // 2} batches. The thin lines are the losses as "
            f"they were."
        )
