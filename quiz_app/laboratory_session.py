"""What a session remembers of the laboratory: the experiment, also in the address, and what it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, cast

import msgspec
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from grader.course import Course
from quiz_app import kit, session, training_session
from quiz_app.laboratory.assembling import Shelf, assembled
from quiz_app.laboratory.experiment import Chosen, Experiment, ExperimentError, packed, unpacked
from quiz_app.laboratory.parts import Part, Parts
from quiz_app.laboratory.ready import ready_made
from quiz_app.laboratory.records import parts_of, shelf_of
from quiz_app.runs.download import at_hand as all_digits_at_hand
from quiz_app.runs.functions import of_course
from quiz_app.runs.job import Files, Job, Lane, Until, WhichDigits
from quiz_app.runs.progress import RunView
from quiz_app.runs.run import Run
from quiz_app.student_work import StudentWork
from quiz_app.training.examples import ALL_DIGITS, Examples, examples, sizes

ADDRESS = "experiment"
MINE, COURSE = "My functions", "The course's functions, as a preview"


@dataclass
class Bench:
    """The experiment that is set up.

    Attributes:
        number: counts how often it was replaced as a whole, so that its fields begin anew.
        guess: what was predicted.
        refused: why an address was not taken, in a sentence, or "".
        address: what was taken from there, or put there, last.
        flow_before: the gradients by block (blocks,) as they were before a cure was switched; None: nothing was.
    """

    experiment: Experiment
    number: int = 0
    guess: str = ""
    refused: str = ""
    address: str = ""
    flow_before: NDArray[np.float64] | None = None


def bench() -> Bench:
    """This session's; at first that of the address, else of the last run, else the first ready-made."""
    if "bench" not in st.session_state:
        known = ready_made(tuple(session.course().assignments))
        found = Bench(known[0] if known else Experiment())
        if (run := training_session.current_run("experiment")) is not None:
            found.experiment = unpacked(run.view.job.lanes[0].experiment)
        st.session_state["bench"] = found
    found = cast(Bench, st.session_state["bench"])
    text = st.query_params.get(ADDRESS, "")
    if text and text != found.address:  # a link leads to another experiment
        found.address = text
        try:
            found.experiment, found.number, found.guess, found.refused = unpacked(text), found.number + 1, "", ""
        except ExperimentError as error:
            found.refused = str(error)
    return found


def take(experiment: Experiment) -> None:
    """Another experiment as a whole."""
    own = bench()
    own.experiment, own.number, own.guess, own.refused = experiment, own.number + 1, "", ""
    own.flow_before = None


def change(anew: bool = False, **choices: Any) -> None:
    """Change some choices; `anew`: the fields change with it, as where blocks come and go."""
    own = bench()
    own.experiment = own.experiment.with_(**choices)
    own.number += anew


def switch(experiment: Experiment) -> None:
    """Another experiment in the place of this one, begun at once; what gradients were before is kept beside it."""
    own, run = bench(), current()
    picture = run.view.picture if run is not None else None
    own.experiment, own.number = experiment, own.number + 1
    if picture is not None:
        own.flow_before = picture.flow[:, 1, 0]
    with suppress(ExperimentError):  # the page says what does not fit
        start("end")


def shows(view: RunView, experiment: Experiment) -> bool:
    """Whether a run is of this experiment, with the learning rate that the run has now."""
    trained = unpacked(view.job.lanes[0].experiment)
    return trained.with_(learning_rate=view.lane.rate) == experiment.with_()


def change_block(place: int, block: Chosen | None) -> None:
    """Put a block in the place of another one; None takes it away."""
    blocks = list(bench().experiment.blocks)
    blocks[place : place + 1] = [block] if block else []
    change(anew=True, blocks=tuple(blocks))


def add_block(place: int) -> None:
    """One more before this place: another one of the kind before, or the first kind that there is."""
    blocks = list(bench().experiment.blocks)
    like = blocks[place - 1] if place else Chosen(at_hand().last, units=8)
    blocks.insert(place, replace(like))
    change(anew=True, blocks=tuple(blocks))


def keep_in_address() -> None:
    """The whole state stands in the address, so that a link shows the same experiment."""
    bench().address = text = packed(bench().experiment)
    if st.query_params.get(ADDRESS) != text:
        st.query_params[ADDRESS] = text


def at_hand() -> Shelf:
    """What networks of this course can be built from."""
    return _shelf(session.course())


@st.cache_resource(show_spinner=False)
def _shelf(_course: Course) -> Shelf:
    return shelf_of(_course)


def playing(part: str) -> list[Part]:
    """The functions of this course that play this part, in its order."""
    return _parts(session.course()).playing(part)


@st.cache_resource(show_spinner=False)
def _parts(_course: Course) -> Parts:
    return parts_of(_course)


def written(works: Mapping[str, StudentWork]) -> set[str]:
    """The functions of some work that pass, as "<assignment>.<function>"."""
    return {
        f"{name}.{result.step.function}"
        for name, work in works.items()
        if work.report is not None and not work.problem
        for result in work.report.steps
        if result.outcome == "passed"
    }


def usable(works: Mapping[str, StudentWork]) -> set[str] | None:
    """What networks can be built from now; None: from everything."""
    return None if whose() == COURSE or unlocked() else written(works)


def unlocked() -> bool:
    """Whether the course's functions stand in for those of the student's that do not pass yet."""
    return session.course().laboratory.unlocked and not kit.is_kit(session.course())


def standing_in(functions: Iterable[str]) -> list[str]:
    """Those of these functions that do not pass yet, where the course's stand in for them."""
    if whose() == COURSE or not unlocked():
        return []
    passing = written(session.all_work())
    return [name for name in dict.fromkeys(functions) if name not in passing]


def stand_ins(functions: Iterable[str]) -> list[str]:
    """The assignments of which the course's file is used, since one of these functions does not pass yet."""
    lacking = standing_in(functions)
    return [name for name in session.course().assignments if any(_of(each) == name for each in lacking)]


def _of(function: str) -> str:
    return function.partition(".")[0]


def whose() -> str:
    """Whose functions this session's laboratory uses."""
    return cast(str, st.session_state.get("laboratory-whose-kept", MINE))


def keep_whose(chosen: str) -> None:
    """Remember it while other pages are looked at."""
    st.session_state["laboratory-whose-kept"] = chosen


def files(functions: Sequence[str]) -> Files:
    """The files that these functions are taken from, by assignment."""
    used = list(dict.fromkeys(map(_of, functions)))
    mine = dict(my_files()) if whose() == MINE else {}
    courses = dict(course_files()) if not mine or unlocked() else {}
    own = {**courses, **mine, **{name: courses[name] for name in stand_ins(functions)}}
    return tuple((name, own[name]) for name in used if name in own)


def course_files() -> Files:
    """The course's own files; () where they are not at hand, as in a kit."""
    course = session.course()
    found = [(name, of_course(course, one)) for name, one in course.assignments.items()]
    return tuple((name, own.chunks) for name, own in found if own is not None)


def my_files() -> Files:
    return tuple(
        (name, work.submission.chunks) for name, work in session.all_work().items() if work.submission is not None
    )


def lacking() -> str:
    """Why the data of the experiment cannot be had here, in a sentence; "" where they can."""
    if bench().experiment.data != ALL_DIGITS or all_digits_at_hand(session.course()):
        return ""
    return (
        "🔒 All of MNIST is not at hand here. Put its four files into a folder, name it in the variable "
        "MNIST_DIR, and start the app again. Or take the digits that come with the course."
    )


def data() -> Examples:
    """What the experiment that is set up learns."""
    return data_of(bench().experiment)


def data_of(one: Experiment) -> Examples:
    """What an experiment learns."""
    return _examples(one.data, one.examples, one.noise, one.seed, one.copies)


@st.cache_data(show_spinner=False, max_entries=30)
def _examples(name: str, count: int, noise: float, seed: int, copies: int) -> Examples:
    return examples(name, count, noise, seed, copies)


def start(until: Until | None, speed: float | None = None) -> None:
    """Begin the experiment as it is set up. It can be assembled: the page has looked."""
    one = bench().experiment
    lanes = lanes_of([(one.title or "your network", one)])
    source: WhichDigits = "full" if one.data == ALL_DIGITS else "bundled"
    job = Job(lanes, source, session.course().root, session.assignment().name)
    training_session.start("experiment", job, until, speed)


def lanes_of(experiments: Iterable[tuple[str, Experiment]]) -> tuple[Lane, ...]:
    """Experiments that can be assembled as lanes of a run, with their labels and the functions that are used now."""
    found = [(label, one, assembled(one, at_hand(), *sizes(one.data))) for label, one in experiments]
    needed = files([name for _, _, program in found for name in program.functions])
    return tuple(
        Lane(
            label,
            (),
            one.settings(),
            packed(one),
            msgspec.json.encode(program).decode(),
            () if place else needed,
        )
        for place, (label, one, program) in enumerate(found)
    )


def current() -> Run | None:
    return training_session.current_run("experiment")
