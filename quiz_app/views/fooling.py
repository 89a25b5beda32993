"""Fool it: the smallest change of a digit that changes the answer, along the student's own gradient."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import cast

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from grader.running.error import GradingError
from quiz_app import laboratory_session, look, session
from quiz_app.charts.units import triptych
from quiz_app.drawing.fooling import Array, Change, NotFooled, smallest_change
from quiz_app.laboratory.parts import Part
from quiz_app.runs.job import Weights
from quiz_app.student_work import StudentWork

ROLE = "input gradient"
_WAIT_SECONDS = 20.0
_FOUND = "fooled"  # in the session: what was asked last, and the change or why there is none
_NEXT = (
    "Change each pixel by almost nothing, all in the direction that your gradient says is worst, and the network "
    "reads another digit."
)


def draw(weights: Weights, image: NDArray[np.uint8]) -> None:
    """The button, and what it found; or what is to be written first. Nothing where no function plays this part."""
    part = next(iter(laboratory_session.playing(ROLE)), None)
    if part is None:
        return
    work = session.work_of(_assignment(part))
    st.header("Fool it", anchor=False)
    st.markdown(_NEXT)
    if part.name not in laboratory_session.written({_assignment(part): work}):
        _draw_lock(part, work)
        return
    about = _digest(work, weights, image)
    if st.button("Find the smallest change", icon=":material/auto_fix_high:"):
        with st.spinner("Asking your function …", show_time=False):
            st.session_state[_FOUND] = (about, _find(part, work, weights, image))
    asked, found = cast("tuple[str, Change | str]", st.session_state.get(_FOUND, ("", "")))
    if asked != about:
        return
    if isinstance(found, str):
        st.warning(look.plain(found))
    else:
        _draw_change(found, part)


def _draw_lock(part: Part, work: StudentWork) -> None:
    session.follow(work)
    if work.status == "checking":
        st.caption(look.plain(f"{work.name} is being checked."))
        return
    assignment = _assignment(part)
    title = session.course().assignments[assignment].title
    st.markdown(
        f"🔒 Write {look.plain(f'`{_function(part)}`')} of *{look.plain(title)}* first. It opens once it passes."
    )
    st.page_link(
        "course_pages/my_steps.py",
        label="See its steps",
        icon=":material/checklist:",
        query_params={"assignment": assignment},
    )


def _find(part: Part, work: StudentWork, weights: Weights, image: NDArray[np.uint8]) -> Change | str:
    function = _function(part)

    def gradient(
        layers: Sequence[Array], scores: Sequence[Array], activations: Sequence[Array], target: Array
    ) -> Array:
        asked = work.answers({function: (list(layers), list(scores), list(activations), target)})
        if asked is None:
            raise NotFooled("Your file cannot be read just now. My steps says why.")
        answer = asked.result(_WAIT_SECONDS)[function]
        if answer.outcome != "returned" or len(answer.arrays) != 1:
            raise NotFooled(f"Your {function} gave no gradient for this digit: {answer.message or answer.outcome}")
        return answer.arrays[0].astype(np.float64)

    try:
        return smallest_change(gradient, weights, image.reshape(-1) / 255)
    except NotFooled as why:
        return str(why)
    except (TimeoutError, GradingError):  # the grader's own trouble is told on My steps
        return "Your function could not be asked just now."


def _draw_change(change: Change, part: Part) -> None:
    (was, now), (first, second) = change.answers, change.probabilities
    largest = change.largest or 1.0
    st.html(
        triptych(
            (
                (change.before, f"read as {was}, {100 * first[was]:.0f} % sure", f"the digit, read as {was}"),
                (
                    change.difference / largest,
                    f"the change, {1 / largest:.3g} times as strong",
                    "the change: orange is more ink, blue is less",
                ),
                (change.after, f"read as {now}, {100 * second[now]:.0f} % sure", f"the digit, read as {now}"),
            ),
            dark=look.dark(),
        )
    )
    times = "once" if change.looks == 1 else f"{change.looks} times"
    st.markdown(
        look.plain(
            f"As a whole the change is {100 * change.share:.2g} % of the drawing; no pixel moves by more than "
            f"{100 * largest:.2g} % of the way from paper to ink. Your `{_function(part)}` was asked {times} for the "
            f"gradients of the losses for {was} and for {now}. Their difference points at the border between the two."
        )
    )


def _digest(work: StudentWork, weights: Weights, image: NDArray[np.uint8]) -> str:
    """Names the question: another digit, network or file is another one."""
    found = hashlib.sha256(repr(work.submission and work.submission.chunks).encode())
    for array in (*weights, image):
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def _assignment(part: Part) -> str:
    return part.name.partition(".")[0]


def _function(part: Part) -> str:
    return part.name.partition(".")[2]
