"""A run as it goes: the loss and the ball three times a second, the rest every few seconds."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import streamlit as st

from quiz_app import look
from quiz_app.charts.chart import Chart
from quiz_app.charts.curves import accuracy_chart, loss_chart, norms_chart
from quiz_app.charts.mountain import GUESSING, captions, mountain
from quiz_app.charts.pictures import confusion_table, weight_images, worst_mistakes
from quiz_app.runs.monitoring import Reading, readings
from quiz_app.runs.progress import LaneView, RunView
from quiz_app.runs.run import Run

LIVE_SECONDS, SLOW_SECONDS, QUIET_SECONDS, WORDS_SECONDS = 0.33, 2.5, 2.0, 10.0
SELDOM_SECONDS = 3.0
LOSS_HEIGHT = 290  # pixels of the curve itself
SILENT = 3.0
LOOKING = "Why? A few short trainings are tried now to find out …"
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
    changed = (view.status, _state(view)) != (drawn.status, _state(drawn))
    return changed or (not live(view) and view is not drawn)


def redraw(
    run: Run,
    drawn: RunView,
    draw: Callable[[RunView], None],
    *,
    seconds: float = LIVE_SECONDS,
    is_outdated: Callable[[RunView, RunView], bool] = outdated,
) -> None:
    """Draws a part of the page again and again while a run goes on, and the page anew when it is outdated.

    Args:
        run: what goes on.
        drawn: the view that the page's buttons were drawn from.
        draw: draws the part.
        seconds: between two pictures of a run that goes on.
        is_outdated: whether a page drawn from the first view is to be drawn anew for the second.
    """

    @st.fragment(run_every=seconds if live(drawn) else QUIET_SECONDS)
    def often() -> None:
        view = run.view
        if is_outdated(drawn, view):
            st.rerun()
        draw(view)

    often()


def draw(run: Run, drawn: RunView, draw_way_on: Callable[[], None]) -> None:
    """The loss as it falls, three times a second, and the ball beside it.

    Args:
        run: what goes on.
        drawn: the view that the page's buttons were drawn from; the page is drawn anew when it is outdated.
        draw_way_on: draws what to do after a training that has learned.
    """
    before: dict[str, float] = {}
    words, curve = Words(), LossPicture()
    _draw_end(drawn, draw_way_on)

    def often(view: RunView) -> None:
        _draw_progress(run, view)
        wide, narrow = st.columns([7, 3])
        with wide:
            show(curve.of(view.lane), words, "loss")
        with narrow:
            _draw_ball(view.lane, before)

    redraw(run, drawn, often)


def draw_insights(run: Run, drawn: RunView) -> None:
    """All else that is known of a run, redrawn every few seconds. `drawn` as for `draw`."""
    words = Words()

    @st.fragment(run_every=SLOW_SECONDS if live(drawn) else None)
    def now_and_then() -> None:
        view = run.view
        left, right = st.columns(2)
        with left:
            show(accuracy_chart(view.lane.points, dark=look.dark()), words, "accuracy")
        with right:
            show(norms_chart(view.lane.points, dark=look.dark()), words, "norms")
        _draw_insights(view)
        if view.description:
            label = view.lane.label[:1].upper() + view.lane.label[1:]
            measured = _WHAT_THE_CURVES_ARE.format(*view.samples)
            st.caption(look.plain(f"{label}, on {view.description}. {measured}"))

    now_and_then()


class LossPicture:
    """The loss of a live run: drawn anew at every tick, but seldom where the browser cannot keep up.

    The ticks come from the browser. One that is busy sends them late; the chart of before costs it nothing.
    """

    def __init__(self) -> None:
        self._ticked_at = self._drawn_at = -SELDOM_SECONDS
        self._chart: Chart | None = None

    def of(self, lane: LaneView) -> Chart:
        """The chart to show at this tick."""
        now = time.monotonic()
        late = now - self._ticked_at > 2 * LIVE_SECONDS
        self._ticked_at = now
        if self._chart is None or not late or now - self._drawn_at >= SELDOM_SECONDS:
            self._drawn_at = now
            self._chart = loss_chart(lane, dark=look.dark(), height=LOSS_HEIGHT)
        return self._chart


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


def say_end(view: RunView, *, well: bool = True) -> None:
    """How it ended, as soon as it has. Of a bad end the cause is still looked for then.

    `well`: whether a training that has come to its end is a success.
    """
    if view.lane.outcome == "running" or not view.message:
        return
    kind = {"finished": st.success if well else st.warning, "stopped": st.info}.get(view.lane.outcome, st.error)
    kind(look.plain(f"{view.message} {LOOKING}" if live(view) else view.message))


def _state(view: RunView) -> str:
    return view.status if view.lane.outcome == "running" else view.lane.outcome


def _draw_end(view: RunView, draw_way_on: Callable[[], None]) -> None:
    """How it ended, and what to do next."""
    say_end(view, well=view.lane.learned)
    if view.lane.learned:
        draw_way_on()


def _draw_progress(run: Run, view: RunView) -> None:
    lane = view.lane
    if (silent := run.silent_seconds()) > SILENT and lane.step and lane.outcome == "running":
        st.warning(f"No step has ended for {silent:.0f} seconds. Stop ends the functions, too.")
    words = [f"**{_STATES[_state(view)]}**"]
    if lane.steps_per_epoch:
        total = lane.total_steps // lane.steps_per_epoch
        words.append(f"epoch {max(1, math.ceil(lane.epochs))} of {total}")
    words.append(f"rate {lane.rate:g}")
    if view.status == "running" and lane.steps_per_second and _keeps_its_pace(run, lane):
        words.append(f"{_pace(lane.steps_per_second)} steps a second")
        if lane.seconds_left is not None:
            words.append(f"{_duration(lane.seconds_left)} left")
    st.markdown(" · ".join(words))


def _keeps_its_pace(run: Run, lane: LaneView) -> bool:
    """Whether steps still end as often as they did. Of functions that hang, the pace of before says nothing."""
    return run.silent_seconds() < max(1.0, 2 / lane.steps_per_second)


def _pace(steps: float) -> str:
    return f"{steps:,.0f}" if steps >= 10 else f"{steps:.2g}"


def _draw_ball(lane: LaneView, before: dict[str, float]) -> None:
    losses = [point.loss for point in lane.points if point.loss is not None]
    first = lane.points[0].measured if lane.points else None
    known = bool(losses or first)
    losses = [first.training_loss if first else GUESSING, *losses]
    measured = lane.measured
    accuracy = measured.test_accuracy if measured else None
    shown = "not known yet" if accuracy is None else f"{100 * accuracy:.1f} percent"
    label = (
        f"The ball lies at the measured error {losses[-1]:.3f}, between guessing, 2.30, and "
        f"no error, 0. Accuracy {shown}, training step {lane.step}."
    )
    st.html(
        mountain(losses, before=before.get("loss"), dark=look.dark(), label=label)
        + captions(losses[-1] if known else None, accuracy, lane.step, lane.total_steps)
    )
    before["loss"] = losses[-1]


def _draw_insights(view: RunView) -> None:
    questions, units, confusion, worst = st.tabs(
        ["Three questions", "What layer 1 looks for", "Confusions", "Worst mistakes"]
    )
    dark = look.dark()
    with questions:
        for reading in readings(view.lane):
            _draw_reading(reading)
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
