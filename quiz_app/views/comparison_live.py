"""A comparison as it goes: one chart over the examples seen, a table, and what is worth a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import streamlit as st

from quiz_app import look
from quiz_app.charts.comparison import comparison_chart
from quiz_app.runs.job import Lane
from quiz_app.runs.progress import LaneView, RunView
from quiz_app.runs.run import Run
from quiz_app.views import training_live
from quiz_app.views.comparison_choice import subject

STATES = {
    "running": "training",
    "finished": "finished",
    "stopped": "stopped",
    "diverged": "diverged",
    "failed": "ended by an error",
}
Say = Callable[[Sequence[Lane], Sequence[LaneView]], Sequence[str]]


def draw(run: Run, drawn: RunView, say: Say) -> None:
    """Redrawn while it goes on. `drawn` as in `training_live.draw`; `say`: sentences about what was measured."""
    words = training_live.Words()

    def often(view: RunView) -> None:
        if view.message:
            st.error(look.plain(view.message))
        st.header(look.plain(_sentence_case(subject(view.job.lanes))), anchor=False)
        st.caption("Test loss, on a logarithmic scale.")
        training_live.show(comparison_chart(view.lanes, dark=look.dark()), words, "comparison")
        draw_table(view)
        if view.status == "ended":
            _say_more(view, say)

    training_live.redraw(run, drawn, often, seconds=2 * training_live.LIVE_SECONDS)


def draw_earlier(views: Sequence[RunView], say: Say) -> None:
    """Comparisons of before: each by its name, with its table."""
    if not views:
        return
    st.header("Earlier comparisons", anchor=False)
    for view in views:
        with st.expander(look.plain(_sentence_case(subject(view.job.lanes)))):
            draw_table(view)
            _say_more(view, say)


def draw_table(view: RunView) -> None:
    """Where each lane is, and how well it does; how fast and with how much memory where that differs."""
    lanes = view.lanes
    sizes = {lane.settings.batch_size for lane in view.job.lanes}
    st.markdown(table(lanes, costs=len(sizes) > 1))
    seconds = sum(lane.seconds for lane in lanes)
    if not view.description or not seconds:
        return
    words = f"On {view.description}; measured on {view.samples[1]:,} test images. They take turns in one process"
    if len(sizes) > 1:
        words += ", so that each has the machine to itself while it is timed. Memory: the most that a step allocates."
    else:
        pace = sum(lane.examples for lane in lanes) / seconds
        words += f", and do the same work: {pace:,.0f} examples a second."
    st.caption(look.plain(words))


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _say_more(view: RunView, say: Say) -> None:
    for sentence in say(view.job.lanes, view.lanes):
        st.info(look.plain(sentence), icon=":material/lightbulb:")
    for lane in view.lanes:
        ended_badly = lane.outcome in ("diverged", "failed", "finished") and not lane.learned
        if ended_badly and lane.message != view.message:
            st.caption(look.plain(f"{lane.label}: {lane.message}"))


def table(lanes: Sequence[LaneView], *, costs: bool) -> str:
    """A Markdown table: where each lane is, its error, and with `costs` how fast and with how much memory."""
    more = " examples a second | memory of a step |" if costs else ""
    rows = [f"| | state | test loss | accuracy |{more}", f"|---|---|--:|--:|{'--:|--:|' if costs else ''}"]
    for lane in lanes:
        measured = lane.measured
        loss = "–"
        if measured and math.isfinite(measured.test_loss):
            loss = f"{measured.test_loss:.3f}" if measured.test_loss < 100 else f"{measured.test_loss:,.0f}"
        right = f"{100 * measured.test_accuracy:.1f} %" if measured else "–"
        pace = f"{lane.examples / lane.seconds:,.0f}" if lane.seconds else "–"
        memory = f"{lane.memory / 2**20:.1f} MiB" if lane.memory else "–"
        row = f"| {look.plain(lane.label)} | {STATES.get(lane.outcome, '–')} | {loss} | {right} |"
        rows.append(f"{row} {pace} | {memory} |" if costs else row)
    return "\n".join(rows)
