"""Train: the student's functions on MNIST, live."""

from dataclasses import replace
from functools import partial

import streamlit as st

from quiz_app import look, session, training_session
from quiz_app.lessons.backprop import COMPARE, DRAW, LESSON
from quiz_app.runs.functions import Functions
from quiz_app.runs.job import Job, Lane, Until
from quiz_app.runs.run import Run
from quiz_app.training_session import choices
from quiz_app.views import (
    real_mountain,
    run_buttons,
    training_live,
    training_settings,
    training_weights,
    whose_functions,
)


def begin(functions: Functions | None, until: Until | None) -> None:
    if functions is None:
        return
    job = Job(
        (Lane(functions.name, functions.chunks, choices().settings),),
        choices().data,
        session.course().root,
        session.student_work().assignment.name,
        choices().weights,
    )
    training_session.start("training", job, until, training_settings.speed())


def begin_from_other_weights(functions: Functions | None) -> None:
    seed = (choices().settings.seed + 1) % (training_settings.MOST_SEED + 1)
    choices().settings = replace(choices().settings, seed=seed)
    training_weights.forget()
    begin(functions, None)


def draw_choice(run: Run | None) -> Functions | None:
    """What is trained, and how; None: it cannot be."""
    with st.expander("What to train", expanded=run is None):
        if run is not None:
            st.caption("Changes here take effect with Reset.")
        functions = whose_functions.choose(work, LESSON)
        training_settings.draw_settings()
        st.button(
            "New weights",
            icon=":material/casino:",
            disabled=functions is None or not training_settings.ready(),
            on_click=begin_from_other_weights,
            args=(functions,),
            help="From other first weights: the next seed.",
        )
    return functions


def say_what_happened(run: Run | None, functions: Functions | None) -> None:
    """Why there is no run any more, or none yet, or that it is not of the file as it is now."""
    if lost := training_session.lost("training"):
        st.info(lost, icon=":material/history:")
    if refused := training_session.refusal():
        st.warning(look.plain(refused), icon=":material/hourglass_top:")
    if run is None:
        return
    if functions is None:
        st.caption("The functions that are chosen now cannot be trained: see below.")
    lane = run.view.job.lanes[0]
    if functions is not None and functions.name == lane.label and functions.chunks != lane.chunks:
        # A run keeps the functions that it began with.
        st.info(
            "Your file has changed since this training began. Reset takes the functions as they are now.",
            icon=":material/edit_note:",
        )


def draw_way_on() -> None:
    """What to do with a network that has learned."""
    with st.container(horizontal=True, key="training-next"):
        st.page_link(DRAW.file, label="Draw a digit →", icon=DRAW.icon)
        st.page_link(COMPARE.file, label="Compare rates, batches and mistakes →", icon=COMPARE.icon)


session.choose_assignment(LESSON.assignment)
look.page("Train", "The functions that you wrote learn to read digits. Only your gradients move the weights.")
work = session.student_work()
current = training_session.current_run("training")
if current is None:
    training_session.prepare()
# What the page shows, all of it, is of this moment; a change after it draws the page anew.
view = current.view if current else None
controls, stage = st.container(key="run-row"), st.container()
chosen = draw_choice(current)
with controls:
    run_buttons.draw_buttons(
        current,
        view.status if view else "",
        partial(begin, chosen),
        able=chosen is not None and training_settings.ready(),
        key="training-controls",
        more=partial(training_settings.draw_rate_and_pace, current),
    )
with stage:
    say_what_happened(current, chosen)
    if current is not None and view is not None:
        training_live.draw(current, view, draw_way_on)
if current is not None and view is not None:
    real_mountain.draw(current, "training")
    training_live.draw_insights(current, view)
training_weights.draw(current)
session.follow(work)
