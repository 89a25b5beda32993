"""Sweep: choices drawn at random within a budget of time, as one picture, and what of them mattered."""

import streamlit as st

from quiz_app import laboratory_session as laboratory
from quiz_app import look, session, training_session
from quiz_app.charts.sweep import sweep_chart
from quiz_app.laboratory.experiment import packed
from quiz_app.laboratory.openings import called_by, missing
from quiz_app.laboratory.sweep import BATCHES, EPOCHS, EXAMPLES, MOST_TRIALS, WIDTHS, drawn, in_words, trials
from quiz_app.palette import SERIES
from quiz_app.runs.job import Job, Until
from quiz_app.runs.progress import RunView
from quiz_app.views import trials_live, whose_files
from quiz_app.views.locked import say_what_is_checked, say_what_is_locked, say_what_stands_in
from quiz_app.views.run_buttons import draw_buttons, say_news
from quiz_app.views.training_live import Words, show

SECONDS = (20, 60, 180, 300)


def draw_trials(view: RunView, words: Words) -> None:
    """The picture, and what is seen on it."""
    experiments = trials_live.experiments_of(view)
    found = trials(experiments, view.lanes)
    optimizers = list(dict.fromkeys(one.optimizer.use for one in experiments if one.optimizer))
    show(sweep_chart(found, sorted(optimizers), dark=look.dark()), words, "sweep")
    st.caption(
        f"{trials_live.ended(view)} trials have ended, of up to {len(view.lanes)} within {view.job.seconds:.0f} "
        "seconds. The larger the mark, the more units. What has diverged lies at the upper edge."
    )
    if view.status == "ended":
        for sentence in in_words(found):
            st.markdown(look.plain(sentence))
        if found:
            best = min(found, key=lambda trial: trial.loss)
            st.page_link(
                "course_pages/laboratory.py",
                label="Open the best one in the Laboratory",
                icon=":material/science:",
                query_params={laboratory.ADDRESS: packed(best.experiment)},
            )


look.page(
    "Sweep",
    "Which rate, which optimizer, how large a batch, how many units? Draw them at random, train each network for a "
    "moment, and see what matters.",
)
left, right = st.columns([3, 2], gap="medium")
with right:
    mine = whose_files.draw()
works = session.all_work()
passing = laboratory.usable(works)
shelf = laboratory.at_hand()
current = training_session.current_run("sweep")
if current is None:
    training_session.prepare()
view = current.view if current else None
usable = [name for name in shelf.optimizers if passing is None or name in passing][: len(SERIES)]
with left:
    seconds = st.select_slider("Seconds to spend", SECONDS, SECONDS[1], key="sweep-seconds")
    st.caption(
        f"Each trial: {EXAMPLES:,} handwritten digits, {EPOCHS} epochs, one hidden layer with ReLU. "
        f"Up to {MOST_TRIALS} trials, {trials_live.at_once()} at a time."
    )
with st.expander("What to draw from"):
    optimizers = st.multiselect(
        "Optimizers", usable, usable, format_func=lambda name: name.partition(".")[2], key=f"sweep-{usable}"
    )
    batches = st.multiselect("Batch sizes", BATCHES, BATCHES, key="sweep-batches")
    widths = st.multiselect("Units", WIDTHS, WIDTHS, key="sweep-widths")
    seed = st.number_input("Seed of what is drawn", 0, 10**9, 0, key="sweep-seed")
    st.caption("Learning rates are always drawn, evenly on a logarithmic scale from 0.001 to 3.")
able = bool(optimizers and batches and widths)
experiments = drawn(shelf, optimizers, batches, widths, MOST_TRIALS, int(seed)) if able else []
example, *_ = experiments or drawn(shelf, list(shelf.optimizers)[:1], BATCHES, WIDTHS, 1, 0)
needed = called_by(example, shelf)
checking = [work for work in works.values() if mine and work.status == "checking"]
locked = missing([*needed, *shelf.optimizers], passing)
if checking:
    say_what_is_checked(checking)
else:
    say_what_is_locked(locked, "a sweep may call")
    say_what_stands_in([*needed, *shelf.optimizers], "a sweep")


def start(until: Until | None) -> None:
    """Begin a sweep of what is chosen."""
    lanes = laboratory.lanes_of((f"trial {place}", one) for place, one in enumerate(experiments, start=1))
    job = Job(
        lanes,
        "bundled",
        session.course().root,
        session.assignment().name,
        slice_seconds=trials_live.SLICE_SECONDS,
        at_once=trials_live.at_once(),
        seconds=float(seconds),
        page="sweep",
    )
    training_session.start("sweep", job, until)


ready = able and not checking and not set(needed) & set(locked)
draw_buttons(current, view.status if view else "", start, able=ready, key="sweep-controls", whole=True)
say_news("sweep")
if current is not None and view is not None:
    trials_live.draw_live(current, view, draw_trials)
for work in checking:
    session.follow(work)
