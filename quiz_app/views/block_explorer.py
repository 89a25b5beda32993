"""What each block of a network hands on for an image: one block at a time, all of its units."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from quiz_app import look
from quiz_app.charts.units import unit_map
from quiz_app.drawing.asking import AskedNetwork, NotAnswered
from quiz_app.training.program import Program
from quiz_app.training.trained import blocks_in_use


def draw(program: Program, asked: AskedNetwork, image: NDArray[np.float32]) -> None:
    """A choice of blocks, and the units of the chosen one. `image` (784,) in [0, 1]."""
    st.header("Block by block", anchor=False)
    st.caption("A tile is a unit, the greener the more it answers. Choose a block to see what it hands on.")
    known = blocks_in_use(program)
    chosen = st.selectbox(
        "Block", list(known), format_func=lambda block: f"{block + 1} · {known[block]}", key="explored-block"
    )
    try:
        values = asked.block(image[None], chosen)
    except NotAnswered as why:
        st.warning(look.plain(str(why)))
        return
    chart = unit_map(values[0], chosen + 1, None, dark=look.dark())
    words = chart.alt.replace("Layer", "Block", 1)
    st.markdown(f"**{look.plain(words)}**")
    st.vega_lite_chart(chart.spec, alt=words, key=f"block-{chosen}", width="stretch")
