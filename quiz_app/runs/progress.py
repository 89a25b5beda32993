"""What is known of a run: one state that messages change, and the unchanging view of it that pages draw."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from quiz_app.laboratory.inside import Inside
from quiz_app.laboratory.snapshot import Snapshot
from quiz_app.runs.job import Job
from quiz_app.runs.loss_record import LossRecord
from quiz_app.runs.measuring import Look, Measured
from quiz_app.runs.path import Waypoint, WeightPath
from quiz_app.training.outcome import has_learned
from quiz_app.training.record import RunOutcome

RunStatus = Literal["starting", "running", "paused", "ended"]
MOST_POINTS = 600
GONE = "The training process ended unexpectedly; what was measured is kept. Start it again."


@dataclass(frozen=True)
class Point:
    """A run after some steps. ``loss`` is the mean over the batches since the point before; None: none of them."""

    step: int
    examples: int
    epochs: float
    loss: float | None
    norms: tuple[float | None, ...]
    measured: Measured | None


@dataclass(frozen=True)
class LaneView:
    """One training: where it stands. Of the totals, ``steps_per_epoch`` is 0 until they are known."""

    label: str
    outcome: RunOutcome = "running"
    message: str = ""
    step: int = 0
    examples: int = 0
    epochs: float = 0.0
    steps_per_epoch: int = 0
    total_steps: int = 0
    rate: float = 0.0
    steps_per_second: float = 0.0
    seconds: float = 0.0
    seconds_left: float | None = None
    memory: int | None = None
    points: tuple[Point, ...] = ()
    losses: LossRecord = field(default_factory=LossRecord, compare=False)  # of every step
    path: WeightPath = field(default_factory=WeightPath, compare=False)

    @property
    def learned(self) -> bool:
        """Whether it came to its end, and knows more than guessing does."""
        measured = self.measured
        return self.outcome == "finished" and measured is not None and has_learned(measured.test_accuracy)

    @property
    def measured(self) -> Measured | None:
        """The last measurement."""
        return next((point.measured for point in reversed(self.points) if point.measured), None)


@dataclass(frozen=True)
class RunView:
    """A run as a page draws it."""

    job: Job
    status: RunStatus = "starting"
    message: str = ""
    description: str = ""
    samples: tuple[int, int] = (0, 0)
    isolation: str = ""
    lanes: tuple[LaneView, ...] = ()
    look: Look | None = None
    look_step: int = 0
    picture: Snapshot | None = None
    inside: Inside | None = field(default=None, compare=False)
    first_weights: NDArray[np.float32] | None = field(default=None, compare=False)  # of layer 1, at the start
    received: int = field(default=0, compare=False)  # messages so far

    @property
    def lane(self) -> LaneView:
        return self.lanes[0]


def beginning(job: Job) -> RunView:
    """Of a run that was asked for and has not answered."""
    return RunView(job, lanes=tuple(LaneView(lane.label, rate=lane.settings.learning_rate) for lane in job.lanes))


def after(view: RunView, header: dict[str, Any], arrays: tuple[Any, ...]) -> RunView:
    """The view with what a message of the driving process says."""
    view = replace(view, received=view.received + 1)
    match header["say"]:
        case "started":
            lanes = tuple(
                replace(lane, steps_per_epoch=per_epoch, total_steps=total)
                for lane, per_epoch, total in zip(
                    view.lanes, header["steps_per_epoch"], header["total_steps"], strict=True
                )
            )
            first, second = header["samples"]
            return replace(
                view,
                lanes=lanes,
                description=header["description"],
                samples=(first, second),
                isolation=header["isolation"],
            )
        case "progress":
            news = zip(header["lanes"], arrays, strict=True)
            told = {report["lane"]: (report, losses) for report, losses in news}  # of trials, those that have begun
            lanes = tuple(
                _advanced(lane, *told[place]) if place in told else lane for place, lane in enumerate(view.lanes)
            )
            message = lanes[0].message if len(lanes) == 1 else ""
            return replace(view, status=header["status"], lanes=lanes, message=message)
        case "way":
            lanes = tuple(
                _gone_on(lane, header, arrays) if number == header["lane"] else lane
                for number, lane in enumerate(view.lanes)
            )
            return replace(view, lanes=lanes)
        case "look":
            look = Look.of(arrays)
            first = look.weights[0] if view.first_weights is None else view.first_weights
            return replace(view, look=look, look_step=header["step"], first_weights=first)
        case "inside":
            return replace(view, inside=Inside(header["step"], tuple(header["names"]), arrays))
        case "picture":
            return replace(view, picture=Snapshot.of(arrays), look_step=header["step"])
        case "refused":
            return ended(view, "failed", header["message"])
        case "gone" if view.status != "ended":
            return ended(view, "failed", GONE)
    return view


def ended(view: RunView, outcome: RunOutcome, message: str) -> RunView:
    """The view of a run that is over by a decision of the server's."""
    lanes = tuple(
        replace(lane, outcome=outcome, message=message) if lane.outcome == "running" else lane for lane in view.lanes
    )
    return replace(view, status="ended", message=message, lanes=lanes)


def _gone_on(lane: LaneView, header: dict[str, Any], arrays: tuple[Any, ...]) -> LaneView:
    path = lane.path
    if not path.waypoints:
        path = WeightPath(tuple(map(tuple, header["shapes"])), (), header["interval"], header["most"])
    weights, vitals = arrays
    return replace(lane, path=path.with_waypoint(Waypoint(header["step"], weights, vitals)))


def _advanced(lane: LaneView, report: dict[str, Any], losses: NDArray[np.float32]) -> LaneView:
    numbers_only = losses[np.isfinite(losses)]
    loss = float(numbers_only.mean()) if len(numbers_only) else None
    measured = report["measured"]
    numbers = None
    if measured is not None:
        numbers = Measured(**{name: float("nan") if value is None else value for name, value in measured.items()})
    points = lane.points
    if loss is not None or numbers is not None or not points or points[-1].step != report["step"]:
        point = Point(
            report["step"],
            report["examples"],
            report["epochs"],
            loss,
            tuple(report["norms"]),
            numbers,
        )
        points = thinned((*points, point))
    return replace(
        lane,
        outcome=report["outcome"],
        message=report["message"],
        step=report["step"],
        examples=report["examples"],
        epochs=report["epochs"],
        rate=report["rate"],
        steps_per_second=report["recent_pace"] if report["outcome"] == "running" else report["pace"],
        seconds=report["seconds"],
        seconds_left=report["seconds_left"],
        memory=report["memory"],
        points=points,
        losses=lane.losses.with_more(losses),
    )


def thinned(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """At most `MOST_POINTS`: neighbours become one, with the mean of their losses and the later measurement."""
    if len(points) <= MOST_POINTS:
        return points
    pairs = zip(points[1::2], points[2::2], strict=False)
    merged = [_merged(first, second) for first, second in pairs]
    rest = points[-1:] if len(points) % 2 == 0 else ()
    return (points[0], *merged, *rest)


def _merged(first: Point, second: Point) -> Point:
    losses = [point.loss for point in (first, second) if point.loss is not None]
    return replace(
        second, loss=sum(losses) / len(losses) if losses else None, measured=second.measured or first.measured
    )
