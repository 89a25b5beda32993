"""The race on handwritten digits as it is set up, steered and seen on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from quiz_app import laboratory_session as laboratory
from quiz_app import look, session, training_session
from quiz_app.laboratory.assembling import Shelf
from quiz_app.laboratory.experiment import Experiment
from quiz_app.laboratory.openings import called_by, missing
from quiz_app.laboratory.parts import Part
from quiz_app.lessons.optimizers.digits_chart import losses_chart
from quiz_app.lessons.optimizers.on_digits import EXAMPLES, UNITS, experiments, places, surprise
from quiz_app.lessons.optimizers.racers import Racer
from quiz_app.palette import SERIES
from quiz_app.runs.job import Job, Until
from quiz_app.runs.progress import LaneView, RunView
from quiz_app.runs.run import Run
from quiz_app.views import training_live
from quiz_app.views.locked import say_what_is_locked
from quiz_app.views.run_buttons import draw_buttons, say_news
from quiz_app.views.trials_live import experiments_of
from quiz_app.views.whole_number import whole_number

USUAL_EPOCHS = 8


def draw(shelf: Shelf, parts: Sequence[Part], passing: set[str] | None) -> None:
    """All of it. `parts` can be used; `passing` are the functions that can be, None: all of them."""
    run = training_session.current_run("race")
    if run is None:
        training_session.prepare()
    view = run.view if run else None
    lanes = _lanes(shelf, parts, _before(view))
    locked = missing((name for one in lanes.values() for name in called_by(one, shelf)), passing)
    say_what_is_locked([name for name in locked if name not in shelf.optimizers], "the network calls")

    def start(until: Until | None) -> None:
        entered = laboratory.lanes_of(lanes.items())
        training_session.start(
            "race", Job(entered, "bundled", session.course().root, session.assignment().name), until
        )

    able = len(lanes) > 1 and not locked
    if len(lanes) == 1 and not locked:
        st.caption("A race takes two at least: write, or choose, another optimizer.")
    draw_buttons(run, view.status if view else "", start, able=able, key="race-controls")
    say_news("race")
    if run is not None and view is not None:
        _draw_live(run, view)


def _lanes(shelf: Shelf, parts: Sequence[Part], before: Mapping[str, float]) -> dict[str, Experiment]:
    """The choices, and the experiments that they give."""
    st.caption(
        f"A network of {UNITS} hidden units learns {EXAMPLES:,} images. All begin with the same weights and see the "
        "same batches in the same order; what differs is the optimizer with its rate."
    )
    names = [part.name for part in parts]
    chosen = st.multiselect(
        "Who takes part?",
        names,
        [name for name in names if not before or name in before],
        max_selections=len(SERIES),
        format_func=lambda name: name.partition(".")[2],
        key=f"race-digits-who-{' '.join(names)}",
    )
    rates = {}
    with st.container(horizontal=True):
        for part in parts:
            if part.name in chosen:
                known = Racer(part).rates
                usual = before.get(part.name, part.settings[part.rate].usual if part.rate else known[0])
                rates[part.name] = st.select_slider(
                    f"Rate of {part.signature.function}",
                    sorted({*known, usual}),
                    usual,
                    format_func=lambda rate: f"{rate:g}",
                    key=f"race-digits-{part.name}",
                    width=220,
                )
    left, right = st.columns(2)
    epochs = whole_number(left, "Epochs", 1, 100, USUAL_EPOCHS, key="race-epochs")
    seed = whole_number(right, "Seed", 0, 10**9, 0, key="race-seed")
    return {} if epochs is None or seed is None else experiments(shelf, rates, epochs, seed)


def _draw_live(run: Run, drawn: RunView) -> None:
    """The curves and who is where, redrawn while it goes on."""
    words = training_live.Words()

    def often(view: RunView) -> None:
        if view.message:
            st.error(look.plain(view.message))
        training_live.show(losses_chart(view.lanes, dark=look.dark()), words, "race")
        st.markdown("\n".join(f"1. {look.plain(sentence)}" for sentence in places(view.lanes)))
        if view.status == "ended" and (sentence := surprise(_by_optimizer(view))):
            st.info(look.plain(sentence), icon=":material/lightbulb:")
        if view.description:
            st.caption(look.plain(f"On {view.description}. They take turns, so that all see the same images."))

    training_live.redraw(run, drawn, often)


def _by_optimizer(view: RunView) -> dict[str, LaneView]:
    return {
        one.optimizer.use: lane for one, lane in zip(experiments_of(view), view.lanes, strict=True) if one.optimizer
    }


def _before(view: RunView | None) -> dict[str, float]:
    """The rates of the race that is shown, by optimizer."""
    found = experiments_of(view) if view else []
    return {one.optimizer.use: one.learning_rate for one in found if one.optimizer}
