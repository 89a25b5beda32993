"""How whoever sits at a browser stands in the quizzes of the course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from quiz_app import class_session, look, quiz_session, session
from quiz_app.quiz.attempts import Attempt, AttemptError
from quiz_app.quiz.service import QuizService
from quiz_app.quiz.standing import Standing


def draw_standing(standing: Standing) -> None:
    """How the quiz of the page stands, in a line."""
    st.caption(f"{standing}.")


def draw_others(standings: Mapping[str, Standing], at: str) -> None:
    """A line for each quiz but the one of the page: how it stands. It opens the quiz."""
    others = {name: standing for name, standing in standings.items() if name != at}
    if not others:
        return
    st.header("The other quizzes", anchor=False)
    with st.container(key="quizzes", gap="small"):
        for name, standing in others.items():
            title = look.plain(session.course().assignments[name].title)
            st.button(
                f"**{title}** · {standing}", key=f"quiz-of-{name}", width="stretch", on_click=_open, args=(name,)
            )


def _open(name: str) -> None:
    session.choose_assignment(name)
    quiz_session.take_just_opened(now=True)


def standings(service: QuizService, seen: Sequence[Attempt]) -> dict[str, Standing]:
    """How whoever sits at this browser stands in each quiz; `seen` are the attempts that may be shown."""
    student = _student(service)
    submitted = service.submitted(student) if student else []
    found = {}
    for name, quiz in service.quizzes.items():
        attempt = quiz_session.quiz_attempt(name)
        used = max((one.number for one in submitted if one.assignment == name), default=0)
        found[name] = Standing(
            quiz,
            attempt if attempt is not None and attempt.submitted_at is None else None,
            [one for one in seen if one.assignment == name and one.student == student],
            max(quiz.attempts - used, 0) if student else None,
            str(service.window(name, student)),
        )
    return found


def attempts_to_see(service: QuizService) -> list[Attempt]:
    """The submitted attempts of this browser, or of the student who has signed in: their scores may be shown."""
    if _signs_in():
        student = _student(service)
        return service.submitted(student) if student else []
    return service.submitted_with(quiz_session.quiz_keys())


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
