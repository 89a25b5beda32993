"""The app's entry: which pages there are."""

import streamlit as st

from grader.start import leave_out_grammars
from quiz_app import look, session

leave_out_grammars()  # the gradebook is nbgrader's
look.set_up(hosted=session.hosted())
session.remember_browser()
# Without headings between them: Streamlit's lists with headings are no lists to a screen reader.
st.navigation(
    [
        st.Page("pages/home.py", title="Home", icon=":material/home:", default=True),
        st.Page("pages/by_hand.py", title="By hand", icon=":material/edit:"),
        st.Page("pages/my_steps.py", title="My steps", icon=":material/checklist:"),
        st.Page("pages/quiz.py", title="Quiz", icon=":material/quiz:"),
        st.Page("pages/train.py", title="Train", icon=":material/trending_down:"),
        st.Page("pages/compare.py", title="Compare", icon=":material/compare_arrows:"),
        st.Page("pages/draw.py", title="Draw", icon=":material/draw:"),
        st.Page(
            "pages/instructor.py",
            title="Instructor",
            icon=":material/school:",
            visibility="visible" if session.sees_class() else "hidden",  # its address opens it for everybody
        ),
    ]
).run()
