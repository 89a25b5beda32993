"""Whose functions are to be trained: a choice, and a refusal in words where they cannot be."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from grader.functions import Mistake
from quiz_app import kit, look, session
from quiz_app.lessons import Lesson
from quiz_app.runs.functions import (
    Functions,
    Readiness,
    known_mistakes,
    of_course,
    of_student,
    readiness,
    with_mistake,
)
from quiz_app.student_work import StudentWork
from quiz_app.training_session import choices

MINE = "My functions"
AS_THEY_ARE = "My functions, mistakes included"
KNOWN = "A known mistake, to see what it does"
COURSE = "The course's functions, as a preview"


def choose(work: StudentWork, lesson: Lesson) -> Functions | None:
    """Draws the choice. None: what is chosen cannot be trained, and the page has said why."""
    report = None if work.problem else work.report
    state = readiness(report) if report else None
    own = of_course(session.course(), work.assignment)
    known = known_mistakes(session.course(), work.assignment)
    options = [MINE]
    if state and state.failing and state.trainable:
        options.append(AS_THEY_ARE)
    if known and (own or (state and state.ready)):
        options.append(KNOWN)
    if own:
        options.append(COURSE)
    kept = choices().whose
    choices().whose = st.radio(
        "Whose functions?",
        options,
        index=options.index(kept) if kept in options else 0,
        captions=[_caption(option, state) for option in options],
        key="training-whose",
    )
    if kit.is_kit(session.course()):
        st.caption(kit.NO_MISTAKES)
    mine = of_student(work.submission) if work.submission and state else None
    match choices().whose:
        case choice if choice == KNOWN:
            base = mine if mine and state and state.ready else own
            mistake = choose_mistake(known, choices().mistake or lesson.first_mistake, "training-mistake")
            choices().mistake = mistake.id
            return with_mistake(base, mistake) if base else None
        case choice if choice == COURSE:
            return own
        case choice if choice == AS_THEY_ARE:
            return mine
    if state is None:
        _say_why_not_graded(work)
        return None
    if not state.ready:
        _refuse(state, len(work.assignment.steps))
        return None
    return mine


def choose_mistake(known: Mapping[str, Mistake], kept: str, key: str) -> Mistake:
    """One of the known mistakes, of which there must be some: first its function, then which."""
    functions = list(dict.fromkeys(mistake.function for mistake in known.values()))
    before = known.get(kept) or next(iter(known.values()))
    left, right = st.columns(2)
    function = left.selectbox(
        "In which function?", functions, index=functions.index(before.function), key=f"{key}-function"
    )
    ids = [id for id, mistake in known.items() if mistake.function == function]
    chosen = right.selectbox(
        "Which mistake?",
        ids,
        index=ids.index(before.id) if before.id in ids else 0,
        format_func=lambda id: known[id].name,
        key=f"{key}-{function}",
    )
    mistake = known[chosen]
    st.caption(look.plain(mistake.why))
    return mistake


def _caption(option: str, state: Readiness | None) -> str:
    if option == MINE:
        if state is None:
            return "not checked yet"
        if state.ready:
            return "every step passes"
        return (
            "one step does not pass yet" if len(state.failing) == 1 else f"{len(state.failing)} steps do not pass yet"
        )
    if option == AS_THEY_ARE:
        return "wrong as some of them are: watch what that does"
    if option == KNOWN:
        mine = state is not None and state.ready
        return "in your functions, otherwise right" if mine else "in the course's functions, otherwise right"
    return "what yours will do once they pass; their code stays hidden"


def _refuse(state: Readiness, functions: int) -> None:
    first = state.failing[0]
    with st.container(border=True):
        st.markdown(
            f"**Your functions are not trained yet:** {len(state.failing)} of their steps "
            f"{'does' if len(state.failing) == 1 else 'do'} not pass. The first:"
        )
        st.markdown(
            f"{look.outcome_label(first.outcome)} · **Step {first.step.number}, {look.plain(first.step.function)}**"
        )
        for name, text in first.message.parts() if first.message else ():
            st.markdown(f"**{name}:** {look.plain(text)}")
        if not state.trainable:
            st.caption(f"Training calls all {functions} functions; meanwhile, choose another line above.")
        st.page_link("course_pages/my_steps.py", label="See all steps", icon=":material/checklist:")


def _say_why_not_graded(work: StudentWork) -> None:
    if work.status == "checking":
        st.info(f"{look.plain(work.name)} is being checked.", icon=":material/hourglass_top:")
    elif work.problem:
        st.error(look.plain(work.problem))
    else:
        st.info("There is no file of yours yet; the home page says how to bring one.", icon=":material/info:")


__all__ = ["AS_THEY_ARE", "COURSE", "KNOWN", "MINE", "choose", "choose_mistake"]
