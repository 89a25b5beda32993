"""The end of the walk: what the update did to the loss, and what comes next."""

from __future__ import annotations

import streamlit as st

from quiz_app.lessons.backprop import TRAIN
from quiz_app.lessons.backprop.walk import Walk


def draw_ending(walk: Walk) -> None:
    """The loss before and after all six updates, once more as often as one likes, and the way on."""
    before, after = walk.exercise.loss, walk.updated.loss
    with st.container(border=True, key="walk-ending"):
        st.header("What it was for", anchor=False)
        st.markdown(f"The loss was {_rounded(before)}. After the update it is **{_rounded(after)}**.")
        if after > before:
            st.caption("It rose: the step was too long. Try a smaller learning rate.")
        elif not after < before:
            st.caption("It stays: all gradients are 0 here.")
        else:
            st.caption(
                "Less error with the same example: that is learning. Training repeats these eleven steps thousands "
                "of times, with other examples each time."
            )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Update once more", icon=":material/replay:", on_click=walk.update_once)
            st.page_link(TRAIN.file, label="Train your functions on handwritten digits →", icon=TRAIN.icon)


def _rounded(loss: float) -> str:
    return f"{loss:.4f}" if loss >= 1e-4 or not loss else "less than 0.0001"
