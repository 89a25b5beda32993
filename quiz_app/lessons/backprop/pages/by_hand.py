"""By hand: the eleven steps with numbers, nudging, and a spreadsheet with a mistake."""

import streamlit as st

from quiz_app import look, session
from quiz_app.lessons.backprop import ASSIGNMENT, remembered
from quiz_app.lessons.backprop.draw_nudge import draw_nudge
from quiz_app.lessons.backprop.draw_numbers import draw_example, draw_numbers
from quiz_app.lessons.backprop.draw_spreadsheet import draw_spreadsheet
from quiz_app.lessons.backprop.draw_walking import draw_walk
from quiz_app.lessons.backprop.walk import Walk

VIEWS = {"steps": "The eleven steps", "nudge": "Check by nudging", "spreadsheet": "Find the mistake"}


def remember_view() -> None:
    """In the address, so that a link or a reload comes back to it."""
    st.query_params["view"] = st.session_state["view"]


def follow_address(walk: Walk) -> None:
    """The place is in the address, too, for a reload. A link leads; after that the buttons do."""
    named = {key: st.query_params[key] for key in ("step", "part") if key in st.query_params}
    if named and named != remembered.walk_address():
        walk.go_to_address(named)
    for key in named.keys() - walk.address.keys():
        del st.query_params[key]
    for key, value in walk.address.items():
        if st.query_params.get(key) != value:
            st.query_params[key] = value
    remembered.keep_walk_address(walk.address)


session.choose_assignment(ASSIGNMENT)
look.page("By hand", "The whole of backpropagation on a network so small that a pencil is enough.")
walk = remembered.walk()
follow_address(walk)
asked = st.query_params.get("view", "")
with st.container(horizontal=True, horizontal_alignment="distribute"):
    view = st.segmented_control(
        "What to do",
        list(VIEWS),
        default=asked if asked in VIEWS else "steps",
        required=True,
        format_func=VIEWS.__getitem__,
        key="view",
        on_change=remember_view,
        label_visibility="collapsed",
    )
    if view != "spreadsheet":
        draw_example(walk)
if view == "steps":
    work = session.student_work()
    draw_walk(walk, work)
    draw_numbers(walk)
    session.follow(work)
elif view == "nudge":
    draw_nudge(walk)
    draw_numbers(walk)
else:
    draw_spreadsheet(remembered.puzzle())
