"""What a session and the server remember: the one module that touches st.session_state and st.cache_resource."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

import streamlit as st

from grader.course import Course, CourseError, load_course
from quiz_app.grading_process import GradingProcess
from quiz_app.student_work import StudentWork

COURSE_FOLDER = "COURSE_FOLDER"  # set by `course app`: the folder with course.toml
HOSTED = "COURSE_HOSTED"  # "1": a server for many; work is uploaded and belongs to one session


def hosted() -> bool:
    """Whether the app serves many people, so that nobody's file is read from a path."""
    return os.environ.get(HOSTED, "") == "1"


def course() -> Course:
    """The course that this app belongs to. A course.toml that cannot be read ends the page with its message."""
    try:
        return _course(os.environ.get(COURSE_FOLDER, ""))
    except CourseError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()


def student_work() -> StudentWork:
    """This session's file and what the grader says of it; looked at anew."""
    if "student_work" not in st.session_state:
        st.session_state["student_work"] = StudentWork(course(), _grading(str(course().root)), hosted=hosted())
    work = cast(StudentWork, st.session_state["student_work"])
    work.refresh()
    return work


def follow(work: StudentWork) -> None:
    """Draw the page again as soon as the student's file, or what the grader says of it, has changed."""
    version = work.version

    # Looking at a file's time of change is cheap; waiting for the grader should not be noticed.
    @st.fragment(run_every=0.4 if work.status == "checking" else 1.5)
    def look_again() -> None:
        if work.refresh() or work.version != version:
            st.rerun()

    look_again()


def note_quiz(right: int, questions: int) -> None:
    """Remember this session's last quiz score, for the home page."""
    st.session_state["quiz_score"] = (right, questions)


def quiz_score() -> tuple[int, int] | None:
    """Right answers of this session's last attempt at the quiz, and the number of questions; None before one."""
    return cast("tuple[int, int] | None", st.session_state.get("quiz_score"))


def note_training(sentence: str) -> None:
    """Remember how this session's last training went, for the home page: a sentence of ours."""
    st.session_state["training"] = sentence


def training_sentence() -> str:
    """How this session's last training went; "" before one."""
    return cast(str, st.session_state.get("training", ""))


@st.cache_resource(show_spinner=False)
def _grading(folder: str) -> GradingProcess:
    return GradingProcess(Path(folder))


@st.cache_resource(show_spinner=False)
def _course(folder: str) -> Course:
    return load_course(Path(folder) if folder else None)
