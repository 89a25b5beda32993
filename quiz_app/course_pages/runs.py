"""Runs: all trainings that are kept, on one chart, and what happened inside of them."""

from dataclasses import replace

import streamlit as st

from quiz_app import look, training_session
from quiz_app.runs.card import RunCard
from quiz_app.runs.progress import RunView
from quiz_app.views import kept_run_inside, kept_run_overlay, real_mountain

KINDS = {
    "training": "Train",
    "comparison": "Compare",
    "experiment": "Laboratory",
    "race": "Race",
    "overfitting": "Overfitting",
    "cures": "More data",
}


def choose(known: list[RunCard]) -> list[RunView]:
    """The list, with a box for each run; those that are marked."""
    chosen = []
    for number, card in enumerate(known, start=1):
        what = f"{number} · {KINDS.get(card.kind, card.kind)}, {card.when}"
        if st.checkbox(what, value=number <= 2, key=f"kept-{card.id}"):
            chosen.append((number, card))
        for lane in card.lanes:
            st.caption(look.plain(lane))
    if len(chosen) > training_session.MOST_COMPARED:
        st.info(f"The first {training_session.MOST_COMPARED} that are marked are drawn.", icon=":material/info:")
    views = [
        (number, training_session.kept_view(card.id)) for number, card in chosen[: training_session.MOST_COMPARED]
    ]
    if any(view is None for _, view in views):
        st.info("A run that is marked is not kept any more.", icon=":material/history:")
    return [named(number, view) for number, view in views if view is not None]


def named(number: int, view: RunView) -> RunView:
    """The run, each training with a name that no other of the list has."""
    letters = [chr(ord("a") + place) if len(view.lanes) > 1 else "" for place in range(len(view.lanes))]
    pairs = zip(view.lanes, letters, strict=True)
    return replace(view, lanes=tuple(replace(one, label=f"{number}{letter} · {one.label}") for one, letter in pairs))


look.page(
    "Runs",
    "Every training is kept with its settings, the digest of its code and its seed. Mark some to see them on one "
    "chart, to look inside, and to stand them on one mountain.",
)
known = training_session.all_runs()
if not known:
    st.info("Nothing has been trained in this browser yet, or it is not kept any more.", icon=":material/history:")
    st.page_link("course_pages/laboratory.py", label="Train something in the laboratory", icon=":material/science:")
else:
    with st.expander(f"{len(known)} {'run is' if len(known) == 1 else 'runs are'} kept", expanded=True):
        views = choose(known)
    lanes = [lane for view in views for lane in view.lanes]
    if lanes:
        kept_run_overlay.draw(lanes)
        kept_run_inside.draw(lanes)
        st.header("The mountain that they share", anchor=False)
        real_mountain.draw_kept(views, "kept")
