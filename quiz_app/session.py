"""What a session and the server remember of the course, the student's work and the browser."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from grader.course import Assignment, Course, CourseError
from grader.course.which_assignment import assignment_told_by
from quiz_app import quota
from quiz_app.course_folder import course_folder, load_course_of_app
from quiz_app.grading_line import GradingLine
from quiz_app.storeroom import KEPT_DAYS, Belongings, Storeroom, is_token, new_token
from quiz_app.student_file import UploadRefused
from quiz_app.student_work import StudentWork
from quiz_app.visitors import comes_from_elsewhere

_FILE = "file"  # in the page's address: the chosen file
_ASSIGNMENT = "assignment"  # in the page's address, too
_CHOSEN = "chosen_assignment"  # in the session
_PLACED = "assignment_was_chosen"  # in the session: by a person, an address or a page
_MOVED = "moved_to_assignment"  # a sentence
HOSTED = "COURSE_HOSTED"  # "1": a server for many; work is uploaded and belongs to one session. "0": it is not
COOKIE = "course_browser"
# A browser that has the cookie keeps it, for longer; one that has not gets this session's.
_COOKIE_SCRIPT = """
<script>
  {{
    const had = document.cookie.split("; ").find(cookie => cookie.startsWith("{name}="));
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = (had ?? "{name}={token}") + "; path=/; max-age={seconds}; samesite=lax" + secure;
  }}
</script>
"""


def hosted() -> bool:
    """Whether this session's work is uploaded, so that nobody's file is read from a path of this computer.

    The setting decides. Without one, everybody who does not sit at this computer uploads.
    """
    said = os.environ.get(HOSTED, "").strip().lower()
    if said:
        return said not in ("0", "false", "no", "off")
    return comes_from_elsewhere(st.context.headers, st.context.ip_address)


def course() -> Course:
    """The course that this app belongs to. A course.toml that cannot be read ends the page with its message."""
    try:
        return _course(course_folder())
    except CourseError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()


def assignment() -> Assignment:
    """The assignment that this session is at: the one in the address, else the one chosen last, else the first."""
    known = course()
    named = st.query_params.get(_ASSIGNMENT, "")
    if named in known.assignments or _FILE in st.query_params:
        st.session_state[_PLACED] = True
    name = named if named in known.assignments else st.session_state.get(_CHOSEN, "")
    try:
        found = known.assignment(name if name in known.assignments else None)
    except CourseError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()
    _go_to(found.name)
    return found


def is_placed() -> bool:
    """Whether a person, an address or a page has chosen an assignment in this session."""
    return bool(st.session_state.get(_PLACED))


def choose_assignment(name: str) -> None:
    """Go to this assignment, and stay there until another one is chosen."""
    st.session_state[_PLACED] = True
    _go_to(name)


def _go_to(name: str) -> None:
    """It is kept in the session, and in the address unless it is the first one."""
    before = st.session_state.get(_CHOSEN)
    if before is not None and before != name:
        st.query_params.pop(_FILE, None)  # which is of the assignment before
    st.session_state[_CHOSEN] = name
    if name == next(iter(course().assignments)):
        st.query_params.pop(_ASSIGNMENT, None)
    elif st.query_params.get(_ASSIGNMENT) != name:
        st.query_params[_ASSIGNMENT] = name


def work_for(name: str, content: bytes) -> StudentWork:
    """The work that a file is taken for: of the assignment that it tells, else of the one that is open."""
    told, here = assignment_told_by(course(), name, content), assignment()
    if told is not None and told.name != here.name:
        choose_assignment(told.name)
        st.session_state[_MOVED] = f"{name} is a file of another assignment: {told.title}. You are there now."
    return student_work()


def moved() -> str:
    """Why the assignment has changed by itself, once; else ""."""
    return str(st.session_state.pop(_MOVED, ""))


def student_work() -> StudentWork:
    """This session's file for its assignment and what the grader says of it; looked at anew."""
    at = assignment()
    work = _work(at)
    if not work.chosen:
        st.query_params.pop(_FILE, None)
    elif st.query_params.get(_FILE) != work.chosen:  # in the address it outlives a reload
        st.query_params[_FILE] = work.chosen
    work.refresh()
    return work


def all_work() -> dict[str, StudentWork]:
    """This session's files for all assignments, in their order; looked at anew."""
    works = {name: _work(each) for name, each in course().assignments.items()}
    for work in works.values():
        work.refresh()
    return works


def work_of(name: str) -> StudentWork:
    """This session's file for one assignment, whichever it is at; looked at anew."""
    work = _work(course().assignments[name])
    work.refresh()
    return work


def _work(at: Assignment) -> StudentWork:
    works = cast("dict[str, StudentWork]", st.session_state.setdefault("student_works", {}))
    before = works.get(at.name)
    if before is None or before.hosted != hosted():  # a session may come back by another way
        place = _grading(str(course().root)).place(f"{this_session()} {at.name}", address())
        folder = belongings().work(at.name) if hosted() else None
        works[at.name] = new = StudentWork(course(), at, place, hosted=hosted(), folder=folder)
        if at.name == st.session_state.get(_CHOSEN):
            with contextlib.suppress(UploadRefused):
                new.choose(st.query_params.get(_FILE, ""))
    return works[at.name]


def belongings() -> Belongings:
    """What this session's browser has left with the server, now or on an earlier visit."""
    if "belongings" not in st.session_state:
        shown = st.context.cookies.get(COOKIE)
        token = shown if shown is not None and is_token(shown) else new_token()
        st.session_state["browser_token"] = token
        st.session_state["belongings"] = _storeroom(str(course().root)).of(token)
    return cast(Belongings, st.session_state["belongings"])


def browser_token() -> str:
    """What this session's browser is known by, and nobody else knows."""
    belongings()
    return cast(str, st.session_state["browser_token"])


def remember_browser() -> None:
    """Give the browser the cookie by which it is known again: after a reload, in a new tab, tomorrow."""
    token = browser_token()
    st.html(
        _COOKIE_SCRIPT.format(name=COOKIE, token=token, seconds=KEPT_DAYS * 24 * 3600), unsafe_allow_javascript=True
    )


def forget_browser() -> None:
    """Remove all that this browser has left with the server, and begin anew."""
    belongings().clear()
    again = upload_key() + 1
    for name in list(st.session_state):
        if name not in ("belongings", "browser_token"):
            del st.session_state[name]
    st.session_state["upload_key"] = again
    st.query_params.clear()


def upload_key() -> int:
    """Which of this session's fields for an upload is shown: another number is an empty one."""
    return cast(int, st.session_state.get("upload_key", 0))


def follow(*works: StudentWork) -> None:
    """Draw the page again as soon as one of the student's files, or what the grader says of it, has changed."""
    versions = [work.version for work in works]

    # Looking at a file's time of change is cheap; waiting for the grader should not be noticed.
    @st.fragment(run_every=0.4 if any(work.status == "checking" for work in works) else 1.5)
    def look_again() -> None:
        changed = [work.refresh() for work in works]
        if any(changed) or versions != [work.version for work in works]:
            st.rerun()

    look_again()


def taken(flag: str, now: bool) -> bool:
    """Whether this flag of the session was up. `now` is what it is from here on."""
    before = bool(st.session_state.get(flag))
    st.session_state[flag] = now
    return before


def uploads_refused() -> str:
    """Uses up one upload of this session's; a sentence if it has no more just now."""
    return _uploads().refusal(this_session(), address())


def this_session() -> str:
    """The name of this session among all of the server's; "" where there is none."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def address() -> str:
    """Where this session comes from, as far as the server can see."""
    return st.context.ip_address or "this machine"


@st.cache_resource(show_spinner=False)
def _storeroom(folder: str) -> Storeroom:
    return Storeroom(Path(folder) / ".course" / "app" / "browsers")


@st.cache_resource(show_spinner=False)
def _uploads() -> quota.Quota:
    return quota.uploads()


@st.cache_resource(show_spinner=False, on_release=GradingLine.close)
def _grading(folder: str) -> GradingLine:
    return GradingLine(Path(folder))


@st.cache_resource(show_spinner=False)
def _course(folder: str) -> Course:
    return load_course_of_app()
