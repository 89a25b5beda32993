"""A derivative beside a finite difference, and the two kinds of error of the latter."""

from __future__ import annotations

import numpy as np
import streamlit as st

from quiz_app import look
from quiz_app.lessons.backprop import arithmetic_chart as arithmetic
from quiz_app.lessons.backprop.loss_curve_chart import curve_chart, loss_curve
from quiz_app.lessons.backprop.nudging import EPSILONS, NUDGED, Quotient, derivative, quotients
from quiz_app.lessons.backprop.nudging_chart import alternative_text, error_chart
from quiz_app.lessons.backprop.walk import Walk
from quiz_app.lessons.backprop.worked import number


def draw_nudge(walk: Walk) -> None:
    """Which number, how far, what comes out, and how wrong that is."""
    st.header("Nudge a number, watch the loss", anchor=False)
    st.markdown(
        "A derivative says how fast the loss changes. So change one number by a little, *epsilon*: the change of the "
        "loss, divided by the change of the number, should be the derivative. But how little is little enough?"
    )
    name, index, central = _choice(walk)
    slope = derivative(walk.exercise, name, index)
    epsilon = st.select_slider(
        "Epsilon, the nudge", EPSILONS[::-1], key="epsilon", format_func="{:.0e}".format, value=0.3
    )
    found = quotients(walk.exercise, name, index, central)
    chosen = found[EPSILONS.index(epsilon)]
    left, right = st.columns([9, 11], gap="medium")
    with left:
        _draw_numbers(name, index, slope, chosen, central=central)
    curve = curve_chart(
        loss_curve(walk.exercise, name, index),
        f"{name}[{', '.join(map(str, index))}]",
        walk.exercise.loss,
        slope,
        chosen,
        central=central,
        dark=look.dark(),
    )
    with right:
        st.vega_lite_chart(curve.spec, width="stretch", alt=curve.alt)
        st.caption("As epsilon shrinks, the two points come together, and the secant turns into the tangent.")
    if not any(quotient.error for quotient in found):
        st.info(
            "However far this number is nudged here, the loss does not change. Either it acts only through a ReLU "
            "that is off, or it is a weight whose input is 0, or the network is quite sure already."
        )
        return
    st.vega_lite_chart(
        error_chart(found, epsilon, dark=look.dark()), width="stretch", alt=alternative_text(found, chosen)
    )
    best = min(found, key=lambda quotient: quotient.error)
    st.caption(
        "Truncation: two points of a curve do not give its tangent; it shrinks with epsilon. Rounding: two "
        "losses that are nearly equal are subtracted, and only their last digits are left; it grows as epsilon "
        "shrinks. Here "
        f"the sum of both is least near {best.epsilon:.0e}."
    )


def _choice(walk: Walk) -> tuple[str, tuple[int, ...], bool]:
    left, middle, right = st.columns(3)
    name = left.selectbox("Nudge a number of", NUDGED, NUDGED.index("W3"), key="nudged array")
    indices = list(np.ndindex(walk.exercise.given[name].shape))
    first = 1 if len(indices) > 1 else 0
    place = middle.selectbox(
        "Entry",
        range(len(indices)),
        first,
        format_func=lambda place: f"{name}[{', '.join(map(str, indices[place]))}]",
        key=f"nudged entry {name} {len(indices)}",
    )
    way = right.selectbox("Which way", ("both ways (central)", "up only (one-sided)"), key="nudged way")
    return name, indices[place], way.startswith("both")


def _draw_numbers(name: str, index: tuple[int, ...], slope: float, chosen: Quotient, *, central: bool) -> None:
    entry, e = f"{name}[{', '.join(map(str, index))}]", f"{chosen.epsilon:.0e}"
    lower = f"L at {entry} \N{MINUS SIGN} {e}" if central else "L unchanged"
    rows = (
        (f"L at {entry} + {e}", f"{chosen.above + 0.0:.15f}"),
        (lower, f"{chosen.below + 0.0:.15f}"),
        (f"their difference / {f'(2 · {e})' if central else e}", f"{chosen.value:.12f}"),
        ("the derivative, by the eleven steps", f"{slope:.12f}"),
        ("error by truncation", f"{chosen.truncation:.1e}"),
        ("error by rounding", f"{chosen.rounding:.1e}"),
    )
    st.html(arithmetic.facts(rows))
    if chosen.corner:
        st.warning(
            "Between the two points a ReLU switches on or off: the loss has a corner there, and the quotient "
            "straddles it. A smaller epsilon stays on one side."
        )
    elif abs(chosen.value - slope) > 1e-3 * max(1.0, abs(slope)):
        st.info(f"They differ by {number(chosen.value - slope)}. Try another epsilon.")
