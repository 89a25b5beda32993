"""What to compare: the lanes of a comparison, from the same first weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from grader.functions import Mistake
from quiz_app import kit, look
from quiz_app.lessons import Lesson
from quiz_app.palette import SERIES
from quiz_app.runs.functions import Functions, with_mistake
from quiz_app.runs.job import Lane
from quiz_app.training.settings import Settings
from quiz_app.views.training_settings import BATCH_SIZES, RATES
from quiz_app.views.whole_number import whole_number

RATE, BATCH, MISTAKE = "Learning rates", "Batch sizes", "Mistakes"
MOST = len(SERIES)
LESSON_RATES = (0.1, 0.01, 0.0001)
LESSON_BATCHES = (1, 32, 256, 4000)


def choose(
    functions: Functions, known: Mapping[str, Mistake], lesson: Lesson, shown: Sequence[Lane]
) -> tuple[str, tuple[Lane, ...]]:
    """What is compared, and the lanes: from the same first weights, with the same order of the images.

    Without known mistakes, as in a student's kit, there are none to compare. A page that is come back to begins with
    the settings of the comparison that it shows.
    """
    if "compare-what" not in st.session_state and shown:
        st.session_state.update(settings_of(shown, known))
    kinds = [RATE, BATCH, MISTAKE] if known else [RATE, BATCH]
    what = st.segmented_control("Compare", kinds, default=RATE, required=True, key="compare-what")
    if not known:
        st.caption(kit.NO_MISTAKES)
    left, right = st.columns(2)
    epochs = whole_number(left, "Epochs", 1, 100, 5, key="compare-epochs")
    seed = whole_number(right, "Seed", 0, 10**9, 0, key="compare-seed")
    if epochs is None or seed is None:
        return what, ()
    base = Settings(epochs=epochs, batch_size=32, learning_rate=0.1, hidden=(128, 64), seed=seed, falling=False)
    if what == RATE:
        rates = st.multiselect(
            "Learning rates",
            RATES,
            LESSON_RATES,
            max_selections=MOST,
            format_func=lambda rate: f"{rate:g}",
            key="compare-rates",
        )
        lanes = [Lane(f"rate {rate:g}", functions.chunks, replace(base, learning_rate=rate)) for rate in rates]
    elif what == BATCH:
        sizes = st.multiselect("Batch sizes", BATCH_SIZES, LESSON_BATCHES, max_selections=MOST, key="compare-batches")
        lanes = [Lane(_batches(size), functions.chunks, replace(base, batch_size=size)) for size in sizes]
    else:
        default = [mistake for mistake in lesson.compared_mistakes if mistake in known]
        chosen = st.multiselect(
            "Known mistakes",
            list(known),
            default,
            max_selections=MOST - 1,
            format_func=lambda mistake: _title(known[mistake]),
            key="compare-mistakes",
        )
        made = [with_mistake(functions, known[mistake]) for mistake in chosen]
        lanes = [Lane(each.name, each.chunks, base) for each in (replace(functions, name="the right version"), *made)]
    st.caption(look.plain(_held_still(what, base, functions)))
    return what, tuple(lanes)


def settings_of(lanes: Sequence[Lane], known: Mapping[str, Mistake]) -> dict[str, object]:
    """The widgets' values that give these lanes."""
    settings = [lane.settings for lane in lanes]
    found: dict[str, object] = {"compare-epochs": settings[0].epochs, "compare-seed": settings[0].seed}
    rates, sizes = [one.learning_rate for one in settings], [one.batch_size for one in settings]
    if len(set(rates)) > 1:
        return {**found, "compare-what": RATE, "compare-rates": rates}
    if len(set(sizes)) > 1:
        return {**found, "compare-what": BATCH, "compare-batches": sizes}
    names = {lane.label for lane in lanes}
    mistakes = [mistake for mistake in known if _title(known[mistake]) in names]
    return {**found, "compare-what": MISTAKE, "compare-mistakes": mistakes}


def _title(mistake: Mistake) -> str:
    return f"{mistake.function}: {mistake.name}"


def _batches(size: int) -> str:
    if size == 1:
        return "batch size 1"
    return "batch size 4000, the whole set" if size == 4000 else f"batch size {size}"


def _held_still(what: str, base: Settings, functions: Functions) -> str:
    same = [f"{functions.name}", "784-128-64-10", "the bundled images", "the same first weights and order of images"]
    if what != RATE:
        same.append(f"rate {base.learning_rate:g}")
    if what != BATCH:
        same.append(f"batch size {base.batch_size}")
    return f"The same for all: {', '.join(same)}."
