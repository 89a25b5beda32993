"""Race: the student's optimizers on one chart, down a landscape and on handwritten digits."""

import streamlit as st

from quiz_app import laboratory_session as laboratory
from quiz_app import look, session
from quiz_app.laboratory.openings import missing
from quiz_app.lessons.optimizers import LESSON, digits_race, racing
from quiz_app.lessons.optimizers.landscapes import LANDSCAPES
from quiz_app.views import whose_files
from quiz_app.views.locked import say_what_is_checked, say_what_is_locked, say_what_stands_in

session.choose_assignment(LESSON.assignment)
look.page(
    "Race",
    "Your optimizers go down the same hill from the same place, each with a rate that suits it. Who arrives first, "
    "and by which way?",
    wide=True,
)
left, right = st.columns([3, 2], gap="medium")
with right:
    mine = whose_files.draw()
works = session.all_work()
passing = laboratory.usable(works)
shelf = laboratory.at_hand()
racers = [part for name, part in shelf.optimizers.items() if passing is None or name in passing]
checking = [work for work in works.values() if mine and work.status == "checking"]
with left:
    st.header("Down a landscape", anchor=False)
    landscape = st.segmented_control(
        "Landscape",
        list(LANDSCAPES),
        default="ravine",
        required=True,
        format_func=lambda name: LANDSCAPES[name].title,
        key="race-landscape",
        label_visibility="collapsed",
    )
    st.caption(LANDSCAPES[landscape].about)
if checking:
    say_what_is_checked(checking, "What passes can race.")
else:
    say_what_is_locked(missing(shelf.optimizers, passing), "the race lacks")
    say_what_stands_in(shelf.optimizers, "the race")
if racers:
    racing.draw(landscape, racers, racing.RaceFiles(works, dict(laboratory.files([part.name for part in racers]))))
    st.header("On handwritten digits", anchor=False)
    digits_race.draw(shelf, racers, passing)
for work in checking:
    session.follow(work)
