"""What a session and the server remember: the one module that touches st.session_state and st.cache_resource."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from grader.course import Course, CourseError, load_course

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


@st.cache_resource(show_spinner=False)
def _course(folder: str) -> Course:
    return load_course(Path(folder) if folder else None)
