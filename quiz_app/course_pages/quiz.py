"""Quiz, of the assignment that one is at: who you are, the questions, and then the score with the reasons."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from quiz_app import class_session, kit, look, quiz_session, session
from quiz_app.quiz import review
from quiz_app.quiz.attempts import Attempt, AttemptError
from quiz_app.quiz.service import QuizService
from quiz_app.quiz.standing import words
from quiz_app.views import quiz_overview
from quiz_app.views.assignment_choice import choose_assignment

_REASONS = {
    "at once": "After each answer you see for every option why it is right or wrong; the answer then stands.",
    "after the attempt": "After you submit, you see your score, and for every option why it is right or wrong.",
    "after closing": "After you submit, you see your score. The reasons come when the quiz has closed.",
}
# In blocks: a name that is declared twice on a page is an error. The number makes each of them new to the browser.
_TO_THE_SCORE = """
<script>
  {{ // {number}: The form that had the keyboard's focus is gone: what follows from it gets the focus.
    document.getElementById("quiz-score")?.focus();
  }}
</script>
"""
_TO_THE_TOP = """
<script>
  {{ // {number}: An attempt begins at its first question, and a quiz at its title, wherever the page was before.
    const main = document.querySelector('[data-testid="stMain"]');
    const title = main?.querySelector("h1");
    title?.setAttribute("tabindex", "-1");
    title?.focus({{ preventScroll: true }});
    main?.scrollTo(0, 0);
  }}
</script>
"""


def ask_who(service: QuizService, of: str, seen: Sequence[Attempt]) -> None:
    """Let somebody begin: by their sign-in where there is one, else by their student id."""
    quiz = service.quizzes[of]
    counted = "the best one counts" if quiz.counts == "best" else "the last one counts"
    rule = f"You have {words(quiz.attempts, 'attempt')}; {counted}." if quiz.attempts > 1 else "You have one attempt."
    st.markdown(
        f"- Each question has four options, and one of them is right.\n- {rule} Only what you submit is an attempt.\n"
        f"- {_REASONS[service.window(of).reasons]}"
    )
    if any(question.variants for question in quiz.questions):
        st.caption("A later attempt asks for the same ideas with other questions.")
    if refusal := service.window(of, quiz_session.quiz_student()).refusal:
        st.info(look.plain(refusal), icon=":material/schedule:")
        show_earlier([attempt for attempt in seen if attempt.assignment == of])
        return
    if class_session.secret("auth") is not None:
        begin_signed_in(service, of)
    else:
        begin_with_id(service, of)
    show_earlier([attempt for attempt in seen if attempt.assignment == of])


def show_earlier(attempts: Sequence[Attempt]) -> None:
    """The attempts at this quiz whose scores stay to be seen."""
    if not attempts:
        return
    st.header("Submitted already", anchor=False)
    for attempt in attempts:
        st.button(
            f"Attempt {attempt.number} by {look.plain(attempt.student)}: {attempt.right} of {len(attempt.marks)}",
            key=f"earlier {attempt.key}",
            help="Shows the score and the reasons again.",
            on_click=quiz_session.keep_quiz_attempt,
            args=(attempt,),
        )


def begin_with_id(service: QuizService, of: str) -> None:
    """Begin as whoever somebody says to be."""
    with st.form("who", enter_to_submit=True, border=False):
        entered = st.text_input(
            "Student id",
            quiz_session.quiz_student(),
            max_chars=128,
            autocomplete="username",
            key="student_id",
            width=320,
        )
        if st.form_submit_button("Begin the quiz", type="primary", icon=":material/play_arrow:"):
            try:
                begin(service, of, service.identify(entered))
            except AttemptError as error:
                st.warning(look.plain(str(error)), icon=":material/person_search:")


def begin_signed_in(service: QuizService, of: str) -> None:
    """Begin as the student whose e-mail address the provider vouches for."""
    user = class_session.signed_in()
    email = user.get("email")
    if not isinstance(email, str):
        st.button("Sign in to begin", type="primary", icon=":material/login:", on_click=st.login)
        return
    try:
        student = service.identify_email(email)
        if st.button("Begin the quiz", type="primary", icon=":material/play_arrow:"):
            begin(service, of, student)
    except AttemptError as error:
        st.warning(look.plain(str(error)), icon=":material/person_search:")


def begin(service: QuizService, of: str, student: str) -> None:
    """Open the student's next attempt at an assignment's quiz and show it."""
    if refused := quiz_session.quizzes_refused():
        st.warning(refused, icon=":material/hourglass_top:")
        return
    attempt = service.begin(of, student)
    if attempt is None:
        used = words(service.quizzes[of].attempts, "attempt")
        st.info(
            f"You have used all of your attempts ({used}). Nothing more can be submitted. Your scores stay: in the "
            "browser in which you submitted them they stand on this page, and the address of each shows it again.",
            icon=":material/block:",
        )
        return
    quiz_session.keep_quiz_attempt(attempt)
    quiz_session.take_just_opened(now=True)
    st.rerun()


def ask(service: QuizService, attempt: Attempt) -> None:
    """The questions, and what happens when the button is pressed."""
    quiz = service.quizzes[attempt.assignment]
    where, other = st.columns([3, 1], vertical_alignment="center")
    where.markdown(f"**Attempt {attempt.number} of {quiz.attempts}** · {look.plain(attempt.student)}")
    other.button("I am someone else", type="tertiary", on_click=quiz_session.forget_student)
    ask_questions(service, attempt)


@st.fragment
def ask_questions(service: QuizService, attempt: Attempt) -> None:
    """The questions. Each choice is kept at once; where the reasons come at once, each answer that is given."""

    def keep(index: int) -> None:
        answers = [answer_to(each) for each in range(len(orders))]
        if at_once:
            answers = [answer if each == index else fixed[each] for each, answer in enumerate(answers)]
        try:
            service.keep_draft(attempt, answers)
            st.session_state.pop("draft_problem", None)
        except AttemptError:
            st.session_state["draft_problem"] = True
        quiz_session.keep_quiz_attempt(replace(attempt, draft=tuple(answers)))

    def answer_to(index: int) -> int | None:
        if fixed[index] is not None:
            return fixed[index]
        chosen = st.session_state.get(f"{attempt.key} {index}")
        texts = [questions[index].options[position].text for position in orders[index]]
        return orders[index][texts.index(chosen)] if chosen in texts else None  # a browser may send anything

    questions, orders = service.asked(attempt) or (), service.order(attempt)
    at_once = service.window(attempt.assignment).reasons == "at once"
    fixed = service.fixed(attempt) if at_once else (None,) * len(questions)
    with st.container(key="questions"):
        for index, (question, order) in enumerate(zip(questions, orders, strict=True)):
            if (answer := fixed[index]) is not None:
                st.html(review.question_html(question, index + 1, order, answer))
                continue
            # Texts only: nothing of what makes an option right leaves the server before the attempt is stored.
            texts = [question.options[position].text for position in order]
            before = attempt.draft[index] if index < len(attempt.draft) else None
            st.header(f"{index + 1} · {question.topic}", anchor=False)
            st.radio(
                question.text,
                texts,
                index=order.index(before) if before in order else None,
                key=f"{attempt.key} {index}",
                width="stretch",
                on_change=None if at_once else keep,
                args=(index,),
            )
            if at_once and answer_to(index) is not None:
                st.button("This is my answer", key=f"fix {attempt.key} {index}", on_click=keep, args=(index,))
        if st.session_state.get("draft_problem"):
            st.warning(
                "Your choices cannot be stored just now. Do not leave this page before you have submitted them.",
                icon=":material/cloud_off:",
            )
        else:
            st.caption("What you choose is kept at once: you may leave this page, or load it again, and come back.")
        if st.button("Submit my answers", type="primary", icon=":material/done_all:"):
            submit(service, attempt, [answer_to(index) for index in range(len(orders))])


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
    quiz_session.keep_quiz_attempt(stored)
    quiz_session.take_just_submitted(now=True)
    st.rerun()


def show(service: QuizService, attempt: Attempt) -> None:
    """The score and the reasons."""
    quiz = service.quizzes[attempt.assignment]
    st.html(review.score_html(quiz, attempt))
    if quiz_session.take_just_submitted():
        st.html(_TO_THE_SCORE.format(number=attempt.number), unsafe_allow_javascript=True)
    left = service.left(attempt.assignment, attempt.student)
    st.markdown(
        f"Attempt {attempt.number} of {quiz.attempts} by {look.plain(attempt.student)} is stored. "
        f"You have {words(left, 'more attempt')}{'.' if left else ': this was the last one.'}"
    )
    window = service.window(attempt.assignment, attempt.student)
    questions = service.asked(attempt)
    if not window.shows_reasons:
        questions = []
        st.info(
            f"The reasons come when the quiz has closed. It {look.plain(str(window))}.", icon=":material/schedule:"
        )
    if questions is None:
        st.info("The questions have changed since, and those that you answered were not kept.")
    elif questions and not service.is_current(attempt):
        st.caption("The questions have changed since. These are the ones that you answered.")
    for index, (question, order) in enumerate(zip(questions or (), service.order(attempt), strict=False)):
        st.html(review.question_html(question, index + 1, order, attempt.answers[index]))
    with st.container(horizontal=True):
        if left and not window.refusal and st.button("Try again", type="primary", icon=":material/replay:"):
            begin(service, attempt.assignment, attempt.student)
        st.button("I am someone else", type="tertiary", on_click=quiz_session.forget_student)


if kit.is_kit(session.course()):
    look.page("Quiz", kit.NO_QUIZ)
    st.stop()
service = quiz_session.quiz_service()
st.html(review.STYLE)
try:
    quiz_session.find_quiz()
    at = session.assignment().name
    quiz = service.quizzes.get(at)
    look.page("Quiz", f"{escape(quiz.title)}." if quiz else "This assignment has no quiz. The others are below.")
    choose_assignment()
    attempt = quiz_session.quiz_attempt(at)
    seen = quiz_overview.attempts_to_see(service)
    standings = quiz_overview.standings(service, seen)
    if quiz_session.take_just_opened():
        number = f"{at} {attempt.number if attempt else 0}"
        st.html(_TO_THE_TOP.format(number=number), unsafe_allow_javascript=True)
    quiz_session.put_into_address(attempt)
    if attempt is None and (gone := quiz_session.quiz_gone(at)):
        st.info(gone, icon=":material/history:")
    if attempt is not None and attempt.submitted_at is None:
        ask(service, attempt)
    elif attempt is not None:
        quiz_overview.draw_standing(standings[at])
        show(service, attempt)
    elif quiz is not None:
        quiz_overview.draw_standing(standings[at])
        ask_who(service, at, seen)
    quiz_overview.draw_others(standings, at)
except AttemptError as error:
    st.error(str(error), icon=":material/error:")
