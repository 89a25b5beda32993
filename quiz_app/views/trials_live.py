"""Several trials as they go: a part of the page that is drawn anew, and what has failed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from quiz_app import look, session
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

    def often(view: RunView) -> None:
        if view.message:
            st.error(look.plain(view.message))
        draw(view, words)
        for message in dict.fromkeys(lane.message for lane in view.lanes if lane.outcome == "failed"):
            st.warning(look.plain(message), icon=":material/error:")

    training_live.redraw(run, drawn, often, seconds=2 * training_live.LIVE_SECONDS, is_outdated=_outdated)


def _outdated(drawn: RunView, view: RunView) -> bool:
    """Whether the buttons are of another state. One trial that ends is none: there are others."""
    return drawn.status != view.status


def experiments_of(view: RunView) -> list[Experiment]:
    """What each lane of a run of the laboratory trains."""
    return [unpacked(lane.experiment) for lane in view.job.lanes]


def ended(view: RunView) -> int:
    """How many trials have come to an end."""
    return sum(bool(lane.step) and lane.outcome != "running" for lane in view.lanes)
