"""Several trials as they go: a part of the page that is drawn anew, and what has failed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from quiz_app import look, session, training_session
from quiz_app.laboratory.experiment import Experiment, unpacked
from quiz_app.runs.progress import RunView
from quiz_app.runs.run import Run
from quiz_app.views import training_live

OWN_CORES, SHARED_CORES = 2, 1  # trials at a time: on one's own computer, and where many share it
SLICE_SECONDS = 5.0  # a function that answers no sooner ends its trial: there are others
Draw = Callable[[RunView, training_live.Words], None]


def at_once() -> int:
    """How many trials may train at a time."""
    return SHARED_CORES if session.hosted() else OWN_CORES


def draw_live(run: Run, drawn: RunView, draw: Draw) -> None:
    """What `draw` draws of the run's view, again and again while it goes on."""
    words = training_live.Words()
    interval = 2 * training_live.LIVE_SECONDS if training_live.live(drawn) else training_live.QUIET_SECONDS

    @st.fragment(run_every=interval)
    def often() -> None:
        view = run.view
        if _outdated(drawn, view):
            st.rerun()
        if view.message:
            st.error(look.plain(view.message))
        draw(view, words)
        for message in dict.fromkeys(lane.message for lane in view.lanes if lane.outcome == "failed"):
            st.warning(look.plain(message), icon=":material/error:")

    often()


def _outdated(drawn: RunView, view: RunView) -> bool:
    """Whether the buttons are of another state. One trial that ends is none: there are others."""
    return drawn.status != view.status


def experiments_of(view: RunView) -> list[Experiment]:
    """What each lane of a run of the laboratory trains."""
    return [unpacked(lane.experiment) for lane in view.job.lanes]


def ended(view: RunView) -> int:
    """How many trials have come to an end."""
    return sum(bool(lane.step) and lane.outcome != "running" for lane in view.lanes)


def say_news(kind: training_session.Kind) -> None:
    """What became of a run that is gone, and why one could not begin."""
    for news in filter(None, (training_session.lost(kind), training_session.refusal())):
        st.info(look.plain(news), icon=":material/history:")
