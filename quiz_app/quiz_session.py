"""What a session remembers of the quiz: the attempt, its score, and the attempts before."""

from __future__ import annotations

from typing import cast

import streamlit as st

from grader.course import CourseError
from quiz_app import quota, session
from quiz_app.quiz.attempts import Attempt
from quiz_app.quiz.gradebook import record
from quiz_app.quiz.service import QuizService
from quiz_app.session import taken

_MOST_KEYS = 30


def note_quiz(right: int, questions: int) -> None:
    """Remember this browser's last quiz score, for the home page."""
    st.session_state["quiz_score"] = (right, questions)
    session.belongings().keep("quiz_score", [right, questions])


def quiz_score() -> tuple[int, int] | None:
    """Right answers of this browser's last attempt at the quiz, and the number of questions; None before one."""
    if "quiz_score" not in st.session_state:
        kept = session.belongings().get("quiz_score")
        st.session_state["quiz_score"] = tuple(kept) if isinstance(kept, list) and len(kept) == 2 else None
    return cast("tuple[int, int] | None", st.session_state["quiz_score"])


def quiz_service() -> QuizService:
    """The quiz of the course, one for all sessions. A course without one ends the page with a message."""
    try:
        return _quiz_service(str(session.course().root))
    except CourseError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()


def quiz_attempt() -> Attempt | None:
    """The attempt that this session has begun or submitted; else the one that the address or the browser names."""
    if "quiz_attempt" not in st.session_state:
        named, kept = st.query_params.get("attempt"), session.belongings().get("quiz_attempt")
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
    session.belongings().keep("quiz_attempt", None if attempt is None else attempt.key)
    if attempt is None:
        st.query_params.pop("attempt", None)
        return
    st.session_state.pop("quiz_gone", None)
    if attempt.submitted_at is not None:
        keys = [key for key in quiz_keys() if key != attempt.key]
        session.belongings().keep("quiz_keys", [*keys, attempt.key][-_MOST_KEYS:])
        st.session_state["quiz_keys"] = [*keys, attempt.key][-_MOST_KEYS:]
        note_quiz(attempt.right, len(attempt.marks))


def quiz_keys() -> list[str]:
    """The keys of the attempts that were submitted, or whose score was seen, in this browser."""
    kept = session.belongings().get("quiz_keys") or st.session_state.get("quiz_keys") or []
    return [str(key) for key in kept] if isinstance(kept, list) else []


def take_just_submitted(now: bool = False) -> bool:
    """Whether the score is shown for the first time. `now` says that it will be, at the next run."""
    return taken("quiz_just_submitted", now)


def take_just_begun(now: bool = False) -> bool:
    """Whether the questions of an attempt are shown for the first time. `now` as in `take_just_submitted`."""
    return taken("quiz_just_begun", now)


def quizzes_refused() -> str:
    """Uses up one beginning of a quiz; a sentence if this session has no more just now."""
    return _begun_quizzes().refusal(session.this_session(), session.address())


@st.cache_resource(show_spinner=False, on_release=QuizService.close)
def _quiz_service(folder: str) -> QuizService:
    return QuizService(session.course(), record)


@st.cache_resource(show_spinner=False)
def _begun_quizzes() -> quota.Quota:
    return quota.begun_quizzes()
