"""Fool it: the smallest change of a digit that changes the answer, along the student's own gradient."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from grader.running.error import GradingError
from quiz_app import laboratory_session, look, session
from quiz_app.charts.units import triptych
from quiz_app.drawing.asking import AskedNetwork, NotAnswered
from quiz_app.drawing.fooling import Array, Change, NotFooled, PlainNetwork, smallest_change
from quiz_app.laboratory.parts import Part
from quiz_app.student_work import StudentWork
from quiz_app.training.trained import TrainedNetwork

ROLE = "input gradient"
_WAIT_SECONDS = 20.0
_MOST_NAMED = 6
_FOUND = "fooled"  # in the session: what was asked last, and the change or why there is none
_NEXT = (
    "Change each pixel by almost nothing, all in the direction that your gradient says is worst, and the network "
    "reads another digit."
)


def draw(network: TrainedNetwork, asked: AskedNetwork, image: NDArray[np.uint8]) -> None:
    """The button, and what it found; or what is to be written first. Nothing where neither is possible.

    Of a plain network the student's function with this role is asked, where it passes. Of any other one, and before
    that, those that trained it go back to the pixels.
    """
    part = next(iter(laboratory_session.playing(ROLE)), None) if network.plain else None
    work = session.work_of(_assignment(part)) if part else None
    written = (
        part is not None and work is not None and part.name in laboratory_session.written({_assignment(part): work})
    )
    if not (written or network.goes_back or part):
        return
    st.header("Fool it", anchor=False)
    st.markdown(_NEXT)
    if part is not None and work is not None and written:
        about = _digest(repr(work.submission and work.submission.chunks), network, image)
        _offer(about, lambda: _along_function(part, work, network, image), f"Your `{_function(part)}` was asked")
    elif network.goes_back:
        _offer(_digest("", network, image), lambda: _along_way_back(asked, image), _way_back(network))
    elif part is not None and work is not None:
        _draw_lock(part, work)


def _offer(about: str, find: Callable[[], Change | str], who: str) -> None:
    if st.button("Find the smallest change", icon=":material/auto_fix_high:"):
        with st.spinner("Asking your functions …", show_time=False):
            st.session_state[_FOUND] = (about, find())
    known, found = cast("tuple[str, Change | str]", st.session_state.get(_FOUND, ("", "")))
    if known != about:
        return
    if isinstance(found, str):
        st.warning(look.plain(found))
    else:
        _draw_change(found, who)


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
    st.caption("Of this network only the weights are kept. One that you train anew needs nothing more.")
    st.page_link(
        "course_pages/my_steps.py",
        label="See its steps",
        icon=":material/checklist:",
        query_params={"assignment": assignment},
    )


def _along_way_back(asked: AskedNetwork, image: NDArray[np.uint8]) -> Change | str:
    try:
        return asked.smallest_change(image.reshape(-1) / 255)
    except (NotFooled, NotAnswered) as why:
        return str(why)


def _way_back(network: TrainedNetwork) -> str:
    names = [f"`{name.rpartition('.')[2]}`" for name in network.program.back_functions]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"Your functions went back from the loss to the pixels ({', '.join(names[:_MOST_NAMED])}{more})"


def _along_function(part: Part, work: StudentWork, network: TrainedNetwork, image: NDArray[np.uint8]) -> Change | str:
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
        return smallest_change(PlainNetwork(gradient, network.weights), image.reshape(-1) / 255)
    except NotFooled as why:
        return str(why)
    except (TimeoutError, GradingError):  # the grader's own trouble is told on My steps
        return "Your function could not be asked just now."


def _draw_change(change: Change, who: str) -> None:
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
            f"{100 * largest:.2g} % of the way from paper to ink. {who} {times} for the "
            f"gradients of the losses for {was} and for {now}. Their difference points at the border between the two."
        )
    )


def _digest(file: str, network: TrainedNetwork, image: NDArray[np.uint8]) -> str:
    """Names the question: another digit, network or file is another one."""
    return hashlib.sha256(f"{file} {network.digest}".encode("utf-8", "surrogatepass") + image.tobytes()).hexdigest()


def _assignment(part: Part) -> str:
    return part.name.partition(".")[0]


def _function(part: Part) -> str:
    return part.name.partition(".")[2]
