"""The real mountain of some trainings: which of them have a place on it, and what is known of it so far."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.laboratory.experiment import unpacked
from quiz_app.runs.job import Job, Lane
from quiz_app.runs.messages import Array
from quiz_app.runs.mountain_plane import LEVELS, Plane, Window
from quiz_app.runs.path import WeightPath
from quiz_app.runs.process import DriverProcess
from quiz_app.runs.progress import LaneView, RunView

FEWEST = 3  # waypoints: two lie on a line
MOST_ROWS = 120  # of all paths together: what the main directions come from
PATIENCE_SECONDS = 20.0  # a mountain that nobody looks at is not refined
_NO_ANSWER = "The survey ended unexpectedly. Try it again."


@dataclass(frozen=True, eq=False)
class Trail:
    """The path of one training, to be drawn on a mountain.

    Attributes:
        label: whose it is.
        path: its weights on the way.
        steps: of the waypoints that the survey was given, (n,).
        places: their shadows on the plane, (n, 2).
        measured: the loss of the weights themselves, (n,), on the survey's examples.
        shadows: the loss at the shadows, (n,).
    """

    label: str
    path: WeightPath
    steps: NDArray[np.int64]
    places: NDArray[np.float64]
    measured: NDArray[np.float64]
    shadows: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Mountain:
    """What is known so far; of one that is only begun nothing but its trails' labels.

    Attributes:
        problem: why there is none, in a sentence, or "".
        grid: losses over the window, (points, points), lowest y first; (0, 0) at first.
        examples: on how many the loss is computed.
        left_out: for each training without a place on it, why not.
    """

    trails: tuple[Trail, ...]
    left_out: tuple[str, ...] = ()
    problem: str = ""
    plane: Plane | None = None
    window: Window | None = None
    grid: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    examples: int = 0

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return bool(self.problem) or len(self.grid) == LEVELS[-1]


Candidate = tuple[Job, Lane, LaneView]


def candidates(views: Sequence[RunView]) -> list[Candidate]:
    """All trainings of some runs."""
    return [(view.job, *pair) for view in views for pair in zip(view.job.lanes, view.lanes, strict=True)]


def why_not(lane: LaneView, over: bool) -> str:
    """Why a training has no place on a mountain, in a sentence; "" where it has one. `over`: no more will come."""
    if lane.outcome == "diverged":
        return (
            f"{_named(lane)} diverged at step {lane.step:,}: its weights left every mountain, so there is no end "
            f"to draw one around."
        )
    if len(lane.path.waypoints) < FEWEST:
        known = len(lane.path.waypoints)
        kept = "No snapshot of its weights is" if not known else "Only one snapshot is" if known == 1 else "Two are"
        more = "" if over else " Train some more steps."
        return f"{_named(lane)} has no path yet: {kept} kept, and two directions need {FEWEST}.{more}"
    return ""


class Survey:
    """A mountain that is being surveyed in a process of its own; `mountain` is what pages draw."""

    def __init__(self, chosen: Sequence[Candidate]) -> None:
        """Begins at once. Those with no place on the mountain of the first are left out, with words."""
        trails, left_out, job = _sorted_out(chosen)
        self._lock = threading.Lock()
        self._looked_at = time.monotonic()
        self._process: DriverProcess | None = None
        if job is None:
            self._mountain = Mountain((), left_out, problem=" ".join(left_out) or "Nothing has been trained yet.")
            return
        self._mountain = Mountain(trails, left_out)
        self._process = process = DriverProcess("quiz_app.runs.surveyor")
        process.attach(self._receive)
        rows = tuple(np.stack(_rows(trail)) for trail in trails)
        process.send({"job": job.header(), "shapes": trails[0].path.shapes}, rows)

    @property
    def mountain(self) -> Mountain:
        """As far as it is known. Whoever asks is looking."""
        self._looked_at = time.monotonic()
        return self._mountain

    @property
    def live(self) -> bool:
        """Whether its process is at work."""
        return self._process is not None

    def close(self) -> None:
        """Ends its process."""
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def _receive(self, header: dict[str, Any], arrays: tuple[Array, ...]) -> None:
        with self._lock:
            self._mountain = _after(self._mountain, header, arrays)
        if self._mountain.finished or time.monotonic() - self._looked_at > PATIENCE_SECONDS:
            self.close()


def _after(known: Mountain, header: dict[str, Any], arrays: tuple[Array, ...]) -> Mountain:
    match header["say"]:
        case "refused":
            return replace(known, problem=header["message"])
        case "plane":
            origin, first, second, shares, *rest = arrays
            count = len(known.trails)
            trails = tuple(
                replace(trail, places=places, measured=measured, shadows=shadows)
                for trail, places, measured, shadows in zip(
                    known.trails, rest[:count], rest[count : 2 * count], rest[2 * count :], strict=True
                )
            )
            plane, window = Plane(origin, first, second, shares), Window(*header["window"])
            return replace(known, trails=trails, plane=plane, window=window, examples=header["examples"])
        case "grid":
            return replace(known, grid=arrays[0])
        case "gone" if not len(known.grid):
            return replace(known, problem=known.problem or _NO_ANSWER)
    return known


def _sorted_out(chosen: Sequence[Candidate]) -> tuple[tuple[Trail, ...], tuple[str, ...], Job | None]:
    """The trails of those that share a mountain, why the others do not, and the job of the first."""
    fit: list[Candidate] = []
    left_out = []
    for one in chosen:
        job, lane, view = one
        if reason := why_not(view, view.outcome != "running"):
            left_out.append(reason)
        elif fit and _ground(job, lane, view) != _ground(*fit[0]):
            left_out.append(f"{_named(view)} is another network, or learns something else: it has another mountain.")
        else:
            fit.append(one)
    if not fit:
        return (), tuple(left_out), None
    every = -(-sum(len(view.path.waypoints) for _, _, view in fit) // MOST_ROWS)
    nothing, points = np.zeros(0), np.zeros((0, 2))
    trails = []
    for _, _, view in fit:
        kept = _thinned(view.path, every)
        steps = np.array([one.step for one in kept.waypoints])
        trails.append(Trail(view.label, kept, steps, points, nothing, nothing))
    job, lane, _ = fit[0]
    return tuple(trails), tuple(left_out), replace(job, lanes=(lane,), weights=())


def _thinned(path: WeightPath, every: int) -> WeightPath:
    """The first waypoint, and from the last one back every so-manieth."""
    first, *rest = path.waypoints
    return replace(path, waypoints=(first, *rest[::-1][::every][::-1]))


def _rows(trail: Trail) -> list[NDArray[np.float16]]:
    return [one.weights for one in trail.path.waypoints]


def _ground(job: Job, lane: Lane, view: LaneView) -> tuple[object, ...]:
    """What trainings on one mountain have in common: the network's parameters, and what it learns."""
    if not lane.experiment:
        return (job.assignment, job.data, view.path.shapes)
    one = unpacked(lane.experiment)
    return (one.data, one.examples, one.noise, one.seed if one.data != "digits" else 0, one.blocks, view.path.shapes)


def _named(lane: LaneView) -> str:
    return lane.label[:1].upper() + lane.label[1:]
