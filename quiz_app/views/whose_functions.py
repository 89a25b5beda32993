"""Whose functions are to be trained: a choice, and a refusal in words where they cannot be."""

from __future__ import annotations

import streamlit as st
from grader.mistakes import BANK, Mistake, mistakes_of

from quiz_app import look, session
from quiz_app.runs.functions import Functions, Readiness, of_course, of_student, readiness, with_mistake
from quiz_app.student_work import StudentWork
from quiz_app.training_session import choices

MINE = "My functions"
AS_THEY_ARE = "My functions, mistakes included"
KNOWN = "A known mistake, to see what it does"
COURSE = "The course's functions, as a preview"


def choose(work: StudentWork) -> Functions | None:
    """Draws the choice. None: what is chosen cannot be trained, and the page has said why."""
    report = None if work.problem else work.report
    state = readiness(report) if report else None
    own = of_course(session.course(), work.assignment)
    options = [MINE]
    if state and state.failing and state.trainable:
        options.append(AS_THEY_ARE)
    if own or (state and state.ready):
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
    mine = of_student(work.submission) if work.submission and state else None
    match choices().whose:
        case choice if choice == KNOWN:
            base = mine if mine and state and state.ready else own
            mistake = choose_mistake(choices().mistake, "training-mistake")
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
        _refuse(state)
        return None
    return mine


def choose_mistake(kept: str, key: str) -> Mistake:
    """A mistake of the bank: first its step, then which."""
    steps = list(dict.fromkeys(mistake.step for mistake in BANK.values()))
    before = BANK.get(kept) or BANK["dL_dz2:no-mask"]
    left, right = st.columns(2)
    step = left.selectbox("In which function?", steps, index=steps.index(before.step), key=f"{key}-step")
    known = mistakes_of(step)
    mistake = right.selectbox(
        "Which mistake?",
        known,
        index=known.index(before) if before in known else 0,
        format_func=lambda mistake: mistake.name,
        key=f"{key}-{step}",
    )
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


def _refuse(state: Readiness) -> None:
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
            st.caption("Training calls all twelve functions; meanwhile, choose another line above.")
        st.page_link("pages/my_steps.py", label="See all steps", icon=":material/checklist:")


def _say_why_not_graded(work: StudentWork) -> None:
    if work.status == "checking":
        st.info(f"{look.plain(work.name)} is being checked.", icon=":material/hourglass_top:")
    elif work.problem:
        st.error(look.plain(work.problem))
    else:
        st.info("There is no file of yours yet; the home page says how to bring one.", icon=":material/info:")


__all__ = ["AS_THEY_ARE", "COURSE", "KNOWN", "MINE", "choose", "choose_mistake"]
