"""My steps: what the grader says of each function, again after every save."""

import streamlit as st

from grader.report.points import points_of
from grader.report.report import StepResult
from grader.report.terminal import CASE
from quiz_app import look, session
from quiz_app.lessons import Lesson, lesson_of
from quiz_app.student_work import StudentWork
from quiz_app.views.assignment_choice import choose_assignment
from quiz_app.views.file_state import draw_file_state
from quiz_app.views.step_tiles import draw_tiles, kind_of, step_points

_SAVE = {False: "Save it, and this page follows", True: "Save it, and upload it again on Home"}  # by: hosted


def draw_summary(work: StudentWork) -> None:
    report = work.report
    draw_file_state(work)
    if report is None:
        if work.status == "checking":
            st.info(f"{look.plain(work.name)} is being checked.", icon=":material/hourglass_top:")
        elif not work.problem:
            st.info("There is no file to check yet. The home page says how to get one.")
        st.page_link("course_pages/home.py", label="Home")
        return
    state = {"checking": "being checked again …", "broken": "the last version that could be read"}.get(
        work.status, "checked"
    )
    right = sum(result.outcome == "passed" for result in report.steps)
    points = points_of(report.score, report.max_score)
    st.progress(report.score / report.max_score, f"{right} of {len(report.steps)} functions right · {points}")
    st.caption(f"{look.plain(work.name)}: {state}. {_SAVE[work.hosted]}. {look.plain(work.assignment.given)}")
    for warning in report.warnings:
        st.warning(look.plain(warning))


def draw_steps(work: StudentWork, lesson: Lesson | None) -> None:
    """What to mend or to write first is on top and open; what passes is a row of tiles."""
    assert work.report is not None
    results, focus = work.report.steps, work.report.focus
    asked = next((each for each in results if each.step.function == st.query_params.get("step", "")), None)
    if asked is not None and asked.outcome == "passed":
        draw_step(work, lesson, asked, expanded=True)
    if focus is None:
        st.success("Every function passes. The page Home says what comes next.", icon=":material/celebration:")
    rest = sorted((each for each in results if each.outcome != "passed"), key=lambda each: each is not focus)
    for kind, title in (("bad", "To mend"), ("open", "To write")):
        of_kind = [each for each in rest if kind_of(each) == kind]
        if of_kind:
            st.header(f"{title}: {len(of_kind)} of {len(results)}", anchor=False)
        for each in of_kind:
            draw_step(work, lesson, each, expanded=each in (focus, asked))
    if passed := [each for each in results if each.outcome == "passed"]:
        st.header(f"Right: {len(passed)} of {len(results)}", anchor=False)
        draw_tiles(work.assignment.name, passed, "passed")
        for remark in (str(check.message) for each in passed for check in each.checks if check.message):
            st.caption(look.plain(remark))


def draw_step(work: StudentWork, lesson: Lesson | None, result: StepResult, *, expanded: bool) -> None:
    step = result.step
    label = (
        f"{look.outcome_label(result.outcome)} · **Step {step.number}, {look.plain(step.function)}** "
        f"·\N{NO-BREAK SPACE}{step_points(result)}"
    )
    with st.expander(label, expanded=expanded, key=f"step-{kind_of(result)}-{step.function}-{expanded}"):
        st.markdown(f"*{look.plain(step.title)}*")
        for name, text in result.message.parts() if result.message else ():
            st.markdown(f"**{name}:** {look.plain(text)}")
        if result.case:
            st.markdown(f"**Case:** {CASE}")
            st.code(str(result.case), language="python")
        for check in result.checks:
            if not check.counts and check.message:
                st.caption(look.plain(str(check.message)))
        if result.outcome == "passed":
            st.markdown("All checks agree with you.")
        else:
            draw_hints(work, step.function)
        if lesson is not None and lesson.by_hand is not None:
            st.page_link(
                lesson.by_hand.file,
                label=f"Step {step.number} by hand",
                icon=lesson.by_hand.icon,
                query_params={"step": str(step.number)},
            )


def draw_hints(work: StudentWork, function: str) -> None:
    for name, hint in work.hints(function):
        st.info(f"**{name}.** {look.plain(hint)}", icon=":material/lightbulb:")
    if work.next_hint_open(function):
        st.button(
            work.next_hint(function),
            key=f"hint-{function}",
            on_click=work.open_hint,
            args=(function,),
            icon=":material/lightbulb:",
        )
    elif work.has_further_hint(function):
        st.caption(f"The next hint opens after another attempt. Change your function. {_SAVE[work.hosted]}.")


def draw_chain(work: StudentWork) -> None:
    chain = work.report.chain if work.report else None
    if chain is None or chain.outcome == "skipped":
        return
    with st.container(border=True):
        st.markdown(f"{look.outcome_label(chain.outcome)} · **All steps composed** · worth no points")
        for name, text in chain.message.parts() if chain.message else ():
            st.markdown(f"**{name}:** {look.plain(text)}")


my_work = session.student_work()
look.page("My steps", "What the grader says of each of your functions, as soon as you save.")
choose_assignment()
draw_summary(my_work)
if my_work.report:
    draw_steps(my_work, lesson_of(my_work.assignment.name))
    draw_chain(my_work)
session.follow(my_work)
