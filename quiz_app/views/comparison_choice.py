"""What to compare: the lanes of a comparison, from the same first weights."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from grader.functions import Mistake
from grader.report.listing import listed
from quiz_app import kit, look
from quiz_app.lessons import Lesson
from quiz_app.palette import SERIES
from quiz_app.runs.functions import Functions, with_mistake
from quiz_app.runs.job import TRAINING_IMAGES, Lane
from quiz_app.training.settings import Settings
from quiz_app.views.training_settings import BATCH_SIZES, RATES
from quiz_app.views.whole_number import whole_number

RATE, BATCH, MISTAKE = "Learning rates", "Batch sizes", "Mistakes"
MOST = len(SERIES)
LESSON_RATES = (0.1, 0.01, 0.0001)
LESSON_BATCHES = (1, 32, 256, 4000)
USUAL = Settings(epochs=5, batch_size=32, learning_rate=0.1, hidden=(128, 64), seed=0, falling=False)


def choose(
    functions: Functions, known: Mapping[str, Mistake], lesson: Lesson, shown: Sequence[Lane]
) -> tuple[Lane, ...]:
    """The lanes to compare: from the same first weights, with the same order of the images.

    Without known mistakes, as in a student's kit, there are none to compare. A page that is come back to begins with
    the settings of the comparison that it shows.
    """
    if "compare-what" not in st.session_state and shown:
        st.session_state.update(settings_of(shown, known))
    kinds = [RATE, BATCH, MISTAKE] if known else [RATE, BATCH]
    what = st.segmented_control(
        "Compare", kinds, default=RATE, required=True, key="compare-what", label_visibility="collapsed"
    )
    if not known:
        st.caption(kit.NO_MISTAKES)
    with st.container(horizontal=True):
        chosen, first, second = st.container(width="stretch"), st.container(width=120), st.container(width=120)
    epochs = whole_number(first, "Epochs", 1, 100, USUAL.epochs, key="compare-epochs")
    seed = whole_number(second, "Seed", 0, 10**9, USUAL.seed, key="compare-seed")
    if epochs is None or seed is None:
        return ()
    base = replace(USUAL, epochs=epochs, seed=seed)
    with chosen:
        if what == RATE:
            lanes = _rates(base, functions)
        elif what == BATCH:
            lanes = _sizes(base, functions)
        else:
            lanes = _mistakes(base, functions, known, lesson)
    st.caption(look.plain(_held_still(lanes, functions)))
    return tuple(lanes)


def _rates(base: Settings, functions: Functions) -> list[Lane]:
    rates = st.multiselect(
        RATE, RATES, LESSON_RATES, max_selections=MOST, format_func=lambda rate: f"{rate:g}", key="compare-rates"
    )
    return [Lane(f"rate {rate:g}", functions.chunks, replace(base, learning_rate=rate)) for rate in rates]


def _sizes(base: Settings, functions: Functions) -> list[Lane]:
    sizes = st.multiselect(BATCH, BATCH_SIZES, LESSON_BATCHES, max_selections=MOST, key="compare-batches")
    scaled = st.toggle(
        "Scale the rate with the batch size",
        value=True,
        key="compare-scaled",
        help="The mean of four times as many images is half as noisy, so it bears twice the rate. With one rate for "
        "all you compare rates as much as batches.",
    )
    settings = [_with_size(base, size, scaled=scaled) for size in sizes]
    return [Lane(_batches(one, scaled=scaled), functions.chunks, one) for one in settings]


def _mistakes(base: Settings, functions: Functions, known: Mapping[str, Mistake], lesson: Lesson) -> list[Lane]:
    chosen = st.multiselect(
        "Known mistakes",
        list(known),
        [mistake for mistake in lesson.compared_mistakes if mistake in known],
        max_selections=MOST - 1,
        format_func=lambda mistake: _title(known[mistake]),
        key="compare-mistakes",
    )
    made = [with_mistake(functions, known[mistake]) for mistake in chosen]
    return [Lane(one.name, one.chunks, base) for one in (replace(functions, name="the right version"), *made)]


def settings_of(lanes: Sequence[Lane], known: Mapping[str, Mistake]) -> dict[str, object]:
    """The widgets' values that give these lanes."""
    settings = [lane.settings for lane in lanes]
    found: dict[str, object] = {"compare-epochs": settings[0].epochs, "compare-seed": settings[0].seed}
    what = kind_of(lanes)
    rates = [one.learning_rate for one in settings]
    if what == RATE:
        return {**found, "compare-what": RATE, "compare-rates": rates}
    if what == BATCH:
        sizes = [one.batch_size for one in settings]
        return {**found, "compare-what": BATCH, "compare-batches": sizes, "compare-scaled": len(set(rates)) > 1}
    names = {lane.label for lane in lanes}
    mistakes = [mistake for mistake in known if _title(known[mistake]) in names]
    return {**found, "compare-what": MISTAKE, "compare-mistakes": mistakes}


def kind_of(lanes: Sequence[Lane]) -> str:
    """What differs between these lanes."""
    settings = [lane.settings for lane in lanes]
    if len({one.batch_size for one in settings}) > 1:
        return BATCH
    return RATE if len({one.learning_rate for one in settings}) > 1 else MISTAKE


def subject(lanes: Sequence[Lane]) -> str:
    """What these lanes compare, as a title: "learning rates 0.1 and 0.01, 5 epochs"."""
    settings, what = [lane.settings for lane in lanes], kind_of(lanes)
    epochs = f"{settings[0].epochs} epoch{'s' if settings[0].epochs > 1 else ''}"
    if what == RATE:
        return f"learning rates {listed([f'{one.learning_rate:g}' for one in settings])}, {epochs}"
    if what == BATCH:
        return f"batch sizes {listed([str(one.batch_size) for one in settings])}, {epochs}"
    wrong = len(lanes) - 1
    return f"the right version and {wrong} mistake{'s' if wrong > 1 else ''}, {epochs}"


def _with_size(base: Settings, size: int, *, scaled: bool) -> Settings:
    """The rate grows with the square root of the batch size: so does the noise of its mean shrink."""
    rate = base.learning_rate * math.sqrt(size / base.batch_size) if scaled else base.learning_rate
    return replace(base, batch_size=size, learning_rate=float(f"{rate:.2g}"))


def _title(mistake: Mistake) -> str:
    return f"{mistake.function}: {mistake.name}"


def _batches(settings: Settings, *, scaled: bool) -> str:
    whole = ", the whole set" if settings.batch_size == TRAINING_IMAGES["bundled"] else ""
    rate = f", rate {settings.learning_rate:g}" if scaled else ""
    return f"batch size {settings.batch_size}{whole}{rate}"


def _held_still(lanes: Sequence[Lane], functions: Functions) -> str:
    """What is the same for all lanes, and how the rate goes with the batch size where both differ."""
    rates = {lane.settings.learning_rate for lane in lanes}
    sizes = {lane.settings.batch_size for lane in lanes}
    same = [functions.name, "784-128-64-10", "the bundled images", "the same first weights and order of images"]
    same += [f"rate {rate:g}" for rate in rates if len(rates) == 1]
    same += [f"batch size {size}" for size in sizes if len(sizes) == 1]
    text = f"The same for all: {', '.join(same)}."
    if len(rates) > 1 and len(sizes) > 1:
        text += f" The rate is {USUAL.learning_rate:g} for batches of {USUAL.batch_size}, and twice as much for four"
        text += " times the batch size."
    return text
