"""What the driving process tells the server of its lanes, no more often than a page can show it."""

from __future__ import annotations

import time
from typing import Any, BinaryIO

from quiz_app.laboratory.run import ExperimentRun
from quiz_app.laboratory.snapshot import Snapshot
from quiz_app.runs.driven_lane import DrivenLane
from quiz_app.runs.measuring import Look
from quiz_app.runs.messages import send

INSIDE_SECONDS = 1.0
REPORT_SECONDS = 0.2  # the pages look three times a second; what a command changes is reported at once


class Reporter:
    """Sends what is known of the lanes of a job.

    Attributes:
        number: of the job, so that nobody mistakes its messages for another's.
        lanes: what is told of; whoever opens and closes lanes changes the list.
        trials: whether the lanes are many short ones, of which nobody sees more than the curves.
    """

    def __init__(self, sink: BinaryIO, lanes: list[DrivenLane]) -> None:
        self._sink = sink
        self.number = 0
        self.lanes = lanes
        self.trials = False
        self._look: Look | Snapshot | None = None  # measured, and not told yet
        self._reported_at = self._looked_at = self._looked_inside_at = 0.0

    def say(self, header: dict[str, Any], arrays: tuple[Any, ...] = ()) -> None:
        """A message of this job."""
        send(self._sink, {**header, "number": self.number}, arrays)

    def forget(self) -> None:
        """What was measured of lanes that are closed."""
        self._look = None

    def look_soon(self) -> None:
        """The next report has the last look, however short ago another one was told."""
        self._looked_at = 0.0

    def measure(self, lane: DrivenLane) -> None:
        """Measure a lane now; the next reports tell it."""
        self._look = lane.measure() or self._look

    @property
    def due(self) -> bool:
        """Whether it is time for a report."""
        return time.perf_counter() - self._reported_at >= REPORT_SECONDS

    def report(self, status: str, speed: float | None) -> None:
        """Where the lanes stand, and the last look at one that is alone."""
        self._reported_at = now = time.perf_counter()
        lanes = [{"lane": index, **lane.report(speed)} for index, lane in enumerate(self.lanes)]
        if len(self.lanes) == 1 and self._look is not None and now - self._looked_at >= self._look.SECONDS:
            self._looked_at = now
            self.say({"say": self._look.SAYS, "step": self.lanes[0].measured_step}, self._look.arrays())
            self._look = None
        losses = tuple(lane.take_losses() for lane in self.lanes)
        self.say({"say": "progress", "status": status, "lanes": lanes}, losses)

    def inside(self, *, when_due: bool = False) -> None:
        """The numbers of the units and edges of a laboratory network that is alone."""
        if when_due and self._reported_at - self._looked_inside_at < INSIDE_SECONDS:
            return
        self._looked_inside_at = time.perf_counter()
        run = self.lanes[0].run if len(self.lanes) == 1 and not self.trials else None
        if isinstance(run, ExperimentRun) and (found := run.inside()) is not None:
            self.say({"say": "inside", "step": found.step, "names": found.names}, found.arrays)

    def way(self, lane: DrivenLane, *, latest: bool = False) -> None:
        """The weights that belong to the lane's path, if there are any now. Of trials nobody sees it."""
        if not self.trials and (found := lane.waypoint(len(self.lanes), latest=latest)) is not None:
            shapes, one = found
            header = {"say": "way", "lane": self.lanes.index(lane), "step": one.step, "shapes": shapes}
            self.say(header | {"interval": lane.path.interval, "most": lane.path.most}, (one.weights, one.vitals))
