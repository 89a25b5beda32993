"""Compare: several trainings from the same weights, on one chart."""

import streamlit as st

from quiz_app import look, session, training_session
from quiz_app.lessons.backprop import LESSON, sayings
from quiz_app.runs.functions import Functions, known_mistakes, of_course, of_student, readiness
from quiz_app.runs.job import Job, Lane
from quiz_app.runs.progress import RunView
from quiz_app.runs.run import Run
from quiz_app.student_work import StudentWork
from quiz_app.views import comparison_choice, comparison_live


def right_functions(work: StudentWork) -> Functions | None:
    """The student's where all steps pass, else the course's, where they are at hand."""
    if work.report and work.submission and not work.problem and readiness(work.report).ready:
        return of_student(work.submission)
    return of_course(session.course(), work.assignment)


def begin(lanes: tuple[Lane, ...]) -> None:
    training_session.start("comparison", Job(lanes, "bundled", session.course().root, my_work.assignment.name))


def draw_controls(run: Run | None, status: str, lanes: tuple[Lane, ...]) -> None:
    with st.container(horizontal=True, key="comparison-controls"):
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


def draw_lesson(view: RunView | None) -> None:
    """What one reads, beside what one sees."""
    st.header("What the lesson says", anchor=False)
    st.markdown(
        "Lessons often name three learning rates. Which of them is right depends on the network, on the batches "
        "and on how long it trains, so measure."
    )
    lanes = view.lanes if view else ()
    settings = [lane.settings for lane in view.job.lanes] if view else []
    compares_rates = len({one.learning_rate for one in settings}) > 1
    measured = sayings.rate_rows(lanes, [one.learning_rate for one in settings]) if compares_rates else []
    here = {rate: words for rate, _, words in measured}
    rows = [
        f"| {rate:g} | {says} | {here.get(f'{rate:g}', 'not measured yet')} |" for rate, says in sayings.RATES.items()
    ]
    st.markdown("\n".join(["| rate | the lesson | measured here |", "|--:|---|---|", *rows]))
    with st.expander("And about batch sizes"):
        rows = [f"| {size} | {says} |" for size, says in sayings.BATCHES.items()]
        st.markdown("\n".join(["| batch size | the lesson |", "|---|---|", *rows]))
        st.caption("Speed, memory and error of each, measured here, are in the table of a comparison of batch sizes.")


session.choose_assignment(LESSON.assignment)
look.page(
    "Compare",
    "Several trainings from the same first weights, on the same images in the same order: what differs, differs "
    "because of the one thing that you change.",
)
my_work = session.student_work()
functions = right_functions(my_work)
current = training_session.current_run("comparison")
if current is None:
    training_session.prepare()
# What the page shows, all of it, is of this moment; a change after it draws the page anew.
view = current.view if current else None
if functions is None:
    st.info("Comparisons need functions that pass every step. Yours do not yet.", icon=":material/info:")
    st.page_link("course_pages/my_steps.py", label="See your steps", icon=":material/checklist:")
else:
    known = known_mistakes(session.course(), my_work.assignment)
    _, chosen = comparison_choice.choose(functions, known, LESSON, view.job.lanes if view else ())
    draw_controls(current, view.status if view else "", chosen)
if lost := training_session.lost("comparison"):
    st.info(lost, icon=":material/history:")
if refused := training_session.refusal():
    st.warning(look.plain(refused), icon=":material/hourglass_top:")
if current is not None and view is not None:
    comparison_live.draw(current, view)
draw_lesson(view)
session.follow(my_work)
