"""Home: what to do next, and where one stands."""

import streamlit as st

from grader.course import Assignment
from grader.report.points import points_of
from quiz_app import class_session, course_map, kit, look, quiz_session, session, training_session
from quiz_app import laboratory_session as laboratory
from quiz_app.laboratory.openings import experiments, openings
from quiz_app.laboratory.ready import ready_made
from quiz_app.lessons import Lesson, NextAction, lesson_of
from quiz_app.next_action import go_on_to, next_action
from quiz_app.storeroom import KEPT_DAYS
from quiz_app.student_file import UploadRefused
from quiz_app.student_work import StudentWork
from quiz_app.views.assignment_choice import say_moved
from quiz_app.views.course_map import draw_locks, draw_map
from quiz_app.views.file_state import draw_file_state
from quiz_app.views.step_tiles import draw_tiles

ABOUT = "Write one small function after another. As soon as you save, you see which is right, and why another is not."

STILL_LOOKING = NextAction("Your files are being checked", "Then you see here where you left off.")


def begin_here(works: dict[str, StudentWork]) -> None:
    """Nothing was chosen yet: go to where one left off, as soon as it is known."""
    if not session.is_placed() and (unfinished := course_map.first_unfinished(works)) is not None:
        session.choose_assignment(unfinished)


def draw_next(work: StudentWork, lesson: Lesson | None, works: dict[str, StudentWork]) -> None:
    quiz = work.assignment.quiz
    following = session.course().following(work.assignment)
    action = next_action(
        work,
        lesson,
        questions=len(quiz.questions) if quiz else 0,
        quiz_done=quiz_session.quiz_score(work.assignment.name) is not None,
        trained=training_session.has_learned(),
        following=following,
    )
    if not session.is_placed():
        action = STILL_LOOKING
    with st.container(border=True, key="next"):
        st.caption("Next")
        st.header(action.title, anchor=False)
        st.markdown(look.plain(action.text))
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            if action.button and st.button(action.button, type="primary", icon=":material/arrow_forward:"):
                st.switch_page(action.page, query_params=dict(action.query))
            if following and work.report and not work.report.focus and action != go_on_to(following):
                st.page_link(
                    "course_pages/home.py",
                    label=f"Go on to {look.plain(following.title)}",
                    query_params={"assignment": following.name},
                )
            if (before := quiz_left_out(work, works)) is not None:
                st.page_link(
                    "course_pages/quiz.py",
                    label=f"Quiz not taken yet: {look.plain(before.title)}",
                    query_params={"assignment": before.name},
                )


def quiz_left_out(work: StudentWork, works: dict[str, StudentWork]) -> Assignment | None:
    """The first assignment before this one that is done but for its quiz."""
    if kit.is_kit(session.course()):
        return None
    for each in works.values():
        if each is work:
            return None
        done = course_map.state(each) == "done"
        if done and each.assignment.quiz and quiz_session.quiz_score(each.assignment.name) is None:
            return each.assignment
    return None


def draw_course(works: dict[str, StudentWork], here: str) -> None:
    """The map, where there is more than one assignment."""
    course, shelf = session.course(), laboratory.at_hand()
    names = tuple(course.assignments)
    written = laboratory.written(works)
    parts = openings(shelf, names)
    if len(names) > 1:
        st.header("Your way through the course", anchor=False)
        possible = experiments(shelf, ready_made(names), names)
        if laboratory.unlocked():
            st.caption(
                "Your instructor has unlocked the laboratory: the course's functions stand in there for what you "
                "have not written yet."
            )
        draw_map(course_map.stations(course, works, quizzes(), parts, possible), here, written)


def draw_opens(works: dict[str, StudentWork], here: str) -> None:
    shelf = laboratory.at_hand()
    draw_locks(openings(shelf, tuple(works))[here], laboratory.written(works), here)


def quizzes() -> dict[str, str]:
    """How one stands in each quiz, in a few words; in a kit there are none."""
    course = session.course()
    scores = {name: quiz_session.quiz_score(name) for name in course.quizzes}
    return {} if kit.is_kit(course) else {name: _of(score) for name, score in scores.items()}


def _of(score: tuple[int, int] | None) -> str:
    return f"{score[0]} of {score[1]} right" if score else "not taken yet"


def draw_steps(work: StudentWork) -> None:
    st.header(f"The steps of {look.plain(work.assignment.title)}", anchor=False)
    if work.assignment.given:
        st.caption(look.plain(work.assignment.given))
    draw_file_state(work)
    if work.report is None:
        if not work.problem:
            st.caption("Being checked …" if work.source else "No file yet.")
        return
    report = work.report
    right = sum(result.outcome == "passed" for result in report.steps)
    st.progress(
        report.score / report.max_score,
        f"{right} of {len(report.steps)} functions right · {points_of(report.score, report.max_score)}",
    )
    draw_tiles(work.assignment.name, report.steps, "home")


def draw_file(work: StudentWork) -> None:
    st.header("Your file", anchor=False)
    if work.source is not None:
        checking = {"checking": "being checked …", "broken": "cannot be checked"}.get(
            work.status, "checked at every save"
        )
        st.markdown(f"**{look.plain(work.name)}** · {'uploaded' if session.hosted() else checking}")
    if session.hosted():
        draw_upload(work)
    else:
        draw_choice(work)


def draw_upload(work: StudentWork) -> None:
    sent = st.file_uploader(
        "Upload your notebook or Python file",
        type=["ipynb", "py"],
        key=f"upload-{session.upload_key()}",
        help=f"It is kept for this browser, for {KEPT_DAYS} days, and nobody else sees it.",
    )
    if sent is not None and st.session_state.get("upload_taken") != sent.file_id:
        try:
            if refused := session.uploads_refused():
                raise UploadRefused(refused)
            st.session_state["upload_taken"] = sent.file_id
            session.work_for(sent.name, sent.getvalue()).upload(sent.name, sent.getvalue())
        except UploadRefused as refusal:
            st.error(str(refusal))
        else:
            st.rerun()
    with st.container(horizontal=True):
        for path, kind in zip(
            session.course().student_files(work.assignment), ("Python file", "notebook"), strict=True
        ):
            if path.is_file():
                st.download_button(f"Exercise as a {kind}", path.read_bytes(), path.name, icon=":material/download:")


def draw_choice(work: StudentWork) -> None:
    with st.expander("Use another file"), st.form("other file", border=False):
        path = st.text_input("Path of a notebook or Python file", placeholder=work.name)
        st.caption("Leave it empty to go back to the copy in exercises/ that you saved last.")
        if st.form_submit_button("Use it"):
            try:
                work.choose(path)
            except UploadRefused as refusal:
                st.error(str(refusal))
            else:
                st.rerun()


def draw_glance(work: StudentWork, lesson: Lesson | None) -> None:
    quiz, training = st.columns(2)
    with quiz, st.container(border=True, height="stretch"):
        draw_quiz(work)
    if lesson is not None and lesson.train is not None:
        with training, st.container(border=True, height="stretch"):
            st.header("Training", anchor=False)
            st.write(look.plain(training_session.last_training()) or "Your network has not been trained yet.")
            st.page_link(lesson.train.page, label="Open training")


def draw_quiz(work: StudentWork) -> None:
    st.header("Quiz", anchor=False)
    if kit.is_kit(session.course()):
        st.write(kit.NO_QUIZ)
        return
    score = quiz_session.quiz_score(work.assignment.name)
    if work.assignment.quiz is None:
        st.write("This assignment has none. Others have one.")
    elif score is None:
        st.write("Questions on what you write, with an explanation for every option.")
    else:
        st.write(f"{score[0]} of {score[1]} right in your last attempt.")
    st.page_link("course_pages/quiz.py", label="Open the quiz")


def draw_forget() -> None:
    """Computers are shared: whoever leaves takes everything along."""
    if not session.hosted():
        return
    with st.expander("Is this a shared computer?"):
        st.markdown(
            f"This browser finds your file, your training and your quizzes again, for {KEPT_DAYS} days. "
            "Remove them here before you leave. Submitted attempts at quizzes stay with your course."
        )
        st.button("Remove my things from this browser", icon=":material/delete:", on_click=forget_browser)


def forget_browser() -> None:
    """Nothing of whoever sat here is left: no file, no quiz, no way to the class."""
    class_session.keep_instructor(False)
    session.forget_browser()


session.assignment()  # the one in the address counts as chosen, and so does a file there
all_work = session.all_work()
begin_here(all_work)
my_work = session.student_work()
my_lesson = lesson_of(my_work.assignment.name)
look.page(session.course().title, my_lesson.about if my_lesson else ABOUT)
say_moved()
draw_next(my_work, my_lesson, all_work)
draw_course(all_work, my_work.assignment.name)
draw_steps(my_work)
draw_opens(all_work, my_work.assignment.name)
draw_file(my_work)
draw_glance(my_work, my_lesson)
draw_forget()
session.follow(*all_work.values())
