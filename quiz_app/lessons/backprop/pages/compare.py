"""Compare: several trainings from the same weights, on one chart."""

import streamlit as st

from quiz_app import look, session, training_session
from quiz_app.lessons.backprop import LESSON, sayings
from quiz_app.runs.functions import Functions, known_mistakes, of_course, of_student, readiness
from quiz_app.runs.job import Job, Lane
from quiz_app.runs.run import Run
from quiz_app.student_work import StudentWork
from quiz_app.views import comparison_choice, comparison_live, real_mountain


def right_functions(work: StudentWork) -> Functions | None:
    """The student's where all steps pass, else the course's, where they are at hand."""
    if work.report and work.submission and not work.problem and readiness(work.report).ready:
        return of_student(work.submission)
    return of_course(session.course(), work.assignment)


def begin(lanes: tuple[Lane, ...]) -> None:
    training_session.start("comparison", Job(lanes, "bundled", session.course().root, my_work.assignment.name))


def draw_controls(run: Run | None, status: str, lanes: tuple[Lane, ...]) -> None:
    with st.container(key="run-row"), st.container(horizontal=True, key="comparison-controls"):
        if run is not None and status in ("starting", "running"):
            st.button("Pause", icon=":material/pause:", on_click=run.pause, type="primary")
        elif run is not None and status == "paused":
            st.button("Resume", icon=":material/play_arrow:", on_click=run.go, args=("end",), type="primary")
        if run is not None and status not in ("", "ended"):
            st.button("Stop", icon=":material/stop:", on_click=run.stop)
        else:
            st.button(
                "Start",
                icon=":material/play_arrow:",
                type="primary",
                disabled=len(lanes) < 2,
                on_click=begin,
                args=(lanes,),
            )


def draw_lesson(measured: sayings.Comparisons) -> None:
    """What one reads, beside what was measured in any of these comparisons, the last one first."""
    st.header("What the lesson says", anchor=False)
    st.markdown(
        "Lessons often name three learning rates. Which of them is right depends on the network, on the batches "
        "and on how long it trains, so measure."
    )
    rows = [f"| {rate} | {says} | {here} |" for rate, says, here in sayings.rate_rows(measured)]
    st.markdown("\n".join(["| rate | the lesson | measured here |", "|--:|---|---|", *rows]))
    rows = [f"| {size} | {says} | {here} |" for size, says, here in sayings.batch_rows(measured)]
    st.markdown("\n".join(["| batch size | the lesson | measured here |", "|---|---|---|", *rows]))


session.choose_assignment(LESSON.assignment)
look.page("Compare", "Several trainings from the same weights, on the same images. One thing differs.")
my_work = session.student_work()
functions = right_functions(my_work)
current = training_session.current_run("comparison")
if current is None:
    training_session.prepare()
# What the page shows, all of it, is of this moment; a change after it draws the page anew.
view = current.view if current else None
earlier = training_session.earlier_comparisons()
if functions is None:
    st.info("Comparisons need functions that pass every step. Yours do not yet.", icon=":material/info:")
    st.page_link("course_pages/my_steps.py", label="See your steps", icon=":material/checklist:")
else:
    known = known_mistakes(session.course(), my_work.assignment)
    chosen = comparison_choice.choose(functions, known, LESSON, view.job.lanes if view else ())
    draw_controls(current, view.status if view else "", chosen)
if lost := training_session.lost("comparison"):
    st.info(lost, icon=":material/history:")
if refused := training_session.refusal():
    st.warning(look.plain(refused), icon=":material/hourglass_top:")
if current is not None and view is not None:
    comparison_live.draw(current, view, sayings.surprises)
    real_mountain.draw(current, "comparison")
measured = [*([view] if view and view.status == "ended" else []), *earlier]
draw_lesson([(each.job.lanes, each.lanes) for each in measured])
comparison_live.draw_earlier(earlier, sayings.surprises)
session.follow(my_work)
