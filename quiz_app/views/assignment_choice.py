"""Which assignment a page is about: a choice, where the course has more than one."""

from __future__ import annotations

import streamlit as st

from grader.report.listing import listed
from quiz_app import look, session

_KEY = "assignment-choice"


def choose_assignment() -> None:
    """Draws the choice, or nothing. What is chosen is `session.assignment()`, here and on every other page."""
    assignments = session.course().assignments
    if len(assignments) < 2:
        return
    st.session_state[_KEY] = session.assignment().name
    st.selectbox(
        "Assignment",
        list(assignments),
        format_func=lambda name: assignments[name].title,
        key=_KEY,
        on_change=lambda: session.choose_assignment(st.session_state[_KEY]),
        width=320,
    )
    say_moved()
    if needed := session.course().needed(session.assignment()):
        st.caption(f"Builds on {listed(one.title for one in needed)}.")


def say_moved() -> None:
    """Why the assignment has changed by itself, once."""
    if sentence := session.moved():
        st.info(look.plain(sentence))
