"""What is being checked, what cannot be used yet and which functions open it, and what of the course's stands in."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import streamlit as st

from grader.report.listing import listed
from quiz_app import laboratory_session as laboratory
from quiz_app import look, session
from quiz_app.student_work import StudentWork


def say_what_is_locked(functions: Iterable[str], what: str = "this page calls") -> None:
    """What is locked, and by assignment a link to what is said of the functions that open it.

    Args:
        functions: that are not written yet or do not pass, as "<assignment>.<function>"; none: nothing is said.
        what: begins the sentence "… functions that you have not written yet, or that do not pass."
    """
    missing = list(dict.fromkeys(functions))
    if not missing:
        return
    with st.container(border=True, key=f"locked-{what.replace(' ', '-')}", gap=None):
        st.markdown(
            f":material/lock: **Locked:** {what} functions that you have not written yet, or that do not pass."
        )
        for name, assignment in session.course().assignments.items():
            if own := [function.partition(".")[2] for function in missing if function.startswith(f"{name}.")]:
                st.page_link(
                    "course_pages/my_steps.py",
                    label=look.plain(f"Write {listed(own)} of {assignment.title}{_where(name)}"),
                    icon=":material/edit:",
                    query_params={"assignment": name, "step": own[0]},
                )


def _where(assignment: str) -> str:
    """In which file, in words; "" where there is none yet."""
    name = session.work_of(assignment).name
    return f", in {name}" if name else ""


def say_what_is_checked(works: Collection[StudentWork], then: str = "What passes is unlocked.") -> None:
    """Which files are being checked, and what becomes possible `then`; without any nothing is said."""
    if works:
        names = ", ".join(look.plain(work.name) for work in works)
        st.info(f"Being checked: {names}. {then}", icon=":material/hourglass_top:")


def say_what_stands_in(functions: Iterable[str], what: str) -> None:
    """Which of these functions are the course's, though the student's own were chosen; `what` calls them."""
    if stand_ins := laboratory.stand_ins(functions):
        titles = listed(session.course().assignments[name].title for name in stand_ins)
        st.info(
            look.plain(
                f"Your instructor has unlocked the laboratory. Not all that {what} calls is yours: the course's "
                f"functions of {titles} stand in, since not all of yours that it needs pass yet."
            ),
            icon=":material/lock_open:",
        )


def say_which_stand_in(functions: Iterable[str]) -> None:
    """Which of these functions are the course's, where each is asked by itself."""
    if names := laboratory.standing_in(functions):
        shown = listed(f"`{name.partition('.')[2]}`" for name in names)
        st.info(
            f"Your instructor has unlocked the laboratory. {shown}: the course's, until yours "
            f"{'passes' if len(names) == 1 else 'pass'}.",
            icon=":material/lock_open:",
        )
