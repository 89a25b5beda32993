"""A field for a whole number within bounds that says so when it is beyond them.

A browser keeps back what is beyond a field's own bounds: the page would go on with the number before, in silence.
"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from quiz_app import look


def whole_number(place: DeltaGenerator, label: str, least: int, most: int, value: int, *, key: str) -> int | None:
    """The number in the field, or None where it is out of bounds and the page says so.

    Args:
        place: where the field is drawn; what is said of it stands below, across the page.
        label: of the field.
        least: the smallest number that can be, `most` the largest.
        value: at first.
        key: in the session.
    """
    number = place.number_input(label, value=value, step=1, key=key)
    if least <= number <= most:
        return number
    st.error(look.plain(f"{label}: {number:,} cannot be; from {least:,} to {most:,} can."), icon=":material/error:")
    return None
