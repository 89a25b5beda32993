"""What is said of the student's file as a whole: why it has no report now, and what its last save has changed."""

from __future__ import annotations

import streamlit as st

from grader.report.points import points_of
from quiz_app import look
from quiz_app.student_work import StudentWork


def draw_file_state(work: StudentWork) -> None:
    """One banner, or none. A screen reader says each new verdict."""
    look.say(_spoken(work), of=work.assignment.name, version=work.version)
    if work.problem:
        kept = ""
        if work.report is not None:
            points = points_of(work.report.score, work.report.max_score)
            kept = f" What you see below is the last version that could be read: {points}."
        st.error(look.plain(f"{work.problem}{kept}"), icon=":material/error:")
        for name in work.others:
            st.button(f"Use {name} instead", key=f"instead-{name}", on_click=work.choose, args=(name,))
    elif work.missing:
        st.caption(look.plain(f"{work.missing} is not there: what you see is {work.name}."))
    if work.news:
        show = st.warning if "Not right" in work.news else st.success
        show(look.plain(work.news), icon=":material/flag:")


def _spoken(work: StudentWork) -> str:
    if work.problem or work.report is None:
        return work.problem
    points = points_of(work.report.score, work.report.max_score)
    focus = work.report.focus
    then = f" {focus.step.function}: {focus.outcome}." if focus else " Every function passes."
    return f"{work.news or 'Checked.'} {points}.{then}"
