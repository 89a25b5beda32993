"""What a session and the server remember, training apart: nothing but widgets' own keys is kept elsewhere."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.runtime.scriptrunner import get_script_run_ctx

from grader.course import Assignment, Course, CourseError
from quiz_app import access, class_overview, quota
from quiz_app.access import Door, Guess
from quiz_app.class_overview import ClassScores
from quiz_app.course_folder import course_folder, load_course_of_app
from quiz_app.grading_line import GradingLine
from quiz_app.quiz.attempts import Attempt
from quiz_app.quiz.gradebook import record
from quiz_app.quiz.service import QuizService
from quiz_app.storeroom import KEPT_DAYS, Belongings, Storeroom, is_token, new_token
from quiz_app.student_work import StudentWork, UploadRefused
from quiz_app.visitors import comes_from_elsewhere

if TYPE_CHECKING:
    from grader.classroom.statistics.summary import ClassSummary

_FILE = "file"  # in the page's address: the chosen file
_ASSIGNMENT = "assignment"  # in the page's address, too
_CHOSEN = "chosen_assignment"  # in the session
HOSTED = "COURSE_HOSTED"  # "1": a server for many; work is uploaded and belongs to one session. "0": it is not
_MOST_KEYS = 30
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
    name = named if named in known.assignments else st.session_state.get(_CHOSEN, "")
    try:
        found = known.assignment(name if name in known.assignments else None)
    except CourseError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()
    choose_assignment(found.name)
    return found


def choose_assignment(name: str) -> None:
    """Go to this assignment. It is kept in the session, and in the address unless it is the first one."""
    before = st.session_state.get(_CHOSEN)
    if before is not None and before != name:
        st.query_params.pop(_FILE, None)  # which is of the assignment before
    st.session_state[_CHOSEN] = name
    if name == next(iter(course().assignments)):
        st.query_params.pop(_ASSIGNMENT, None)
    elif st.query_params.get(_ASSIGNMENT) != name:
        st.query_params[_ASSIGNMENT] = name


def student_work() -> StudentWork:
    """This session's file for its assignment and what the grader says of it; looked at anew."""
    at = assignment()
    works = cast("dict[str, StudentWork]", st.session_state.setdefault("student_works", {}))
    before = works.get(at.name)
    if before is None or before.hosted != hosted():  # a session may come back by another way
        place = _grading(str(course().root)).place(f"{this_session()} {at.name}", address())
        folder = belongings().work(at.name) if hosted() else None
        works[at.name] = new = StudentWork(course(), at, place, hosted=hosted(), folder=folder)
        with contextlib.suppress(UploadRefused):
            new.choose(st.query_params.get(_FILE, ""))
    work = works[at.name]
    if not work.chosen:
        st.query_params.pop(_FILE, None)
    elif st.query_params.get(_FILE) != work.chosen:  # in the address it outlives a reload
        st.query_params[_FILE] = work.chosen
    work.refresh()
    return work


def belongings() -> Belongings:
    """What this session's browser has left with the server, now or on an earlier visit."""
    if "belongings" not in st.session_state:
        shown = st.context.cookies.get(COOKIE)
        token = shown if shown is not None and is_token(shown) else new_token()
        st.session_state["browser_token"] = token
        st.session_state["belongings"] = _storeroom(str(course().root)).of(token)
    return cast(Belongings, st.session_state["belongings"])


def remember_browser() -> None:
    """Give the browser the cookie by which it is known again: after a reload, in a new tab, tomorrow."""
    belongings()
    token = st.session_state["browser_token"]
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
    """Remember this browser's last quiz score, for the home page."""
    st.session_state["quiz_score"] = (right, questions)
    belongings().keep("quiz_score", [right, questions])


def quiz_score() -> tuple[int, int] | None:
    """Right answers of this browser's last attempt at the quiz, and the number of questions; None before one."""
    if "quiz_score" not in st.session_state:
        kept = belongings().get("quiz_score")
        st.session_state["quiz_score"] = tuple(kept) if isinstance(kept, list) and len(kept) == 2 else None
    return cast("tuple[int, int] | None", st.session_state["quiz_score"])


def quiz_service() -> QuizService:
    """The quiz of the course, one for all sessions. A course without one ends the page with a message."""
    try:
        return _quiz_service(str(course().root))
    except CourseError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()


def quiz_attempt() -> Attempt | None:
    """The attempt that this session has begun or submitted; else the one that the address or the browser names."""
    if "quiz_attempt" not in st.session_state:
        named, kept = st.query_params.get("attempt"), belongings().get("quiz_attempt")
        key = str(named or kept or "")
        st.session_state["quiz_attempt"] = found = quiz_service().resume(key) if key else None
        if key and found is None:
            st.session_state["quiz_gone"] = quiz_service().why_gone(key)
            keep_quiz_attempt(None)
    attempt = cast("Attempt | None", st.session_state.get("quiz_attempt"))
    if attempt is not None:
        st.query_params["attempt"] = attempt.key
    return attempt


def quiz_gone() -> str:
    """Why an attempt that was begun is not there any more, until the next; "" if none is missed."""
    return cast(str, st.session_state.get("quiz_gone", ""))


def keep_quiz_attempt(attempt: Attempt | None) -> None:
    """This is the attempt that this session is at; None: none any more."""
    st.session_state["quiz_attempt"] = attempt
    belongings().keep("quiz_attempt", None if attempt is None else attempt.key)
    if attempt is None:
        st.query_params.pop("attempt", None)
        return
    st.session_state.pop("quiz_gone", None)
    if attempt.submitted_at is not None:
        keys = [key for key in quiz_keys() if key != attempt.key]
        belongings().keep("quiz_keys", [*keys, attempt.key][-_MOST_KEYS:])
        st.session_state["quiz_keys"] = [*keys, attempt.key][-_MOST_KEYS:]
        note_quiz(attempt.right, len(attempt.marks))


def quiz_keys() -> list[str]:
    """The keys of the attempts that were submitted, or whose score was seen, in this browser."""
    kept = belongings().get("quiz_keys") or st.session_state.get("quiz_keys") or []
    return [str(key) for key in kept] if isinstance(kept, list) else []


def take_just_submitted(now: bool = False) -> bool:
    """Whether the score is shown for the first time. `now` says that it will be, at the next run."""
    return _taken("quiz_just_submitted", now)


def take_just_begun(now: bool = False) -> bool:
    """Whether the questions of an attempt are shown for the first time. `now` as in `take_just_submitted`."""
    return _taken("quiz_just_begun", now)


def _taken(flag: str, now: bool) -> bool:
    before = bool(st.session_state.get(flag))
    st.session_state[flag] = now
    return before


def secret(*path: str) -> object:
    """A value in Streamlit's secrets, by its table and key; None if it is not there or there are no secrets."""
    value: object = st.secrets
    try:
        for key in path:
            value = value[key]  # type: ignore[index]
    except (KeyError, TypeError, FileNotFoundError, StreamlitSecretNotFoundError):
        return None
    return value


def signed_in() -> Mapping[str, object]:
    """What the OIDC provider says of who has signed in; empty if nobody has."""
    return st.user.to_dict() if st.user.get("is_logged_in") else {}


def door() -> Door:
    """Where passphrases are tried; one for all sessions."""
    return _door()


def uploads_refused() -> str:
    """Uses up one upload of this session's; a sentence if it has no more just now."""
    return _uploads().refusal(this_session(), address())


def quizzes_refused() -> str:
    """Uses up one beginning of a quiz; a sentence if this session has no more just now."""
    return _begun_quizzes().refusal(this_session(), address())


def this_session() -> str:
    """The name of this session among all of the server's; "" where there is none."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def address() -> str:
    """Where this session comes from, as far as the server can see."""
    return st.context.ip_address or "this machine"


def guess() -> Guess | None:
    """The passphrase of this session that waits to be looked at."""
    return cast("Guess | None", st.session_state.get("guess"))


def keep_guess(waiting: Guess | None) -> None:
    """This is the passphrase that waits, in the place of an earlier one."""
    if (earlier := guess()) is not None:
        door().leave(earlier)
    st.session_state["guess"] = waiting


def take_wrong_passphrase(now: bool = False) -> bool:
    """Whether the last passphrase was wrong and this has not been said. `now` as in `take_just_submitted`."""
    return _taken("wrong_passphrase", now)


def is_instructor() -> bool:
    """Whether this session has shown that an instructor has it."""
    return bool(st.session_state.get("instructor"))


def sees_class() -> bool:
    """Whether the door to the class is open for this session: by the passphrase, or by who has signed in."""
    return is_instructor() or access.is_instructor(signed_in(), secret("instructor", "emails"))


def keep_instructor(yes: bool) -> None:
    """Remember, until the page is loaded again, that this session is an instructor's."""
    st.session_state["instructor"] = yes


def class_summary(assignment: str) -> ClassSummary:
    """The class's statistics, at most a minute old. For instructors.

    Raises:
        CourseError: nothing has been graded yet, or the gradebook cannot be opened.
    """
    return _class_summary(str(course().root), assignment)


def class_scores() -> ClassScores:
    """What the gradebook has of the class, at most a minute old. For instructors.

    Raises:
        CourseError: the gradebook cannot be opened.
    """
    return _class_scores(str(course().root))


@st.cache_resource(show_spinner=False, on_release=QuizService.close)
def _quiz_service(folder: str) -> QuizService:
    return QuizService(course(), record)


@st.cache_resource(show_spinner="Reading the gradebook …", ttl=60)
def _class_scores(folder: str) -> ClassScores:
    return class_overview.class_scores(course())


@st.cache_resource(show_spinner="Reading the class's work …", ttl=60)
def _class_summary(folder: str, assignment: str) -> ClassSummary:
    return class_overview.class_summary(course(), course().assignment(assignment))


@st.cache_resource(show_spinner=False)
def _storeroom(folder: str) -> Storeroom:
    return Storeroom(Path(folder) / ".course" / "app" / "browsers")


@st.cache_resource(show_spinner=False)
def _door() -> Door:
    return Door()


@st.cache_resource(show_spinner=False)
def _uploads() -> quota.Quota:
    return quota.uploads()


@st.cache_resource(show_spinner=False)
def _begun_quizzes() -> quota.Quota:
    return quota.begun_quizzes()


@st.cache_resource(show_spinner=False, on_release=GradingLine.close)
def _grading(folder: str) -> GradingLine:
    return GradingLine(Path(folder))


@st.cache_resource(show_spinner=False)
def _course(folder: str) -> Course:
    return load_course_of_app()
