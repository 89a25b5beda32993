"""The eleven steps by hand: the formula with its numbers, one entry to predict, and the network."""

from __future__ import annotations

import streamlit as st

from quiz_app import look
from quiz_app.lessons.backprop import arithmetic_chart as arithmetic
from quiz_app.lessons.backprop.draw_ending import draw_ending
from quiz_app.lessons.backprop.draw_entry import draw_entry
from quiz_app.lessons.backprop.network_chart import Picture, columns_of, network_figure, picture
from quiz_app.lessons.backprop.walk import FIRST_TO_WRITE, KEPT, Walk
from quiz_app.lessons.backprop.worked import STEPS, Entry, Matrix, Worked, number
from quiz_app.student_work import StudentWork

_KEY = (
    "Thick edges: what is looked at now. ∂: how fast L changes with the value above it. Dashed edges: biases, "
    "which are weights on a 1."
)


def draw_walk(walk: Walk, work: StudentWork) -> None:
    """The current part of the current step: its numbers and the prediction first, then the network."""
    _draw_steps(walk)
    title, parts = STEPS[walk.step]
    st.header(f"Step {walk.step} of {len(STEPS)} · {title}", anchor=False)
    if len(parts) > 1:
        _draw_parts(walk, parts)
    if not walk.part:
        _draw_kept(walk)
        return
    worked = walk.worked
    entry = walk.entry(worked)
    left, right = st.columns(2)
    with left:
        _draw_rate(walk)
        st.html(f'<div class="course-work">{arithmetic.formula(worked.formula)}</div>')
        st.html(f'<div class="course-work">{arithmetic.equation(worked, entry, hidden=walk.hidden)}</div>')
        st.caption(look.plain(worked.note))
    with right, st.container(border=True, key="walk-entry"):
        draw_entry(walk, worked, entry, work)
        _draw_ways(walk)
    if walk.at_end and not walk.hidden:
        draw_ending(walk)
    shown = picture(walk.exercise.values, walk.known, worked, entry, hidden=walk.hidden)
    alt = _alternative_text(walk, worked, entry)
    st.html(network_figure(shown, alt, dark=look.dark(), narrow=columns_of(worked, entry)))
    st.caption(_KEY)


def _draw_steps(walk: Walk) -> None:
    def chosen() -> None:
        walk.go_to(st.session_state["walk step"] or walk.step)

    st.session_state["walk step"] = walk.step
    st.segmented_control(
        "Step", list(STEPS), key="walk step", on_change=chosen, label_visibility="collapsed", required=True
    )


def _draw_parts(walk: Walk, parts: tuple[str, ...]) -> None:
    def chosen() -> None:
        walk.go_to_part(st.session_state["walk part"] or walk.part)

    st.session_state["walk part"] = walk.part
    st.segmented_control(
        "Part", parts, key="walk part", on_change=chosen, label_visibility="collapsed", required=True
    )


def _draw_ways(walk: Walk) -> None:
    with st.container(horizontal=True):
        st.button(
            "Next",
            on_click=walk.move,
            args=(1,),
            disabled=walk.at_end,
            type="secondary" if walk.hidden else "primary",
            icon=":material/arrow_forward:",
            icon_position="right",
        )
        st.button("Back", on_click=walk.move, args=(-1,), disabled=walk.at_start, icon=":material/arrow_back:")
        if walk.step < FIRST_TO_WRITE:
            label = f"To step {FIRST_TO_WRITE}, the first that you write"
            st.button(label, on_click=walk.go_to, args=(FIRST_TO_WRITE,))


def _draw_kept(walk: Walk) -> None:
    """Step 2: nothing is computed, values are kept."""
    values = walk.exercise.values
    st.markdown(
        "Nothing is computed here. The way back needs these values again, so the forward pass keeps them: the input "
        "of each layer for its weights, each z for its ReLU, the prediction and the target for the start."
    )
    _draw_ways(walk)
    rings = {(name, unit): "left" for name in KEPT for unit in range(8)}
    shown = Picture(values, walk.known, rings=rings)  # type: ignore[arg-type]
    alt = f"The network with all values of the forward pass; ringed: {', '.join(KEPT)}."
    st.html(network_figure(shown, alt, dark=look.dark()))
    tables = "".join(arithmetic.matrix(Matrix(name, values[name], "left")) for name in KEPT)
    st.html(f'<div class="course-work"><div class="course-matrices">{tables}</div></div>')


def _draw_rate(walk: Walk) -> None:
    def chosen() -> None:
        walk.learning_rate = st.session_state["walk rate"]

    if walk.step == 11:
        st.session_state["walk rate"] = walk.learning_rate
        st.number_input("Learning rate", step=0.05, format="%g", width=200, key="walk rate", on_change=chosen)


def _alternative_text(walk: Walk, worked: Worked, entry: Entry) -> str:
    line = "".join(text for text, _ in entry.line)
    result = "to be predicted" if walk.hidden else number(entry.value)
    formula = "".join(text for text, _ in worked.formula)
    return (
        f"The network as a chain X, z1, a1, z2, a2, z3, y_pred, L. Step {walk.step}: {formula}. "
        f"Lit: the edges of {entry.name} = {line} = {result}."
    )
