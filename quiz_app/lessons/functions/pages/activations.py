"""Activations: the student's own, with their slopes, where they are flat, and what twenty of them leave."""

import streamlit as st

from quiz_app import laboratory_session as laboratory
from quiz_app import look, session
from quiz_app.lessons.functions import LESSON, activations
from quiz_app.lessons.functions.asking import FilesToAsk
from quiz_app.views import whose_files

session.choose_assignment(LESSON.assignment)
look.page(
    "Activations",
    "Your activation and your derivative, drawn from your own code, beside the slope that is measured. Where is it "
    "flat, and what is left of a gradient after twenty layers?",
)
st.html("<style>.stMainBlockContainer{max-width:72rem}</style>")
mine = whose_files.draw()
works = session.all_work()
asked = FilesToAsk(works, {} if mine else dict(laboratory.course_files()))
checking = [work for work in works.values() if mine and work.status == "checking"]
if checking:
    names = ", ".join(look.plain(work.name) for work in checking)
    st.info(f"Being checked: {names}. What passes is unlocked.", icon=":material/hourglass_top:")
activations.draw(laboratory.at_hand(), laboratory.written(works) if mine else None, asked)
asked.wait()
for work in checking:
    session.follow(work)
