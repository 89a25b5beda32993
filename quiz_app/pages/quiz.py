"""Quiz: who you are, the questions, and then the score with the reasons."""

import streamlit as st

from quiz_app import look, session
from quiz_app.quiz import review
from quiz_app.quiz.attempts import Attempt, AttemptError
from quiz_app.quiz.service import QuizService

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

_TO_THE_SCORE = """
<script>
  // The form that had the keyboard's focus is gone: what follows from it gets the focus.
  document.getElementById("quiz-score")?.focus();
</script>
"""
_TO_THE_TOP = """
<script>
  // A new attempt begins at its first question, wherever the page was before.
  const title = document.querySelector('[data-testid="stMain"] h1');
  title?.setAttribute("tabindex", "-1");
  title?.focus();
</script>
"""


def words(number: int, noun: str) -> str:
    """ "two attempts", "one attempt", "no attempts"."""
    counted = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{counted} {noun}{'' if number == 1 else 's'}"


def ask_who(service: QuizService) -> None:
    """Let somebody begin: by their sign-in where there is one, else by their student id."""
    quiz = service.quiz
    counted = "the best one counts" if quiz.counts == "best" else "the last one counts"
    rule = f"You have {words(quiz.attempts, 'attempt')}; {counted}." if quiz.attempts > 1 else "You have one attempt."
    st.markdown(
        f"- Each question has four options, and one of them is right.\n- {rule} Only what you submit is an attempt.\n"
        "- After you submit, you see your score, and for every option why it is right or wrong."
    )
    if session.secret("auth") is not None:
        begin_signed_in(service)
        return
    with st.form("who", enter_to_submit=True, border=False):
        entered = st.text_input("Student id", max_chars=128, autocomplete="username", key="student_id", width=320)
        if st.form_submit_button("Begin the quiz", type="primary", icon=":material/play_arrow:"):
            try:
                begin(service, service.identify(entered))
            except AttemptError as error:
                st.warning(look.plain(str(error)), icon=":material/person_search:")


def begin_signed_in(service: QuizService) -> None:
    """Begin as the student whose e-mail address the provider vouches for."""
    user = session.signed_in()
    email = user.get("email")
    if not isinstance(email, str):
        st.button("Sign in to begin", type="primary", icon=":material/login:", on_click=st.login)
        return
    try:
        student = service.identify_email(email)
        if st.button("Begin the quiz", type="primary", icon=":material/play_arrow:"):
            begin(service, student)
    except AttemptError as error:
        st.warning(look.plain(str(error)), icon=":material/person_search:")


def begin(service: QuizService, student: str) -> None:
    """Open the student's next attempt and show it."""
    if refused := session.quizzes_refused():
        st.warning(refused, icon=":material/hourglass_top:")
        return
    attempt = service.begin(student)
    if attempt is None:
        used = words(service.quiz.attempts, "attempt")
        st.info(
            f"You have used all of your attempts ({used}). Nothing more can be submitted.", icon=":material/block:"
        )
        return
    session.keep_quiz_attempt(attempt)
    session.take_just_begun(now=True)
    st.rerun()


def ask(service: QuizService, attempt: Attempt) -> None:
    """The questions, and what happens when the button is pressed."""
    quiz = service.quiz
    if session.take_just_begun():
        st.html(_TO_THE_TOP, unsafe_allow_javascript=True)
    where, other = st.columns([3, 1], vertical_alignment="center")
    where.markdown(f"**Attempt {attempt.number} of {quiz.attempts}** · {look.plain(attempt.student)}")
    other.button("I am someone else", type="tertiary", on_click=session.keep_quiz_attempt, args=(None,))
    with st.container(key="questions"), st.form("answers", enter_to_submit=False, border=False):
        answers: list[int | None] = []
        for index, (question, order) in enumerate(zip(quiz.questions, service.order(attempt), strict=True)):
            # Texts only: nothing of what makes an option right leaves the server before the attempt is stored.
            texts = [question.options[position].text for position in order]
            st.subheader(f"{index + 1} · {question.topic}", anchor=False)
            chosen = st.radio(question.text, texts, index=None, key=f"{attempt.key} {index}", width="stretch")
            answers.append(order[texts.index(chosen)] if chosen in texts else None)  # a browser may send anything
        st.caption("Leaving this page or loading it again clears what is not submitted. It uses up no attempt.")
        if st.form_submit_button("Submit my answers", type="primary", icon=":material/done_all:"):
            submit(service, attempt, answers)


def submit(service: QuizService, attempt: Attempt, answers: list[int | None]) -> None:
    """Store the answers, and only then show the score."""
    chosen = [answer for answer in answers if answer is not None]
    if len(chosen) < len(answers):
        missing = [str(number) for number, answer in enumerate(answers, start=1) if answer is None]
        one = len(missing) == 1
        listed = missing[0] if one else f"{', '.join(missing[:-1])} and {missing[-1]}"
        st.warning(
            f"Question{'' if one else 's'} {listed} {'has' if one else 'have'} no answer yet. Nothing was counted.",
            icon=":material/rule:",
        )
        return
    try:
        stored = service.submit(attempt, chosen)
    except AttemptError as error:
        st.error(str(error), icon=":material/error:")
        return
    session.keep_quiz_attempt(stored)
    session.take_just_submitted(now=True)
    st.rerun()


def show(service: QuizService, attempt: Attempt) -> None:
    """The score and the reasons."""
    quiz = service.quiz
    st.html(review.score_html(quiz, attempt))
    if session.take_just_submitted():
        st.html(_TO_THE_SCORE, unsafe_allow_javascript=True)
    left = service.left(attempt.student)
    st.markdown(
        f"Attempt {attempt.number} of {quiz.attempts} by {look.plain(attempt.student)} is stored. "
        f"You have {words(left, 'more attempt')}{'.' if left else ': this was the last one.'}"
    )
    for index, (question, order) in enumerate(zip(quiz.questions, service.order(attempt), strict=True)):
        st.html(review.question_html(question, index + 1, order, attempt.answers[index]))
    with st.container(horizontal=True):
        if left and st.button("Try again", type="primary", icon=":material/replay:"):
            begin(service, attempt.student)
        st.button("I am someone else", type="tertiary", on_click=session.keep_quiz_attempt, args=(None,))


st.html(review.STYLE)
service = session.quiz_service()
look.page(
    "Quiz",
    f"{words(len(service.quiz.questions), 'question').capitalize()} on what you have built: "
    "what gradients are for, how they are found, and what to do with them.",
)
try:
    attempt = session.quiz_attempt()
    if attempt is None:
        ask_who(service)
    elif attempt.submitted_at is None:
        ask(service, attempt)
    else:
        show(service, attempt)
except AttemptError as error:
    st.error(str(error), icon=":material/error:")
