"""One entry of a step: a prediction, what is said of it, the student's own number, and where to write it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from grader.running.error import GradingError
from quiz_app import look
from quiz_app.grading_process import Arguments
from quiz_app.lessons.backprop import arithmetic_chart as arithmetic
from quiz_app.lessons.backprop.chain import ARGUMENTS
from quiz_app.lessons.backprop.own_numbers import compare
from quiz_app.lessons.backprop.prediction import judged
from quiz_app.lessons.backprop.walk import Walk
from quiz_app.lessons.backprop.where_to_write import where_to_write
from quiz_app.lessons.backprop.worked import Entry, Worked
from quiz_app.student_work import StudentWork

_WAIT_SECONDS = 20.0


def draw_entry(walk: Walk, worked: Worked, entry: Entry, work: StudentWork) -> None:
    """All of it, in the order in which one needs it."""
    names = [each.name for each in worked.entries]
    part, key = walk.part, f"walk entry {walk.part}"

    def chosen() -> None:
        walk.choose(part, names.index(st.session_state[key]))

    if len(names) > 1:
        st.session_state[key] = entry.name
        st.selectbox("Look at the entry", names, key=key, on_change=chosen, width=240)
    st.html(f'<div class="course-work">{arithmetic.entry_line(entry, hidden=walk.hidden)}</div>')
    if walk.hidden:
        _draw_prediction(walk, entry)
        return
    _draw_verdict(walk, worked)
    _draw_own_number(walk, work, entry)
    if entry.function and (where := where_to_write(work, entry.function)):
        st.markdown(look.plain(where))


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
    if not entry.function:
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
