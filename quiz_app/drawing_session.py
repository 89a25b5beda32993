"""What a session remembers of drawing: the strokes, and the networks that they can be shown to."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import cast

import streamlit as st

from quiz_app import kept_runs
from quiz_app.drawing.asking import AskedNetworks
from quiz_app.drawing.preprocessing import Strokes
from quiz_app.networks_at_hand import AtHand, of_files, of_run, of_upload
from quiz_app.runs.card import RunCard
from quiz_app.runs.progress import RunView
from quiz_app.runs.run import Run
from quiz_app.session import course, hosted
from quiz_app.training_session import brought, runs, runs_by_time

_MOST_KEPT = 12  # runs that are looked through
_SEEN = "networks-of-kept-runs"


def drawing() -> Strokes:
    """What this session has drawn, also on an earlier visit to the page."""
    return cast(Strokes, st.session_state.get("drawing", ()))


def keep_drawing(strokes: Strokes) -> None:
    """Remember it while other pages are looked at."""
    st.session_state["drawing"] = strokes


def networks_at_hand() -> list[AtHand]:
    """The networks that read digits, the newest first: of this browser's runs, and from files."""
    found = []
    for when, run in runs_by_time():
        found += of_run(run.id, run.view, when or math.inf, _view_of(run))
    for card in kept_runs.cards()[:_MOST_KEPT]:
        found += _of_kept(card)
    if (chosen := brought()) is not None:
        found.append(of_upload(chosen.weights_name, chosen.weights))
    if not hosted():
        found += of_files(course().root)
    return sorted(found, key=lambda one: -one.when)


def _view_of(run: Run) -> Callable[[], RunView]:
    return lambda: run.view


def _of_kept(card: RunCard) -> list[AtHand]:
    """A run that is kept does not change: it is looked at once."""
    seen = st.session_state.setdefault(_SEEN, {})
    if card.id not in seen:
        view = runs().kept(card.id)
        load = partial(runs().kept, card.id, paths=True)
        seen[card.id] = of_run(card.id, view, card.kept_at, load) if view is not None else []
    return cast("list[AtHand]", seen[card.id])


@st.cache_resource(show_spinner=False, on_release=AskedNetworks.close)
def asked() -> AskedNetworks:
    """The networks of this server that are asked."""
    return AskedNetworks()
