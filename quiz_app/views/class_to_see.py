"""The list to look at, and one student's work: what the grader says of it, and the files."""

from __future__ import annotations

from typing import cast

import streamlit as st

from grader.classroom.statistics.summary import ClassSummary
from grader.course import Assignment
from grader.report.message import Outcome
from grader.report.points import points_of
from quiz_app import look, session
from quiz_app.work_to_see import files_of, to_see


def draw_to_see(assignment: Assignment, summary: ClassSummary) -> None:
    """Whose work a person should see, and why. The name opens the work."""
    listed = to_see(summary)
    if not listed:
        st.success("Nobody's work needs a look.", icon=":material/check:")
    for one in listed:
        with st.container(border=True):
            st.markdown(f"**{look.plain(one.name)}**")
            st.markdown("\n".join(f"- {look.plain(reason)}" for reason in one.reasons))
            _link(one.student)
    st.header("Somebody else", anchor=False)
    students = [row.student.id for row in summary.scores]
    chosen = st.selectbox(
        "Student", students, index=None, format_func=summary.name, placeholder="Choose a student", key="work-of"
    )
    if chosen is not None:
        _link(chosen)


def _back() -> None:
    del st.query_params["student"]


def draw_work(assignment: Assignment, summary: ClassSummary, student: str) -> None:
    """One student's work."""
    st.button("Back to the class", icon=":material/arrow_back:", on_click=_back)
    row = next((row for row in summary.scores if row.student.id == student), None)
    if row is None:
        st.info("There is no work of this student.", icon=":material/info:")
        return
    st.header(f"{summary.name(student)}: {points_of(row.score, summary.max_score)}", anchor=False)
    for one in to_see(summary):
        if one.student == student:
            st.warning("  \n".join(look.plain(reason) for reason in one.reasons), icon=":material/visibility:")
    with st.container(horizontal=True):
        for label, path in files_of(session.course(), assignment, student).items():
            st.download_button(label, path.read_bytes(), path.name, key=label, icon=":material/download:")
    marked = summary.marked.get(student)
    for step in marked.steps.values() if marked else ():
        label = f"{look.outcome_label(cast(Outcome, step.outcome))} · {look.plain(step.function)}"
        with st.expander(label, expanded=step.outcome != "passed"):
            st.code(step.message, language=None, wrap_lines=True)  # as on the feedback page, in a terminal's lines
    if marked and marked.code:
        with st.expander("What the student wrote"):
            st.code("\n\n".join(marked.code), language="python")


def _link(student: str) -> None:
    st.page_link(
        "course_pages/instructor.py",
        label="Open the work",
        icon=":material/open_in_new:",
        query_params={"student": student},
    )
