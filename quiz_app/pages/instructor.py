"""Instructor: the door, and behind it the class."""

import streamlit as st

from grader.classroom.people import Roster, RosterError
from grader.course import CourseError
from quiz_app import access, class_overview, look, session
from quiz_app.quiz import review
from quiz_app.quiz.service import QuizService
from quiz_app.quiz.statistics import first_attempts, question_statistics

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
    emails = session.secret("instructor", "emails")
    if session.is_instructor() or access.is_instructor(session.signed_in(), emails):
        return True
    passphrase = session.secret("instructor", "passphrase")
    signing_in = session.secret("auth") is not None and emails is not None
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
    if email := session.signed_in().get("email"):
        st.warning(f"{look.plain(str(email))} is not on the list of instructors.", icon=":material/lock:")
        st.button("Sign out", icon=":material/logout:", on_click=st.logout)
    else:
        st.button("Sign in", type="primary", icon=":material/login:", on_click=st.login)


def ask_passphrase(passphrase: str) -> None:
    """The way in by the passphrase; guessing is slow."""
    with st.form("door", border=False):
        given = st.text_input("Passphrase", type="password", autocomplete="current-password", width=320)
        if st.form_submit_button("Open", type="primary", icon=":material/lock_open:"):
            session.keep_guess(session.door().knock(session.address(), given))
    if session.take_wrong_passphrase():
        st.error("This is not the passphrase.", icon=":material/lock:")
    guess = session.guess()
    if guess is None:
        return

    @st.fragment(run_every=1.0)
    def wait_for_the_turn() -> None:
        if seconds := session.door().seconds_left(guess):
            st.info(
                f"Many passphrases were tried from this address. Yours is looked at in {seconds:.0f} s. "
                "Leave this page open.",
                icon=":material/hourglass:",
            )
            return
        right = session.door().opens(guess, passphrase)
        session.keep_guess(None)
        session.keep_instructor(right)
        session.take_wrong_passphrase(now=not right)
        st.rerun()

    wait_for_the_turn()


def show_class(service: QuizService) -> None:
    """Who has tried the quiz, and what the gradebook has of it."""
    roster: Roster | None = None
    try:
        roster = service.roster()
    except RosterError as error:
        st.error(look.plain(str(error)), icon=":material/error:")
    attempts = service.store.submitted()
    takers = class_overview.quiz_takers(service.quiz, roster, attempts)
    done = [taker.right for taker in takers if taker.right is not None]
    questions = len(service.quiz.questions)
    students, tried, mean = st.columns(3)
    students.metric("Students", len(takers))
    tried.metric("Have tried the quiz", len(done))
    mean.metric(f"Mean score of {questions}", f"{sum(done) / len(done):.1f}" if done else "–")
    if waiting := [attempt for attempt in attempts if not attempt.delivered]:
        plural = "attempt waits" if len(waiting) == 1 else "attempts wait"
        why = f" The last reason: {service.delivery.problem}." if service.delivery.problem else ""
        st.warning(
            f"{len(waiting)} {plural} to be written into the gradebook. Nothing is lost; it is tried again and again."
            + look.plain(why),
            icon=":material/schedule:",
        )
        st.button("Try again now", icon=":material/refresh:", on_click=service.delivery.wake)
    if not takers:
        st.info("No student yet: there is no roster, and nobody has submitted an attempt.", icon=":material/group:")
        return
    if roster is None:
        st.caption("There is no roster, so any id may take the quiz. Put the students into roster.csv.")
    st.dataframe(
        [
            {
                "Student": taker.student,
                "Name": taker.name,
                "Attempts": taker.attempts,
                f"Right of {questions}": taker.right,
                "Gradebook": taker.gradebook,
            }
            for taker in takers
        ],
        hide_index=True,
    )


def show_questions(service: QuizService) -> None:
    """Per question, which options were chosen."""
    attempts = service.store.submitted()
    current = service.current(attempts)
    which = st.segmented_control("Count", ["First attempts", "All attempts"], default="First attempts", required=True)
    counted = first_attempts(current) if which == "First attempts" else current
    if len(current) < len(attempts):
        other = len(attempts) - len(current)
        st.caption(f"{other} attempts answered an earlier version of the questions and are left out.")
    for statistics in question_statistics(service.quiz, counted):
        st.html(review.answers_html(statistics))


def show_mistakes() -> None:
    """The class's statistics of the assignment."""
    names = list(session.course().assignments)
    name = st.selectbox("Assignment", names) if len(names) > 1 else names[0]
    try:
        summary = session.class_summary(name)
    except CourseError as error:
        st.info(look.plain(str(error)), icon=":material/info:")
        return
    submitted, mean, late = st.columns(3)
    submitted.metric("Submissions", len(summary.scores))
    mean.metric(f"Mean of {summary.max_score:g} points", f"{summary.mean:.1f}")
    late.metric("Late", summary.late)
    st.subheader("Mistakes, most frequent first", anchor=False)
    if not summary.mistakes:
        st.write("None of the mistakes that the grader knows by name.")
    for made in summary.mistakes:
        count = len(made.students)
        st.markdown(
            f"**{look.plain(made.mistake.name)}** · {count} student{'' if count == 1 else 's'}  \n"
            f"{look.plain(made.mistake.why)}"
        )
    st.subheader("Steps", anchor=False)
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
    )
    st.download_button(
        "The whole report",
        class_overview.report_html(summary),
        f"{name}-report.html",
        "text/html",
        icon=":material/download:",
    )


def show_files(service: QuizService) -> None:
    """Files to take away."""
    try:
        grades = class_overview.gradebook_csv(session.course())
    except CourseError as error:
        st.error(look.plain(str(error)), icon=":material/error:")
    else:
        st.download_button("Gradebook as CSV", grades, "grades.csv", "text/csv", icon=":material/download:")
        st.caption("Every student and assignment, the quiz among them: what `course export` writes.")
    attempts = class_overview.attempts_csv(service.quiz, service.store.submitted())
    st.download_button("Quiz attempts as CSV", attempts, "attempts.csv", "text/csv", icon=":material/download:")
    st.caption("A line for every submitted attempt, with 1 or 0 for each question.")


look.page(
    "Instructor", "The class: who has tried the quiz, what was hard, which mistakes were made, and the gradebook."
)
if unlocked():
    service = session.quiz_service()
    st.html(review.STYLE)
    sections = ["Class", "Questions", "Mistakes", "Files"]
    section = st.segmented_control("Show", sections, default="Class", required=True, label_visibility="collapsed")
    if section == "Class":
        show_class(service)
    elif section == "Questions":
        show_questions(service)
    elif section == "Mistakes":
        show_mistakes()
    else:
        show_files(service)
    if session.is_instructor():
        st.button("Lock this page", icon=":material/lock:", on_click=session.keep_instructor, args=(False,))
