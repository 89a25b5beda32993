"""One row of buttons for a run: what can be done now; what cannot is not pressed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from quiz_app import look, training_session
from quiz_app.runs.job import Until
from quiz_app.runs.run import Run

Begin = Callable[[Until | None], None]


def draw_buttons(
    run: Run | None,
    status: str,
    begin: Begin,
    *,
    able: bool,
    key: str,
    whole: bool = False,
    more: Callable[[], None] | None = None,
) -> None:
    """The buttons that begin, steer and end it.

    Args:
        run: the run, or None before the first.
        status: of the view that the page is drawn from.
        begin: begins anew, and trains until then; None: it waits at its first weights.
        able: whether it can begin.
        key: of the row.
        whole: it has no single steps to look at, and no place to rest before the first one.
        more: draws what else stands in the row.
    """
    icons = {"step": ":material/skip_next:", "epoch": ":material/fast_forward:"}
    units: tuple[tuple[str, Until], ...] = (("One step", "step"), ("One epoch", "epoch")) * (not whole)
    with st.container(horizontal=True, key=key, vertical_alignment="bottom"):
        if run is None or status == "ended":
            start = ":material/play_arrow:"
            st.button("Start", icon=start, type="primary", disabled=not able, on_click=begin, args=("end",))
            for label, until in units:
                st.button(label, icon=icons[until], disabled=not able, on_click=begin, args=(until,))
        elif status == "paused":
            st.button("Resume", icon=":material/play_arrow:", type="primary", on_click=run.go, args=("end",))
            for label, until in units:
                st.button(label, icon=icons[until], on_click=run.go, args=(until,))
        else:
            st.button("Pause", icon=":material/pause:", type="primary", on_click=run.pause)
        if run is not None and status != "ended":
            st.button("Stop", icon=":material/stop:", on_click=run.stop)
        if run is not None and not whole:
            st.button(
                "Reset",
                icon=":material/replay:",
                disabled=not able,
                on_click=begin,
                args=(None,),
                help="Back to the same first weights, with the settings as they are now.",
            )
        if more is not None:
            more()


def say_news(kind: training_session.Kind) -> None:
    """What became of a run that is gone, and why one could not begin."""
    for news in filter(None, (training_session.lost(kind), training_session.refusal())):
        st.info(look.plain(news), icon=":material/history:")
