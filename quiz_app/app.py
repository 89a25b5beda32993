"""The app's entry: which pages there are."""

import streamlit as st

from grader.start import leave_out_grammars
from quiz_app import class_session, look, session
from quiz_app.lessons import LessonPage, lessons_of


def page_of(page: LessonPage) -> st.Page:
    return st.Page(page.file, title=page.title, icon=page.icon)


leave_out_grammars()  # the gradebook is nbgrader's
look.set_up(hosted=session.hosted())
session.remember_browser()
lessons = lessons_of(session.course().assignments)
# Without headings between them: Streamlit's lists with headings are no lists to a screen reader.
page = st.navigation(
    [
        st.Page("course_pages/home.py", title=look.HOME, icon=":material/home:", default=True),
        *(page_of(lesson.by_hand) for lesson in lessons if lesson.by_hand),
        st.Page("course_pages/my_steps.py", title="My steps", icon=":material/checklist:"),
        st.Page("course_pages/quiz.py", title="Quiz", icon=":material/quiz:"),
        *(page_of(page) for lesson in lessons for page in lesson.pages),
        st.Page("course_pages/laboratory.py", title="Laboratory", icon=":material/science:"),
        st.Page("course_pages/sweep.py", title="Sweep", icon=":material/scatter_plot:"),
        st.Page("course_pages/runs.py", title="Runs", icon=":material/stacked_line_chart:"),
        st.Page(
            "course_pages/instructor.py",
            title="Instructor",
            icon=":material/school:",
            visibility="visible" if class_session.sees_class() else "hidden",  # its address opens it for everybody
        ),
    ],
    expanded=True,  # else the last ones hide behind "View more"
)
look.name(session.course().title, page.title)
page.run()
