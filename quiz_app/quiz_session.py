"""What a session remembers of the quizzes: the attempts, their scores, and who takes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import streamlit as st

from grader.course import CourseError
from grader.course.quiz_names import quiz_names
from quiz_app import quota, session
from quiz_app.quiz.attempts import Attempt
from quiz_app.quiz.gradebook import record
from quiz_app.quiz.service import QuizService
from quiz_app.session import taken

_MOST_KEYS = 60


def quiz_score(assignment: str) -> tuple[int, int] | None:
    """Of this browser's last attempt at a quiz: right answers, and questions; None before one."""
    score = _kept("quiz_scores").get(assignment)
    return (int(score[0]), int(score[1])) if isinstance(score, list) and len(score) == 2 else None


def quiz_service() -> QuizService:
    """The quizzes of the course, one service for all sessions. A course without any ends the page with a message."""
    try:
        return _quiz_service(str(session.course().root))
    except CourseError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()


def quiz_attempt(assignment: str) -> Attempt | None:
    """The attempt at an assignment's quiz that this session has begun, or whose score it sees."""
    return _attempts().get(assignment)


def put_into_address(attempt: Attempt | None) -> None:
    """This is the attempt that the page shows: loaded again, it shows the same."""
    if attempt is None:
        st.query_params.pop("attempt", None)
    else:
        st.query_params["attempt"] = attempt.key


def find_quiz() -> None:
    """Before a page asks for the assignment: the address may name an attempt at the quiz of another one."""
    _attempts()


def _attempts() -> dict[str, Attempt]:
    """By assignment; at first, those that the browser and the address name."""
    if "quiz_attempts" not in st.session_state:
        found: dict[str, Attempt] = {}
        gone: dict[str, str] = {}
        named = str(st.query_params.get("attempt") or "")
        earlier = session.belongings().get("quiz_attempt")  # when a course had one quiz
        for key in filter(None, (earlier, *_kept("quiz_attempts").values(), named)):
            service = quiz_service()
            attempt = service.find(str(key))
            if why := service.why_gone(attempt):
                gone[attempt.assignment if attempt else ""] = why
            elif attempt is not None:
                found[attempt.assignment] = attempt
                if key == named:
                    session.choose_assignment(attempt.assignment)
        st.session_state["quiz_attempts"], st.session_state["quiz_gone"] = found, gone
    return cast("dict[str, Attempt]", st.session_state["quiz_attempts"])


def quiz_gone(assignment: str) -> str:
    """Why an attempt at this quiz, or one that nobody knows, is not there any more; "" if none is missed."""
    gone = cast("dict[str, str]", st.session_state.get("quiz_gone", {}))
    return gone.get(assignment) or gone.get("", "")


def keep_quiz_attempt(attempt: Attempt) -> None:
    """This is the attempt at its quiz that this session is at."""
    _attempts()[attempt.assignment] = attempt
    st.session_state.pop("quiz_gone", None)
    _keep("quiz_attempts", attempt.assignment, attempt.key)
    session.belongings().keep("quiz_student", attempt.student)
    st.session_state["quiz_student"] = attempt.student
    if attempt.submitted_at is not None:
        keys = [key for key in quiz_keys() if key != attempt.key]
        session.belongings().keep("quiz_keys", [*keys, attempt.key][-_MOST_KEYS:])
        st.session_state["quiz_keys"] = [*keys, attempt.key][-_MOST_KEYS:]
        _keep("quiz_scores", attempt.assignment, [attempt.right, len(attempt.marks)])


def forget_student() -> None:
    """Somebody else sits here now: no attempt, at any quiz, is open, and nobody's standing is shown."""
    st.session_state["quiz_attempts"], st.session_state["quiz_student"] = {}, ""
    for name in ("quiz_attempts", "quiz_attempt", "quiz_student", "quiz_scores"):
        session.belongings().keep(name, None)
        _remembered().pop(name, None)


def quiz_student() -> str:
    """Who takes quizzes in this browser; "" until somebody has begun one."""
    begun = next(iter(_attempts().values()), None)
    here = st.session_state.get("quiz_student") or session.belongings().get("quiz_student")
    return str(here or (begun.student if begun else ""))


def quiz_keys() -> list[str]:
    """The keys of the attempts that were submitted, or whose score was seen, in this browser."""
    kept = session.belongings().get("quiz_keys") or st.session_state.get("quiz_keys") or []
    return [str(key) for key in kept] if isinstance(kept, list) else []


def _kept(name: str) -> dict[str, Any]:
    """What this browser keeps under this name for each assignment; where nothing can be written, this session."""
    kept = session.belongings().get(name)
    return kept if isinstance(kept, dict) else _remembered().get(name, {})


def _keep(name: str, assignment: str, value: object) -> None:
    """Another tab may have kept something for another assignment meanwhile: that stays."""
    kept = {key: each for key, each in {**_kept(name), assignment: value}.items() if each is not None}
    session.belongings().keep(name, kept)
    _remembered()[name] = kept


def _remembered() -> dict[str, dict[str, Any]]:
    return cast("dict[str, dict[str, Any]]", st.session_state.setdefault("quiz_remembered", {}))


def take_just_submitted(now: bool = False) -> bool:
    """Whether the score is shown for the first time. `now` says that it will be, at the next run."""
    return taken("quiz_just_submitted", now)


def take_just_opened(now: bool = False) -> bool:
    """Whether an attempt or another quiz is shown for the first time. `now` as in `take_just_submitted`."""
    return taken("quiz_just_opened", now)


def quizzes_refused() -> str:
    """Uses up one beginning of a quiz; a sentence if this session has no more just now."""
    return _begun_quizzes().refusal(session.this_session(), session.address())


@st.cache_resource(show_spinner=False, on_release=QuizService.close)
def _quiz_service(folder: str) -> QuizService:
    return QuizService(session.course(), record, _longer)


@st.cache_data(show_spinner=False, ttl=60)
def _longer(assignment: str, student: str) -> timedelta:
    """How much longer a student has for the quiz of an assignment, as of a minute ago."""
    from grader.classroom.gradebook.granted import granted

    course = session.course()
    return granted(course, quiz_names(course.assignments)[assignment], student)


@st.cache_resource(show_spinner=False)
def _begun_quizzes() -> quota.Quota:
    return quota.begun_quizzes()
