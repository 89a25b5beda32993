"""The eleven steps by hand: the network, the formula with its numbers, a prediction, the student's own number."""

from __future__ import annotations

import numpy as np
import streamlit as st

from grader.running.error import GradingError
from quiz_app import look
from quiz_app.grading_process import Arguments
from quiz_app.lessons.backprop import arithmetic_chart as arithmetic
from quiz_app.lessons.backprop.chain import ARGUMENTS
from quiz_app.lessons.backprop.network_chart import Picture, columns_of, network_figure, picture
from quiz_app.lessons.backprop.own_numbers import compare
from quiz_app.lessons.backprop.prediction import judged
from quiz_app.lessons.backprop.walk import KEPT, Walk
from quiz_app.lessons.backprop.worked import STEPS, Entry, Matrix, Worked, number
from quiz_app.student_work import StudentWork

_WAIT_SECONDS = 20.0
_KEY = (
    "Thick edges: what is looked at now. ∂: how fast L changes with the value above it. Dashed edges: biases, "
    "which are weights on a 1."
)


def draw_walk(walk: Walk, work: StudentWork) -> None:
    """The current part of the current step, and the way on."""
    _draw_steps(walk)
    title, parts = STEPS[walk.step]
    st.header(f"Step {walk.step} of {len(STEPS)} · {title}", anchor=False)
    _draw_ways(walk)
    if len(parts) > 1:
        _draw_parts(walk, parts)
    if not walk.part:
        _draw_kept(walk)
        return
    worked = walk.worked
    entry = walk.entry(worked)
    shown = picture(walk.exercise.values, walk.known, worked, entry, hidden=walk.hidden)
    alt = _alternative_text(walk, worked, entry)
    st.html(network_figure(shown, alt, dark=look.dark(), narrow=columns_of(worked, entry)))
    st.caption(_KEY)
    _draw_rate(walk)
    st.html(f'<div class="course-work">{arithmetic.formula(worked.formula)}</div>')
    st.html(f'<div class="course-work">{arithmetic.equation(worked, entry, hidden=walk.hidden)}</div>')
    st.caption(look.plain(worked.note))
    _draw_entry(walk, worked, entry)
    _draw_own_number(walk, work, entry)


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
        st.button("Back", on_click=walk.move, args=(-1,), disabled=walk.at_start, icon=":material/arrow_back:")
        st.button(
            "Next",
            on_click=walk.move,
            args=(1,),
            disabled=walk.at_end,
            type="primary",
            icon=":material/arrow_forward:",
            icon_position="right",
        )


def _draw_kept(walk: Walk) -> None:
    """Step 2: nothing is computed, values are kept."""
    values = walk.exercise.values
    rings = {(name, unit): "left" for name in KEPT for unit in range(8)}
    shown = Picture(values, walk.known, rings=rings)  # type: ignore[arg-type]
    alt = f"The network with all values of the forward pass; ringed: {', '.join(KEPT)}."
    st.html(network_figure(shown, alt, dark=look.dark()))
    st.markdown(
        "Nothing is computed here. The way back needs these values again, so the forward pass keeps them: the input "
        "of each layer for its weights, each z for its ReLU, the prediction and the target for the start."
    )
    tables = "".join(arithmetic.matrix(Matrix(name, values[name], "left")) for name in KEPT)
    st.html(f'<div class="course-work"><div class="course-matrices">{tables}</div></div>')


def _draw_rate(walk: Walk) -> None:
    def chosen() -> None:
        walk.learning_rate = st.session_state["walk rate"]

    if walk.step == 11:
        st.session_state["walk rate"] = walk.learning_rate
        st.number_input("Learning rate", step=0.05, format="%g", width=200, key="walk rate", on_change=chosen)


def _draw_entry(walk: Walk, worked: Worked, entry: Entry) -> None:
    names = [each.name for each in worked.entries]
    part, key = walk.part, f"walk entry {walk.part}"

    def chosen() -> None:
        walk.choose(part, names.index(st.session_state[key]))

    with st.container(border=True, key="walk-entry"):
        if len(names) > 1:
            st.session_state[key] = entry.name
            st.selectbox("Look at the entry", names, key=key, on_change=chosen, width=240)
        st.html(f'<div class="course-work">{arithmetic.entry_line(entry, hidden=walk.hidden)}</div>')
        if walk.hidden:
            _draw_prediction(walk, entry)
        else:
            _draw_verdict(walk, worked)


def _draw_prediction(walk: Walk, entry: Entry) -> None:
    with st.form(f"predict {walk.part}", border=False):
        text = st.text_input(
            f"Predict first: what is {entry.name}?", placeholder="such as 0.5, 1/2 or 3e-2", max_chars=40, width=280
        )
        with st.container(horizontal=True):
            see = st.form_submit_button("See", type="primary")
            show = st.form_submit_button("Just show me")
    if see and not text.strip():
        st.warning("Type a number first, or have it shown.")
    elif see and not walk.predict(entry.name, text):
        st.warning(f"{look.plain(text)} is not a number. Write one such as 0.5, 1/2 or 3e-2.")
    elif see or show:
        if show:
            walk.predict(entry.name)
        st.rerun()


def _draw_verdict(walk: Walk, worked: Worked) -> None:
    prediction = walk.prediction
    if prediction is None or prediction.said is None:
        return
    right = next(entry.value for entry in worked.entries if entry.name == prediction.entry)
    verdict = judged(prediction, right, walk.unrounded(prediction.entry))
    if verdict.right:
        st.success(look.plain(verdict.text), icon=":material/check_circle:")
    else:
        st.warning(look.plain(verdict.text))


def _draw_own_number(walk: Walk, work: StudentWork, entry: Entry) -> None:
    if not entry.function or walk.hidden:
        return
    values = walk.exercise.values
    call: Arguments
    if entry.function == "update":
        old, slope = values[walk.part], values[f"dL_d{walk.part}"]
        call, wanted = (old, slope, walk.learning_rate), old - walk.learning_rate * slope
    else:
        call = tuple(np.array(values[name]) for name in ARGUMENTS[entry.function])
        wanted = values[entry.function]
    asked = work.answers({entry.function: call})
    if asked is None:
        st.caption("Your own function's number will stand here once you have a file that can be read.")
        return
    try:
        with st.spinner("Asking your function …", show_time=False):
            answers = asked.result(_WAIT_SECONDS)
    except (TimeoutError, GradingError):  # the grader's own trouble is told on My steps
        st.caption("Your function could not be asked just now.")
        return
    if entry.function not in answers:
        st.caption("Your file cannot be read. My steps says why.")
        return
    found = compare(entry.function, answers[entry.function], wanted, entry.index)
    show = {"same": st.success, "differs": st.warning, "none": st.info}[found.verdict]
    icons = {"same": ":material/check_circle:", "differs": ":material/error:", "none": ":material/edit:"}
    show(look.plain(found.text), icon=icons[found.verdict])


def _alternative_text(walk: Walk, worked: Worked, entry: Entry) -> str:
    line = "".join(text for text, _ in entry.line)
    result = "to be predicted" if walk.hidden else number(entry.value)
    formula = "".join(text for text, _ in worked.formula)
    return (
        f"The network as a chain X, z1, a1, z2, a2, z3, y_pred, L. Step {walk.step}: {formula}. "
        f"Lit: the edges of {entry.name} = {line} = {result}."
    )
