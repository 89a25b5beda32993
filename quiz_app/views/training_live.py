"""A run as it goes: the mountain and the curves four times a second, the rest every few seconds."""

from __future__ import annotations

import math
import time

import streamlit as st

from quiz_app import look
from quiz_app.charts.chart import Chart
from quiz_app.charts.curves import accuracy_chart, loss_chart, norms_chart
from quiz_app.charts.mountain import GUESSING, captions, mountain
from quiz_app.charts.pictures import confusion_table, weight_images, worst_mistakes
from quiz_app.runs.monitoring import Reading, readings
from quiz_app.runs.progress import LaneView, RunView
from quiz_app.runs.run import Run

LIVE_SECONDS, SLOW_SECONDS, QUIET_SECONDS, WORDS_SECONDS = 0.25, 2.5, 2.0, 10.0
SELDOM_SECONDS = 3.0
SILENT = 3.0
_WHY_ADDED = "The first weights are random and stay visible as noise. Without them you see what the gradients drew."
_WHAT_THE_CURVES_ARE = (
    "Each batch: the loss of every step as it was; of more batches than there is room for, the highest and the "
    "lowest of neighbours. Training and test: measured now and then on {0:,} and {1:,} images."
)
_STATES = {
    "starting": "Starting …",
    "running": "Training",
    "paused": "Paused",
    "finished": "Finished",
    "stopped": "Stopped",
    "diverged": "Diverged",
    "failed": "Ended by an error",
}


def live(view: RunView) -> bool:
    """Whether there is something new to draw all the time."""
    return view.status in ("starting", "running")


def outdated(drawn: RunView, view: RunView) -> bool:
    """Whether a page drawn from the one is to be drawn anew for the other: a new state, or news of a run at rest."""
    return _state(view) != _state(drawn) or (not live(view) and view is not drawn)


def draw(run: Run, drawn: RunView) -> None:
    """The whole of a run, redrawn as often as it changes.

    `drawn`: the view that the page's buttons were drawn from; the page is drawn anew when it is outdated.
    """
    before: dict[str, float] = {}
    words, curves = Words(), Curves()

    @st.fragment(run_every=LIVE_SECONDS if live(drawn) else QUIET_SECONDS)
    def often() -> None:
        view = run.view
        if outdated(drawn, view):
            st.rerun()
        _draw_progress(run, view)
        _draw_mountain(view.lane, before)
        loss, accuracy = curves.of(view.lane)
        left, right = st.columns(2)
        with left:
            show(loss, words, "loss")
        with right:
            show(accuracy, words, "accuracy")
        st.caption(_WHAT_THE_CURVES_ARE.format(*view.samples))

    @st.fragment(run_every=SLOW_SECONDS if live(drawn) else None)
    def now_and_then() -> None:
        _draw_insights(run.view, words)

    often()
    now_and_then()


class Curves:
    """The charts of a live run: drawn anew at every tick, but seldom where the browser cannot keep up.

    The ticks come from the browser. One that is busy sends them late; the charts of before cost it nothing.
    """

    def __init__(self) -> None:
        self._ticked_at = self._drawn_at = -SELDOM_SECONDS
        self._charts: tuple[Chart, Chart] | None = None

    def of(self, lane: LaneView) -> tuple[Chart, Chart]:
        """The charts of loss and accuracy to show at this tick."""
        now = time.monotonic()
        late = now - self._ticked_at > 2 * LIVE_SECONDS
        self._ticked_at = now
        if self._charts is None or not late or now - self._drawn_at >= SELDOM_SECONDS:
            self._drawn_at = now
            self._charts = loss_chart(lane, dark=look.dark()), accuracy_chart(lane.points, dark=look.dark())
        return self._charts


class Words:
    """What charts that are drawn again and again say to those who do not see them.

    The browser sets a chart up anew when its words change, which takes longer than a live update, so they change
    every few seconds only. A page that is drawn anew, as at a pause or the end, has the words of that moment.
    """

    def __init__(self) -> None:
        self._said: dict[str, tuple[float, str]] = {}

    def of(self, chart: Chart, key: str) -> str:
        """The words for this chart now."""
        now = time.monotonic()
        said_at, words = self._said.get(key, (-WORDS_SECONDS, ""))
        if now - said_at >= WORDS_SECONDS:
            words = chart.alt
            self._said[key] = (now, words)
        return words


def show(chart: Chart, words: Words, key: str) -> None:
    """A chart, with its words."""
    st.vega_lite_chart(chart.spec, alt=words.of(chart, key), key=f"chart-{key}", width="stretch")


def _state(view: RunView) -> str:
    return view.lane.outcome if view.status == "ended" else view.status


def _draw_progress(run: Run, view: RunView) -> None:
    lane = view.lane
    state = _STATES[_state(view)]
    if view.message and view.status == "ended":
        end = st.success if lane.learned else st.warning
        kind = {"finished": end, "stopped": st.info}.get(lane.outcome, st.error)
        kind(look.plain(view.message))
    elif (silent := run.silent_seconds()) > SILENT and lane.step:
        st.warning(f"No step has ended for {silent:.0f} seconds. Stop ends the functions, too.")
    words = [f"**{state}**"]
    if lane.steps_per_epoch:
        total = lane.total_steps // lane.steps_per_epoch
        words.append(f"epoch {max(1, math.ceil(lane.epochs))} of {total}")
    if view.status == "running" and lane.steps_per_second and _keeps_its_pace(run, lane):
        words.append(f"{_pace(lane.steps_per_second)} steps a second")
        if lane.seconds_left is not None:
            words.append(f"{_duration(lane.seconds_left)} left")
    st.markdown(" · ".join(words))
    if view.description:
        label = lane.label[:1].upper() + lane.label[1:]
        st.caption(
            look.plain(
                f"{label}, on {view.description}. Rate {lane.rate:g}. Measured on {view.samples[1]:,} "
                f"test and {view.samples[0]:,} training images."
            )
        )


def _keeps_its_pace(run: Run, lane: LaneView) -> bool:
    """Whether steps still end as often as they did. Of functions that hang, the pace of before says nothing."""
    return run.silent_seconds() < max(1.0, 2 / lane.steps_per_second)


def _pace(steps: float) -> str:
    return f"{steps:,.0f}" if steps >= 10 else f"{steps:.2g}"


def _draw_mountain(lane: LaneView, before: dict[str, float]) -> None:
    losses = [point.loss for point in lane.points if point.loss is not None]
    first = lane.points[0].measured if lane.points else None
    known = bool(losses or first)
    losses = [first.training_loss if first else GUESSING, *losses]
    measured = lane.measured
    accuracy = measured.test_accuracy if measured else None
    shown = "not known yet" if accuracy is None else f"{100 * accuracy:.1f} percent"
    label = (
        f"Error mountain: the ball lies at the measured error {losses[-1]:.3f}, between guessing, 2.30, and "
        f"no error, 0. Accuracy {shown}, training step {lane.step}."
    )
    st.html(
        mountain(losses, before=before.get("loss"), dark=look.dark(), label=label)
        + captions(losses[-1] if known else None, accuracy, lane.step, lane.total_steps)
    )
    before["loss"] = losses[-1]


def _draw_insights(view: RunView, words: Words) -> None:
    questions, units, confusion, worst = st.tabs(
        ["Three questions", "What layer 1 looks for", "Confusions", "Worst mistakes"]
    )
    dark = look.dark()
    with questions:
        for reading in readings(view.lane):
            _draw_reading(reading)
        show(norms_chart(view.lane.points, dark=dark), words, "norms")
    if view.look is None:
        for tab in (units, confusion, worst):
            tab.caption("There is nothing to see before the first measurement.")
        return
    at = f"After {view.look_step:,} steps."
    with units:
        st.caption(at)
        since = st.toggle("Only what training has added", value=True, key="weights-added", help=_WHY_ADDED)
        st.html(weight_images(view.look, view.first_weights if since else None, dark=dark))
    with confusion:
        st.caption(at)
        st.html(confusion_table(view.look, dark=dark))
    with worst:
        st.caption(f"{at} The test images that it is most certain about, wrongly.")
        st.html(worst_mistakes(view.look))


def _draw_reading(reading: Reading) -> None:
    icon = {True: ":material/check_circle:", False: ":material/error:", None: ":material/help:"}[reading.well]
    st.markdown(f"{icon} **{reading.question}** {reading.answer}")
    st.caption(look.plain(reading.because))


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
