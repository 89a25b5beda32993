"""Changing the numbers of the exercise: everything else follows from them."""

from __future__ import annotations

import streamlit as st

from quiz_app import look
from quiz_app.lessons.backprop.examples import DRAWN, EXAMPLES, OWN, drawn, name_of
from quiz_app.lessons.backprop.exercise import GIVEN, NumbersError, as_text, published, read_numbers
from quiz_app.lessons.backprop.walk import Walk

_ROWS = (("X", "y_target"), ("W1", "b1"), ("W2", "b2"), ("W3", "b3"))


def draw_numbers(walk: Walk) -> None:
    """The given numbers as text to be changed, and how the probabilities are taken."""
    own = name_of(walk.exercise.given) == OWN
    title = "Change the numbers · these are your own" if own else "Change the numbers"
    with st.expander(title, key="numbers"):
        st.caption(
            "A line for each row, spaces between. X and y_target may have up to four rows: one for each example."
        )
        with st.form("the numbers", border=False):
            texts = {}
            for names in _ROWS:
                for name, column in zip(names, st.columns(2), strict=True):
                    text = as_text(walk.exercise.given[name])
                    texts[name] = column.text_area(name, text, height=28 + 26 * max(2, text.count("\n") + 1))
            with st.container(horizontal=True):
                take = st.form_submit_button("Use these numbers", type="primary")
                back = st.form_submit_button("Back to the exercise's own", disabled=walk.published)
        if back:
            walk.use(published())
            st.rerun()
        if take and _take(walk, texts):
            st.rerun()
        _draw_choices(walk)


def draw_example(walk: Walk) -> None:
    """Which numbers to walk through with."""

    def chosen() -> None:
        name = st.session_state["walk example"]
        if name in EXAMPLES:
            walk.use(EXAMPLES[name]())
        elif name == DRAWN:
            st.session_state["walk drawn"] = seed = st.session_state.get("walk drawn", 0) + 1
            walk.use(drawn(seed))

    st.session_state["walk example"] = name_of(walk.exercise.given)
    own = [OWN] if st.session_state["walk example"] == OWN else []
    st.selectbox(
        "Example",
        [*EXAMPLES, DRAWN, *own],
        key="walk example",
        on_change=chosen,
        filter_mode=None,
        label_visibility="collapsed",
        width=390,
    )


def _take(walk: Walk, texts: dict[str, str]) -> bool:
    try:
        given = {"X": read_numbers("X", texts["X"])}
        for name in GIVEN[1:]:
            given[name] = read_numbers(name, texts[name], len(given["X"]))
    except NumbersError as problem:
        st.error(look.plain(str(problem)))
        return False
    walk.use(given)
    return True


def _draw_choices(walk: Walk) -> None:
    def chosen() -> None:
        walk.predict_forward = st.session_state["walk predict forward"]
        walk.predict_first = st.session_state["walk predict first"]
        if walk.rounded != st.session_state["walk rounded"]:
            walk.round_probabilities(st.session_state["walk rounded"])

    st.session_state["walk predict first"] = walk.predict_first
    st.toggle(
        "Predict first: hide each result until I have said what it is", key="walk predict first", on_change=chosen
    )
    st.session_state["walk predict forward"] = walk.predict_forward
    st.toggle(
        "In the forward pass, too, which is given",
        key="walk predict forward",
        on_change=chosen,
        disabled=not walk.predict_first,
    )
    st.session_state["walk rounded"] = walk.rounded
    st.toggle(
        "Round the probabilities to halves, as on paper",
        key="walk rounded",
        on_change=chosen,
        disabled=not walk.published,
        help="Only for the exercise's own numbers: softmax gives 0.495, 0.495 and 0.009 there.",
    )
