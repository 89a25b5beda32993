"""An activation of the student's, drawn from their own code beside the slope that is measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from grader.running.error import GradingError
from quiz_app import look
from quiz_app.charts.activation import Curve, activation_chart, asked, in_words
from quiz_app.grading_process import Arguments
from quiz_app.laboratory.assembling import Shelf
from quiz_app.laboratory.blocks import Block
from quiz_app.student_work import StudentWork
from quiz_app.training.program import ENGINE, Operation
from quiz_app.views.laboratory_network import NetworkChoices

ASKING = "asking"
POLL_SECONDS = 0.5


def draw(shelf: Shelf, works: Mapping[str, StudentWork], choices: NetworkChoices) -> None:
    """A choice of activations, and the one that is chosen."""
    known = {name: block for name, block in shelf.blocks.items() if block.is_activation and _of_students(block)}
    chosen = st.selectbox("Activation", list(known), format_func=choices.title, key="laboratory-activation")
    if chosen is None:
        return
    if lacking := choices.missing([chosen]):
        st.caption(f"🔒 Write {' and '.join(f'`{name}`' for name in lacking)} first.")
        return

    block = known[chosen]
    settings = {name: each.usual for name, each in block.settings.items()}

    asking = _curve(block, works, settings) == ASKING

    @st.fragment(run_every=POLL_SECONDS if asking else None)
    def look_at_it() -> None:
        found = _curve(block, works, settings)
        if isinstance(found, str):
            st.caption("Asking your functions …" if found == ASKING else look.plain(found))
        elif found.tells_nothing:
            st.caption("It looks at a whole row at a time, so that a single number tells nothing about it.")
        else:
            chart = activation_chart(found, dark=look.dark())
            st.vega_lite_chart(chart.spec, alt=chart.alt, key="laboratory-activation-chart", width="stretch")
            for sentence in in_words(found):
                st.markdown(look.plain(sentence))

    look_at_it()


def _of_students(block: Block) -> bool:
    return not block.forward[0].function.startswith(ENGINE)


def _curve(block: Block, works: Mapping[str, StudentWork], settings: Mapping[str, float]) -> Curve | str:
    """The curve; ASKING while there is no answer yet, or why there will be none."""
    found = []
    for call in (block.forward[0], block.backward[0]):
        assignment, _, function = call.function.partition(".")
        future = works[assignment].answers({function: _arguments(call, settings)})
        if future is None or not future.done():
            return ASKING
        try:
            answer = future.result().get(function)
        except GradingError:  # told on My steps
            answer = None
        arrays = answer.arrays if answer is not None and answer.outcome == "returned" else ()
        if len(arrays) != 1 or arrays[0].shape != asked().shape:
            return f"{function} gave no answer that can be drawn."
        found.append(arrays[0].astype(np.float64))
    return Curve.of(*found)


def _arguments(call: Operation, settings: Mapping[str, float]) -> Arguments:
    z = asked()
    values: dict[str, Any] = {
        "x": z,
        "dy": np.ones_like(z),
        **{f"#{name}": value for name, value in settings.items()},
    }
    return tuple(values[name] for name in call.arguments)
