"""An activation of the student's, drawn from their own code: its slope, where it is flat, and twenty layers of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from quiz_app import look
from quiz_app.charts.activation import Curve, activation_chart, asked, in_words, layers_chart, left_in_words
from quiz_app.laboratory.assembling import Shelf
from quiz_app.laboratory.blocks import Block
from quiz_app.laboratory.openings import missing
from quiz_app.lessons.functions.asking import FilesToAsk, arguments_of, settings_of
from quiz_app.training.program import ENGINE
from quiz_app.views.locked import say_what_is_locked, say_which_stand_in


def draw(shelf: Shelf, usable: set[str] | None, asked_of: FilesToAsk) -> None:
    """A choice of activations, and the one that is chosen. What does not pass yet is locked."""
    known = {name: block for name, block in shelf.blocks.items() if block.is_activation and _of_students(block)}

    def locked(name: str) -> list[str]:
        return missing(shelf.needs(name), usable)

    def title(name: str) -> str:
        return f"🔒 {known[name].title}" if locked(name) else known[name].title.replace("_", " ")

    chosen = st.segmented_control(
        "Activation", list(known), default=next(iter(known), None), required=True, format_func=title, key="activation"
    )
    if chosen is None:
        return
    if lacking := locked(chosen):
        say_what_is_locked(lacking, "this activation calls")
        return
    say_which_stand_in(shelf.needs(chosen))
    block = known[chosen]
    settings = settings_of(block.settings, f"activation-{chosen}")
    found = _curve(block, asked_of, settings)
    if found is None:
        st.caption("Asking your functions …")
    elif isinstance(found, str):
        st.caption(look.plain(found))
    elif found.tells_nothing:
        st.caption("It looks at a whole row at a time, so that a single number tells nothing about it.")
    else:
        _draw_curve(found)


def _draw_curve(curve: Curve) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        chart = activation_chart(curve, dark=look.dark())
        st.vega_lite_chart(chart.spec, alt=chart.alt, key="activation-chart", width="stretch")
        for sentence in in_words(curve):
            st.markdown(look.plain(sentence))
    with right:
        z = st.slider("Where each of the twenty layers stands: z", -6.0, 6.0, 1.0, 0.1, key="activation-z")
        chart = layers_chart(curve, z, dark=look.dark())
        st.vega_lite_chart(chart.spec, alt=chart.alt, key="layers-chart", width="stretch")
        st.markdown(look.plain(left_in_words(curve, z)))


def _of_students(block: Block) -> bool:
    return not block.forward[0].function.startswith(ENGINE)


def _curve(block: Block, asked_of: FilesToAsk, settings: Mapping[str, float]) -> Curve | str | None:
    """The curve; None while there is no answer yet, or why there will be none."""
    z = asked()
    values = {"x": z, "dy": np.ones_like(z)}
    found = []
    for call in (block.forward[0], block.backward[0]):
        answer = asked_of.array(call.function, arguments_of(call, values, settings), z.shape)
        if answer is None or isinstance(answer, str):
            return answer
        found.append(answer)
    return Curve.of(*found)
