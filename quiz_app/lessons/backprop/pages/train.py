"""Train: the student's functions on MNIST, live."""

from dataclasses import replace

import streamlit as st

from quiz_app import look, session, training_session
from quiz_app.lessons.backprop import LESSON
from quiz_app.runs.functions import Functions
from quiz_app.runs.job import Job, Lane, Until
from quiz_app.runs.run import Run
from quiz_app.training_session import choices
from quiz_app.views import run_buttons, training_live, training_settings, training_weights, whose_functions


def begin(functions: Functions, until: Until | None) -> None:
    job = Job(
        (Lane(functions.name, functions.chunks, choices().settings),),
        choices().data,
        session.course().root,
        session.student_work().assignment.name,
        choices().weights,
    )
    training_session.start("training", job, until, choices().speed)


def begin_from_other_weights(functions: Functions) -> None:
    seed = (choices().settings.seed + 1) % (training_settings.MOST_SEED + 1)
    choices().settings = replace(choices().settings, seed=seed)
    training_weights.forget()
    begin(functions, None)


def draw_controls(run: Run | None, status: str, functions: Functions | None) -> None:
    able = functions is not None and training_settings.ready()

    def start(until: Until | None) -> None:
        if functions is not None:
            begin(functions, until)

    def draw_new_weights() -> None:
        st.button(
            "New weights",
            icon=":material/casino:",
            disabled=not able,
            on_click=begin_from_other_weights,
            args=(functions,),
            help="From other first weights: the next seed.",
        )

    run_buttons.draw_buttons(run, status, start, able=able, key="training-controls", more=draw_new_weights)


def say_if_changed(run: Run, functions: Functions | None) -> None:
    """A run keeps the functions that it began with; the file may have been saved since."""
    lane = run.view.job.lanes[0]
    if functions is not None and functions.name == lane.label and functions.chunks != lane.chunks:
        st.info(
            "Your file has changed since this training began. Reset takes the functions as they are now.",
            icon=":material/edit_note:",
        )


session.choose_assignment(LESSON.assignment)
look.page(
    "Train",
    "The functions that you wrote learn to read handwritten digits, while you watch. "
    "Nothing but your gradients moves the weights.",
)
work = session.student_work()
current = training_session.current_run("training")
if current is None:
    training_session.prepare()
# What the page shows, all of it, is of this moment; a change after it draws the page anew.
view = current.view if current else None
with st.expander("What to train", expanded=current is None):
    if current is not None:
        st.caption("Changes here take effect with Reset.")
    chosen = whose_functions.choose(work, LESSON)
    training_settings.draw_settings()
if chosen is None and current is not None:
    st.caption("The functions that are chosen now cannot be trained: see above.")
training_settings.draw_rate_and_speed(current)
draw_controls(current, view.status if view else "", chosen)
if lost := training_session.lost("training"):
    st.info(lost, icon=":material/history:")
if refused := training_session.refusal():
    st.warning(look.plain(refused), icon=":material/hourglass_top:")
if current is not None and view is not None:
    say_if_changed(current, chosen)
    training_live.draw(current, view)
training_weights.draw(current)
session.follow(work)
