"""Overfitting: what a network learns by heart, when to stop, and the student's cures as switches."""

from collections.abc import Mapping

import streamlit as st

from quiz_app import laboratory_session as laboratory
from quiz_app import look, session, training_session
from quiz_app.laboratory.blocks import Block
from quiz_app.laboratory.experiment import Chosen, packed
from quiz_app.laboratory.more_data import against_by_heart
from quiz_app.laboratory.openings import called_by, missing
from quiz_app.laboratory.parts import Part
from quiz_app.lessons.generalization import LESSON
from quiz_app.lessons.generalization.overfitting import EXAMPLES, curves, experiments, in_words
from quiz_app.lessons.generalization.overfitting_chart import curves_chart
from quiz_app.runs.job import Job, Until
from quiz_app.runs.progress import RunView
from quiz_app.runs.run import Run
from quiz_app.views import training_live, whose_files
from quiz_app.views.locked import say_what_is_checked, say_what_is_locked
from quiz_app.views.run_buttons import draw_buttons, say_news

SECONDS = 5.0  # that the longest training takes, so that one sees it bend


def cure(label: str, name: str) -> bool:
    """A switch, locked where a function that it needs does not pass yet."""
    lacking = bool(name) and bool(missing(shelf.needs(name), usable))
    return st.toggle(f"🔒 {label}" if lacking else label, key=f"overfitting-{label}", disabled=lacking or not name)


def draw_switches() -> tuple[list[Chosen], int]:
    """The cures, each with its one setting below it: those that are on, and how many digits there are."""
    on = []
    with st.container(border=True, key="overfitting-cures"):
        st.markdown("**Cures**")
        examples = st.select_slider(
            "Digits to learn from", EXAMPLES, format_func=lambda count: f"{count:,}", key="overfitting-examples"
        )
        for label, kind, setting, values, usual in CURES:
            name = next((each for each in against_by_heart(shelf) if each in kind), "")
            if cure(label, name):
                value = st.select_slider(
                    setting, values, usual, format_func=lambda each: f"{each:g}", key=f"overfitting-{setting}"
                )
                on.append(Chosen(name, {next(iter(kind[name].settings)): value}))
    return on, examples


def start(until: Until | None) -> None:
    lanes = laboratory.lanes_of(chosen.items())
    steps = max(one.epochs * -(-one.examples // one.batch_size) for one in chosen.values())
    job = Job(lanes, "bundled", session.course().root, LESSON.assignment, page="overfitting")
    training_session.start("overfitting", job, until, steps / SECONDS)


def draw_live(run: Run, drawn: RunView) -> None:
    """The curves, and in words what they say, redrawn while it goes on."""
    words = training_live.Words()

    def often(view: RunView) -> None:
        found = [curves(lane) for lane in view.lanes]
        training_live.show(curves_chart(found, dark=look.dark()), words, "overfitting")
        for lane in view.lanes:
            if lane.outcome in ("failed", "diverged"):
                st.error(look.plain(f"{lane.label}: {lane.message}"))
        st.markdown("\n".join(f"- {look.plain(sentence)}" for sentence in in_words(found)))
        st.caption(
            "A ring is where the loss on the digits held back was lowest: the moment to stop. 1,000 digits are held "
            "back; both networks begin with the same weights."
        )

    training_live.redraw(run, drawn, often)


session.choose_assignment(LESSON.assignment)
look.page(
    "Overfitting",
    "A network learns 200 handwritten digits by heart. What does it know of digits that it has not seen, when should "
    "it have stopped, and which of your cures helps?",
    wide=True,
)
mine = whose_files.draw()
works = session.all_work()
usable = laboratory.usable(works)
shelf = laboratory.at_hand()
# A switch, the functions that it may take, its setting, the choices, and the one that it begins with.
CURES: tuple[tuple[str, Mapping[str, Block | Part], str, tuple[float, ...], float], ...] = (
    ("Dropout", shelf.blocks, "Share that is kept", (0.2, 0.35, 0.5, 0.65, 0.8), 0.5),
    ("Weight decay", shelf.penalties, "Strength", (0.001, 0.003, 0.01, 0.03, 0.1), 0.01),
    ("Stop in time", shelf.stops, "Patience, in epochs", (1.0, 2.0, 3.0, 5.0, 10.0), 5.0),
)
run = training_session.current_run("overfitting")
if run is None:
    training_session.prepare()
view = run.view if run else None
checking = [work for work in works.values() if mine and work.status == "checking"]
right, left = st.columns([2, 5], gap="medium")
with right:
    chosen = experiments(shelf, *draw_switches())
    locked = missing((name for one in chosen.values() for name in called_by(one, shelf)), usable)
set_up = [packed(one) for one in chosen.values()]
before = st.session_state.setdefault("overfitting-set-up", set_up)
if before != set_up:
    st.session_state["overfitting-set-up"] = set_up
    if run is not None and not locked:  # who has seen it once sees at once what a switch does
        start("end")
        st.rerun()
with left:
    if checking:
        say_what_is_checked(checking)
    else:
        say_what_is_locked(locked)
    draw_buttons(run, view.status if view else "", start, able=not locked, key="overfitting-controls")
    say_news("overfitting")
    if run is not None and view is not None:
        draw_live(run, view)
    else:
        st.caption("Guess first: of the digits held back, how many will it read, once it knows its 200 by heart?")
for work in checking:
    session.follow(work)
