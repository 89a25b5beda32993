"""What a session remembers of the lesson by hand: the place on the walk, and the work on the spreadsheet."""

from __future__ import annotations

from typing import cast

import streamlit as st

from quiz_app.lessons.backprop.puzzle import Puzzle
from quiz_app.lessons.backprop.walk import Walk
from quiz_app.session import belongings


def walk() -> Walk:
    """Where this session is on the walk through the steps by hand."""
    if "walk" not in st.session_state:
        st.session_state["walk"] = begun = Walk()
        if isinstance(kept := belongings().get("walk"), dict):
            begun.go_to_address({str(key): str(value) for key, value in kept.items()})
    return cast(Walk, st.session_state["walk"])


def walk_address() -> dict[str, str]:
    """The place that the walk wrote into the page's address last."""
    return cast("dict[str, str]", st.session_state.get("walk_address", {}))


def keep_walk_address(address: dict[str, str]) -> None:
    """Remember what was written into the page's address."""
    st.session_state["walk_address"] = address
    belongings().keep("walk", address)


def puzzle() -> Puzzle:
    """What this session has found out about the spreadsheet."""
    if "puzzle" not in st.session_state:
        st.session_state["puzzle"] = Puzzle()
    return cast(Puzzle, st.session_state["puzzle"])
