"""What cannot be used yet, and which function opens it."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from quiz_app import session


def say_what_is_locked(functions: Iterable[str]) -> None:
    """For each assignment the functions, as "<assignment>.<function>", that are not written yet or do not pass."""
    by_assignment: dict[str, list[str]] = {}
    for name in functions:
        assignment, _, function = name.partition(".")
        by_assignment.setdefault(assignment, []).append(function)
    for assignment, names in by_assignment.items():
        listed = ", ".join(f"`{name}`" for name in names)
        are = "are" if len(names) > 1 else "is"
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(
                f":material/lock: {listed} of {session.course().assignments[assignment].title} {are} locked: "
                "not written yet, or not passing."
            )
            st.page_link("course_pages/my_steps.py", label="What to do", query_params={"assignment": assignment})
