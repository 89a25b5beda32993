"""How whoever sits at a browser stands in the quizzes of the course."""

from __future__ import annotations

import streamlit as st

from quiz_app import class_session, look, quiz_session, session
from quiz_app.quiz.attempts import Attempt, AttemptError
from quiz_app.quiz.service import QuizService
from quiz_app.quiz.standing import Standing


def draw_standing(service: QuizService, at: str) -> None:
    """How the quiz of the page stands, in a line."""
    st.caption(f"{standing(service, at)}.")


def draw_others(service: QuizService, at: str) -> None:
    """A line for each other quiz: how it stands. It opens the quiz."""
    others = [name for name in service.quizzes if name != at]
    if not others:
        return
    st.subheader("The other quizzes", anchor=False)
    with st.container(key="quizzes", gap="small"):
        for name in others:
            title = look.plain(session.course().assignments[name].title)
            st.button(
                f"**{title}** · {standing(service, name)}",
                key=f"quiz-of-{name}",
                width="stretch",
                on_click=_open,
                args=(name,),
            )


def _open(name: str) -> None:
    session.choose_assignment(name)
    quiz_session.take_just_opened(now=True)


def standing(service: QuizService, of: str) -> Standing:
    """How whoever sits at this browser stands in a quiz."""
    student = _student(service)
    attempt = quiz_session.quiz_attempt(of)
    return Standing(
        service.quizzes[of],
        attempt if attempt is not None and attempt.submitted_at is None else None,
        [one for one in attempts_to_see(service, of) if one.student == student],
        service.left(of, student) if student else None,
    )


def attempts_to_see(service: QuizService, of: str) -> list[Attempt]:
    """The submitted attempts of this browser, or of the student who has signed in: their scores may be shown."""
    if _signs_in():
        student = _student(service)
        return service.submitted(of, student) if student else []
    found = (service.resume(key) for key in quiz_session.quiz_keys())
    return [attempt for attempt in found if attempt is not None and attempt.assignment == of]


def _student(service: QuizService) -> str:
    """Who sits here: who has signed in, else who has begun a quiz in this browser; "" where that is not known."""
    if not _signs_in():
        return quiz_session.quiz_student()
    try:
        return service.identify_email(str(class_session.signed_in()["email"]))
    except AttemptError:
        return ""


def _signs_in() -> bool:
    return class_session.secret("auth") is not None and isinstance(class_session.signed_in().get("email"), str)
