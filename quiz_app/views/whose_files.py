"""Whose functions the laboratory uses: the student's own, or the course's where they are at hand."""

from __future__ import annotations

import streamlit as st

from quiz_app import kit, session
from quiz_app import laboratory_session as laboratory


def draw() -> bool:
    """The choice; whether it is the student's own."""
    if kit.is_kit(session.course()):
        return True
    options = [laboratory.MINE, laboratory.COURSE]
    chosen = st.radio(
        "Whose functions?",
        options,
        options.index(laboratory.whose()),
        horizontal=True,
        key="laboratory-whose",
        label_visibility="collapsed",
    )
    laboratory.keep_whose(chosen)
    if chosen == laboratory.COURSE:
        st.caption("Nothing on this page is yours now: it shows what your functions will do once they pass.")
    return bool(chosen == laboratory.MINE)
