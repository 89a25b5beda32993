"""Instructor: the door, and behind it the class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import streamlit as st

from grader.classroom.people import Roster, RosterError
from grader.course import Assignment, CourseError
from grader.report.points import points_text
from quiz_app import access, class_overview, class_session, look, quiz_session, session
from quiz_app.class_overview import ClassScores
from quiz_app.quiz import review
from quiz_app.quiz.attempts import Attempt
from quiz_app.quiz.service import QuizService
from quiz_app.quiz.statistics import first_attempts, question_statistics
from quiz_app.views import class_to_see
from quiz_app.views.assignment_choice import choose_assignment

if TYPE_CHECKING:
    from grader.classroom.statistics.summary import ClassSummary

_MOST_ROWS, _HIGH = 40, 800  # a longer table scrolls by itself, in so many pixels
_HOW_TO_OPEN = """
This page opens with a passphrase. Write it into the file `.streamlit/secrets.toml` in the course's folder, and start
the app again:

```text
[instructor]
passphrase = "at least twelve characters"
```

With a sign-in service (OIDC), list who may enter instead: `emails = ["you@university.edu"]`.
"""


def unlocked() -> bool:
    """Whether the class may be shown; if not, what opens the door is drawn."""
    emails = class_session.secret("instructor", "emails")
    if class_session.sees_class():
        return True
    passphrase = class_session.secret("instructor", "passphrase")
    signing_in = class_session.secret("auth") is not None and emails is not None
    if signing_in:
        sign_in()
    if isinstance(passphrase, str) and len(passphrase) >= access.SHORTEST_PASSPHRASE:
        ask_passphrase(passphrase)
    elif passphrase is not None:
        st.warning(
            f"The passphrase in .streamlit/secrets.toml has fewer than {access.SHORTEST_PASSPHRASE} characters, so "
            "it opens nothing. Write a longer one and start the app again.",
            icon=":material/lock:",
        )
    elif not signing_in:
        st.info(_HOW_TO_OPEN, icon=":material/lock:")
    return False


def sign_in() -> None:
    """The way in by the OIDC provider."""
    if email := class_session.signed_in().get("email"):
        st.warning(f"{look.plain(str(email))} is not on the list of instructors.", icon=":material/lock:")
        st.button("Sign out", icon=":material/logout:", on_click=st.logout)
    else:
        st.button("Sign in", type="primary", icon=":material/login:", on_click=st.login)


def ask_passphrase(passphrase: str) -> None:
    """The way in by the passphrase; guessing is slow."""
    with st.form("door", border=False):
        given = st.text_input("Passphrase", type="password", autocomplete="current-password", width=320)
        if st.form_submit_button("Open", type="primary", icon=":material/lock_open:"):
            class_session.keep_guess(class_session.door().knock(session.address(), given))
    if class_session.take_wrong_passphrase():
        st.error("This is not the passphrase.", icon=":material/lock:")
    guess = class_session.guess()
    if guess is None:
        return

    @st.fragment(run_every=1.0)
    def wait_for_the_turn() -> None:
        if seconds := class_session.door().seconds_left(guess):
            st.info(
                f"Many passphrases were tried from this address. Yours is looked at in {seconds:.0f} s. "
                "Leave this page open.",
                icon=":material/hourglass:",
            )
            return
        right = class_session.door().opens(guess, passphrase)
        class_session.keep_guess(None)
        class_session.keep_instructor(right)
        class_session.take_wrong_passphrase(now=not right)
        st.rerun()

    wait_for_the_turn()


def scores() -> ClassScores:
    """What the gradebook has; nothing, and a word about it, where it cannot be read."""
    try:
        return class_session.class_scores()
    except CourseError as error:
        st.error(look.plain(str(error)), icon=":material/error:")
        return ClassScores({}, {})


def show_class(service: QuizService) -> None:
    """Everybody's points, and who has tried the quiz of the chosen assignment."""
    choose_assignment()
    at = session.assignment().name
    quiz = service.quizzes.get(at)
    roster: Roster | None = None
    try:
        roster = service.roster()
    except RosterError as error:
        st.error(look.plain(str(error)), icon=":material/error:")
    stored, gradebook = service.store.submitted(), scores()
    attempts = class_overview.all_attempts(stored, gradebook, at)
    everybody = [attempt.student for attempt in stored]
    takers = class_overview.quiz_takers(quiz, roster, attempts, gradebook, everybody)
    done = [taker.right for taker in takers if taker.right is not None]
    students, tried, all_of_them, mean = st.columns(4)
    students.metric("Students", len(takers))
    if quiz is not None:
        questions = len(quiz.questions)
        tried.metric("Have tried the quiz", len(done))
        all_of_them.metric("Attempts at the quiz", len(attempts))
        mean.metric(f"Mean score of {questions}", points_text(sum(done) / len(done)) if done else "–")
    say_what_waits(service, stored)
    if not takers:
        st.info("No student yet: there is no roster, and nobody has submitted an attempt.", icon=":material/group:")
        return
    if roster is None:
        st.caption("There is no roster, so any id may take a quiz. Put the students into roster.csv.")
    rows = []
    for taker in takers:
        own = gradebook.points.get(taker.student, {})
        row: dict[str, object] = {"Student": taker.student, "Name": taker.name}
        if quiz is not None:
            row |= {f"Right of {questions}": taker.right, "Attempts": taker.attempts}
            row |= {"Quiz in the gradebook": taker.gradebook}
        for name, worth in gradebook.worth.items():
            row[f"{name} of {points_text(worth)}"] = shown(own.get(name))
        rows.append(row)
    height: int | Literal["content"] = "content" if len(rows) <= _MOST_ROWS else _HIGH
    st.dataframe(rows, hide_index=True, height=height, placeholder="–")
    st.caption("Points are those that count, penalties taken off. A dash: nothing was handed in.")


def say_what_waits(service: QuizService, stored: Sequence[Attempt]) -> None:
    """Attempts at any quiz that the gradebook does not have yet."""
    if waiting := [attempt for attempt in stored if not attempt.delivered]:
        plural = "attempt waits" if len(waiting) == 1 else "attempts wait"
        why = f" The last reason: {service.delivery.problem}." if service.delivery.problem else ""
        st.warning(
            f"{len(waiting)} {plural} to be written into the gradebook. Nothing is lost; it is tried again and again."
            + look.plain(why),
            icon=":material/schedule:",
        )
        st.button("Try again now", icon=":material/refresh:", on_click=service.delivery.wake)


def shown(points: float | None) -> float | None:
    """Points for a table that sorts by them."""
    return None if points is None else float(points_text(points))


def show_questions(service: QuizService) -> None:
    """Per question of the chosen assignment's quiz, which options were chosen."""
    choose_assignment()
    at = session.assignment().name
    if (quiz := service.quizzes.get(at)) is None:
        st.info("This assignment has no quiz.", icon=":material/info:")
        return
    attempts = class_overview.all_attempts(service.store.submitted(at), scores(), at)
    which = st.segmented_control("Count", ["First attempts", "All attempts"], default="First attempts", required=True)
    chosen = first_attempts(attempts) if which == "First attempts" else attempts
    editions = service.editions()
    # Of an attempt that only the gradebook has, the questions are taken to be those of now.
    counted = [attempt for attempt in chosen if attempt.edition in editions or not attempt.answers]
    if len(counted) < len(chosen):
        other = len(chosen) - len(counted)
        st.caption(f"{other} attempts answered questions that were not kept, and are left out.")
    statistics = question_statistics(quiz, counted, editions)
    for one in statistics:
        if not one.earlier:
            st.html(review.answers_html(one))
    if earlier := [one for one in statistics if one.earlier]:
        st.header("Questions as they were before", anchor=False)
        for one in earlier:
            st.html(review.answers_html(one))


def chosen_summary() -> tuple[Assignment, ClassSummary] | None:
    """The class's work on an assignment; None, and a word about it, where nothing is graded."""
    choose_assignment()
    assignment = session.assignment()
    try:
        return assignment, class_session.class_summary(assignment.name)
    except CourseError as error:
        st.info(look.plain(str(error)), icon=":material/info:")
        return None


def show_mistakes() -> None:
    """The class's statistics of the assignment."""
    if (found := chosen_summary()) is None:
        return
    assignment, summary = found
    submitted, mean, late = st.columns(3)
    submitted.metric("Submissions", len(summary.scores))
    mean.metric(f"Mean of {points_text(summary.max_score)} points", points_text(summary.mean))
    late.metric("Late", summary.late)
    st.header("Mistakes, most frequent first", anchor=False)
    if not summary.mistakes:
        st.write("None of the mistakes that the grader knows by name.")
    else:
        made = [(one.mistake.name, one.mistake.why, len(one.students)) for one in summary.mistakes]
        st.html(review.mistakes_html(made, len(summary.scores)))
    st.header("Steps", anchor=False)
    st.dataframe(
        [
            {
                "Step": step.step.number,
                "Function": step.step.function,
                "Right": step.passed,
                "Wrong": step.wrong,
                "Stopped by the grader": step.stopped,
                "Not tried": step.total - step.tried,
            }
            for step in summary.steps
        ],
        hide_index=True,
        height="content",
    )
    st.download_button(
        "The whole report",
        class_overview.report_html(summary),
        f"{assignment.name}-report.html",
        "text/html",
        icon=":material/download:",
    )


def show_to_see() -> None:
    """Whose work a person should look at."""
    if (found := chosen_summary()) is not None:
        class_to_see.draw_to_see(*found)


def show_files(service: QuizService | None) -> None:
    """Files to take away. Without a quiz there are no attempts at it."""
    try:
        grades = class_overview.gradebook_csv(session.course())
    except CourseError as error:
        st.error(look.plain(str(error)), icon=":material/error:")
    else:
        st.download_button("Gradebook as CSV", grades, "grades.csv", "text/csv", icon=":material/download:")
        st.caption("Every student and assignment, quizzes among them: what `course export` writes.")
    if service is None:
        return
    attempts = class_overview.attempts_csv(service.quizzes, service.store.submitted())
    st.download_button("Quiz attempts as CSV", attempts, "attempts.csv", "text/csv", icon=":material/download:")
    st.caption("A line for every submitted attempt at any quiz, with 1 or 0 for each question.")


look.page(
    "Instructor",
    "The class: everybody's points, whose work to look at, what was hard, which mistakes were made, and files.",
)
if unlocked():
    service = quiz_session.quiz_service() if session.course().quizzes else None
    st.html(review.STYLE)
    sections = ["Class", "To look at", "Questions", "Mistakes", "Files"]
    if service is None:
        sections = ["To look at", "Mistakes", "Files"]
    if student := st.query_params.get("student"):
        if (found := chosen_summary()) is not None:
            class_to_see.draw_work(*found, student)
        st.stop()
    section = st.segmented_control("Show", sections, default=sections[0], required=True, label_visibility="collapsed")
    if service is not None and section == "Class":
        show_class(service)
    elif service is not None and section == "Questions":
        show_questions(service)
    elif section == "Mistakes":
        show_mistakes()
    elif section == "To look at":
        show_to_see()
    else:
        show_files(service)
    if class_session.is_instructor():
        st.button("Lock this page", icon=":material/lock:", on_click=class_session.keep_instructor, args=(False,))
