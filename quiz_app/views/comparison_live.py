"""A comparison as it goes: one chart over the examples seen, and a table."""

from __future__ import annotations

import math

import streamlit as st

from quiz_app import look
from quiz_app.charts.comparison import comparison_chart
from quiz_app.runs.progress import LaneView, RunView
from quiz_app.runs.run import Run
from quiz_app.views import training_live

STATES = {
    "running": "training",
    "finished": "finished",
    "stopped": "stopped",
    "diverged": "diverged",
    "failed": "ended by an error",
}


def draw(run: Run, drawn: RunView) -> None:
    """Redrawn while it goes on. `drawn` as in `training_live.draw`."""
    words = training_live.Words()
    interval = 2 * training_live.LIVE_SECONDS if training_live.live(drawn) else training_live.QUIET_SECONDS

    @st.fragment(run_every=interval)
    def often() -> None:
        view = run.view
        if training_live.outdated(drawn, view):
            st.rerun()
        if view.message:
            st.error(look.plain(view.message))
        training_live.show(comparison_chart(view.lanes, dark=look.dark()), words, "comparison")
        st.markdown(table(view.lanes))
        if view.description:
            st.caption(
                look.plain(
                    f"On {view.description}. They take turns in one process, so that each has the machine to itself "
                    f"while it is timed. Memory: the most that one step allocates."
                )
            )
        for lane in view.lanes:
            ended_badly = lane.outcome in ("diverged", "failed", "finished") and not lane.learned
            if ended_badly and lane.message != view.message:
                st.caption(look.plain(f"{lane.label}: {lane.message}"))

    often()


def table(lanes: tuple[LaneView, ...]) -> str:
    """A Markdown table: where each lane is, how fast, with how much memory, and its error."""
    rows = [
        "| | state | examples a second | memory of a step | test loss | accuracy |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for lane in lanes:
        measured = lane.measured
        pace = f"{lane.examples / lane.seconds:,.0f}" if lane.seconds else "–"
        memory = f"{lane.memory / 2**20:.1f} MiB" if lane.memory else "–"
        loss = "–"
        if measured and math.isfinite(measured.test_loss):
            loss = f"{measured.test_loss:.3f}" if measured.test_loss < 100 else f"{measured.test_loss:,.0f}"
        right = f"{100 * measured.test_accuracy:.1f} %" if measured else "–"
        rows.append(
            f"| {look.plain(lane.label)} | {STATES.get(lane.outcome, '–')} | {pace} | {memory} | {loss} | {right} |"
        )
    return "\n".join(rows)
