"""A laboratory run as it goes: the plane, the curves, what each unit computes, and the flow of gradients."""

from __future__ import annotations

import streamlit as st

from quiz_app import laboratory_session as laboratory
from quiz_app import look
from quiz_app.charts.curves import accuracy_chart, loss_chart
from quiz_app.charts.plane import plane, units
from quiz_app.laboratory.experiment import unpacked
from quiz_app.laboratory.snapshot import REACH, Snapshot
from quiz_app.runs.progress import RunView
from quiz_app.runs.run import Run
from quiz_app.training.examples import IMAGES, Examples
from quiz_app.views.laboratory_flow import draw_flow
from quiz_app.views.training_live import LIVE_SECONDS, QUIET_SECONDS, Words, live, redraw, say_end, show

COLUMNS = 12  # of blocks whose units are drawn


class Live:
    """A run's pictures, each in a place of the page and redrawn as often as it changes.

    Args:
        run: the run; None before the first.
        drawn: the view that the page's buttons were drawn from; the page is drawn anew when it is outdated.
        titles: of the blocks of the run's network.
    """

    def __init__(self, run: Run | None, drawn: RunView | None, titles: list[str]) -> None:
        self._run, self._drawn, self._titles = run, drawn, titles
        self._words = Words()

    def draw_plane(self) -> None:
        """The data, and how the network divides the plane; before the first run the data alone."""
        run, drawn = self._run, self._drawn
        if run is None or drawn is None:
            one = laboratory.bench().experiment
            if one.data not in IMAGES:
                _draw_data(laboratory.data(), None, "The points to learn; there is no network yet.")
            return
        one = unpacked(drawn.job.lanes[0].experiment)
        data = None if one.data in IMAGES else laboratory.data_of(one)

        def often(view: RunView) -> None:
            if data is None:
                st.caption(look.plain(view.description))
            else:
                _draw_data(data, view.picture, _said(view))
            _draw_state(view)

        redraw(run, drawn, often)

    def draw_curves(self) -> None:
        """The loss, and beside it the accuracy."""
        run, drawn = self._run, self._drawn
        if run is None or drawn is None:
            return

        @st.fragment(run_every=_pace(drawn))
        def often() -> None:
            lane = run.view.lane
            loss, accuracy = st.tabs(["Loss", "Accuracy"])
            with loss:
                show(loss_chart(lane, dark=look.dark()), self._words, "experiment-loss")
            with accuracy:
                chart = accuracy_chart(lane.points, dark=look.dark(), what="Right")
                show(chart, self._words, "experiment-accuracy")

        often()

    def draw_units(self) -> None:
        """What each unit answers."""
        run, drawn = self._run, self._drawn
        if run is None or drawn is None:
            return

        @st.fragment(run_every=2 * _pace(drawn))
        def often() -> None:
            if (picture := run.view.picture) is not None and len(picture.units):
                st.markdown("**What each unit answers** over the plane, block by block")
                st.html(units(self._titles, picture.units, picture.blocks, dark=look.dark(), most=COLUMNS))

        often()

    def draw_flow(self) -> None:
        """How large the numbers are that go forward through the blocks, and the gradients that come back."""
        run, drawn = self._run, self._drawn
        if run is None or drawn is None:
            return

        @st.fragment(run_every=2 * _pace(drawn))
        def often() -> None:
            if (picture := run.view.picture) is not None:
                draw_flow(picture, self._titles, self._words)

        often()


def _pace(view: RunView) -> float:
    return LIVE_SECONDS if live(view) else QUIET_SECONDS


def _draw_state(view: RunView) -> None:
    lane = view.lane
    say_end(view)
    measured = lane.measured
    words = [f"epoch {lane.epochs:,.0f}", f"step {lane.step:,}", f"rate {lane.rate:g}"]
    if measured is not None:
        words.append(f"{100 * measured.training_accuracy:.0f} % of the training points right")
        words.append(f"**{100 * measured.test_accuracy:.0f} % of those held back**")
    if view.status == "running" and lane.steps_per_second:
        words.append(f"{lane.steps_per_second:,.0f} steps a second")
    if view.picture is not None:
        words.append(f"{int(view.picture.counts[0]):,} parameters")
    st.markdown(" · ".join(words))


def _said(view: RunView) -> str:
    measured = view.lane.measured
    right = (
        "" if measured is None else f" {100 * measured.test_accuracy:.0f} percent of the points held back are right."
    )
    return f"The plane as the network divides it after {view.lane.step} steps.{right}"


def _draw_data(data: Examples, picture: Snapshot | None, label: str) -> None:
    grid = picture.grid if picture is not None else data.rows[:0, :0]
    st.html(plane(grid, data.rows, data.labels, REACH, dark=look.dark(), label=label))
