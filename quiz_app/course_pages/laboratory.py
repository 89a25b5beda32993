"""Laboratory: networks of any depth from the student's own functions."""

from functools import partial

import streamlit as st

from quiz_app import laboratory_session as laboratory
from quiz_app import look, session, training_session
from quiz_app.laboratory.assembling import assembled
from quiz_app.laboratory.experiment import Experiment, ExperimentError, unpacked, written
from quiz_app.laboratory.openings import called_by, names_in
from quiz_app.laboratory.ready import ready_made
from quiz_app.training.examples import sizes
from quiz_app.views import laboratory_live, network_inside, real_mountain, whose_files
from quiz_app.views.laboratory_flow import draw_cures
from quiz_app.views.laboratory_network import NetworkChoices
from quiz_app.views.locked import say_what_is_checked, say_what_is_locked, say_what_stands_in
from quiz_app.views.run_buttons import draw_buttons


def draw_ready_made() -> None:
    """Experiments by name; each asks for a guess before it runs."""
    known = {one.title: one for one in ready_made(tuple(session.course().assignments))}
    own = laboratory.bench().experiment
    names = [*known, "Your own"]
    now = own.title if own.title in known else "Your own"

    def chosen() -> None:
        if (one := known.get(st.session_state[key])) is not None:
            laboratory.take(one)

    key = f"laboratory-{laboratory.bench().number}-ready-{now}"
    st.pills(
        "Experiments",
        names,
        default=now,
        required=True,
        key=key,
        on_change=chosen,
        label_visibility="collapsed",
    )


def draw_question(one: Experiment, ended: bool) -> None:
    """What will happen? Asked before, answered after."""
    if not one.question:
        return
    with st.container(border=True, key="laboratory-question"):
        bench = laboratory.bench()
        guess = st.radio(
            one.question,
            one.guesses,
            index=one.guesses.index(bench.guess) if bench.guess in one.guesses else None,
            key=f"laboratory-{bench.number}-guess",
            horizontal=True,
        )
        bench.guess = guess or ""
        if guess and ended:
            st.markdown(f"**What is seen:** {look.plain(' '.join(one.seen.split()))}")
        elif not guess:
            st.caption(
                "Choose what you saw, and read why."
                if ended
                else "Guess first, then start. What you expected is what you learn from."
            )


def draw_network() -> None:
    """The picture of the network that trains; of the one that is set up, where that has other blocks."""
    same = begun is not None and begun.blocks == bench.experiment.blocks
    if current is not None and view is not None and (same or program is None):
        network_inside.draw(current, view, choices.titles(begun.blocks if begun else ()))
    elif program is not None:
        network_inside.draw_plan(program, choices.titles(bench.experiment.blocks))
    if view is not None and not laboratory.shows(view, bench.experiment):
        st.caption("What is drawn of the run is of the network that was begun. Start, or Reset, takes this one.")


look.page(
    "Laboratory",
    "Networks of any depth from the functions that you wrote: take blocks, train, look inside.",
    wide=True,
)
bench = laboratory.bench()
if bench.refused:
    st.warning(look.plain(bench.refused))
shelf = laboratory.at_hand()
draw_ready_made()
mine = whose_files.draw()
works = session.all_work()
choices = NetworkChoices(shelf, laboratory.usable(works))
current = laboratory.current()
view = current.view if current else None
ended = view is not None and view.status == "ended"
missing = choices.missing(names_in(bench.experiment, shelf))
problem, program = "", None
try:
    program = assembled(bench.experiment, shelf, *sizes(bench.experiment.data))
except ExperimentError as error:
    problem = f"{str(error)[:1].upper()}{str(error)[1:]}"
checking = [work for work in works.values() if work.status == "checking"] if mine else []
used = choices.assignments_of(names_in(bench.experiment, shelf))
waiting = [work for work in checking if work.assignment.name in used]
begun = unpacked(view.job.lanes[0].experiment) if view else None
live = laboratory_live.Live(current, view, choices.titles(begun.blocks if begun else ()))

with st.container(horizontal=True, key="laboratory-blocks"):
    choices.draw_data()
    choices.draw_blocks()
if problem:
    st.warning(look.plain(problem), icon=":material/build:")
if waiting:
    say_what_is_checked(waiting)
else:
    say_what_is_locked(missing, "this network calls")
    say_what_stands_in(called_by(bench.experiment, shelf), "this network")
if lacking := laboratory.lacking():
    st.warning(lacking)
able = not (problem or missing or waiting or lacking)
with st.container(key="run-row"):
    draw_buttons(
        current,
        view.status if view else "",
        laboratory.start,
        able=able,
        key="laboratory-controls",
        more=partial(choices.draw_rate, current),
    )
if refused := training_session.refusal():
    st.warning(look.plain(refused), icon=":material/hourglass_top:")
left, right = st.columns([5, 4], gap="medium")
with left:
    draw_question(bench.experiment, ended)
    draw_network()
    live.draw_units()
with right:
    live.draw_plane()
    live.draw_curves()
st.header("Flow: what goes forward, and how much gradient comes back", anchor=False)
draw_cures(choices, able=able)
live.draw_flow()
if current is not None:
    real_mountain.draw(current, "experiment")
with st.expander("More choices: optimizer, first weights, loss, penalty, stop rule …"):
    choices.draw_more()
with st.expander("This experiment as a file"):
    st.caption("`course train --recipe FILE.toml` trains it in a terminal.")
    st.code(written(bench.experiment), language="toml")
laboratory.keep_in_address()
for work in checking:
    session.follow(work)
