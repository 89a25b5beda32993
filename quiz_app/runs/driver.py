"""The process that drives a run: `python -m quiz_app.runs.driver`, commands in, measurements out.

It is the parent of the confined workers that run the student's functions. Being a process of its own, neither a
page that is drawn nor the server's other work can hold it up, and it ends with its input, so that a server that
is killed leaves nothing behind.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from contextlib import ExitStack
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO

import msgspec
import numpy as np

from grader.course import CourseError, load_course
from grader.sandbox import Sandbox, SandboxError
from quiz_app.laboratory.experiment import ExperimentError, unpacked
from quiz_app.laboratory.snapshot import MEASURED
from quiz_app.runs.driven_lane import DrivenLane
from quiz_app.runs.job import Job, Until
from quiz_app.runs.measuring import Measurer
from quiz_app.runs.messages import receive
from quiz_app.runs.opening import examples_of, open_lane, open_training
from quiz_app.runs.reporting import Reporter
from quiz_app.runs.trials import Trials
from quiz_app.training.data import DataError, Digits, load_digits
from quiz_app.training.evaluation import first_weights
from quiz_app.training.examples import IMAGES
from quiz_app.training.recipes import recipes

SLOW_SLICE_SECONDS = 0.1
Message = tuple[dict[str, Any], tuple[np.ndarray[Any, Any], ...]]


class Driver:
    """Obeys commands, and trains between them. `serve` does not return."""

    def __init__(self, commands: SimpleQueue[Message], sink: BinaryIO) -> None:
        self._commands = commands
        self._sandbox = Sandbox()
        self._digits: dict[str, Digits] = {}
        self._lanes: list[DrivenLane] = []
        self._tell = Reporter(sink, self._lanes)
        self._open = ExitStack()
        self._trials: Trials | None = None
        self._until: Until | None = None
        self._speed: float | None = None  # steps per second at most; None: as fast as it goes
        self._next_step_at = 0.0

    def serve(self) -> None:
        """Warms up, then waits for commands for as long as there is somebody to send them."""
        self._sandbox.prepare()
        digits = self._load("bundled", None)
        # Slow the first time, and so done here, where nobody is waiting.
        for recipe in recipes().values():
            Measurer(recipe, digits).measure(
                first_weights(recipe.program((digits.train_images.shape[1], 128, 64, 10), 0), 0)
            )
        _ = self._sandbox.level
        self._tell.say({"say": "ready"})
        while True:
            self._obey(self._commands.get())
            while self._until is not None:
                try:
                    self._obey(self._commands.get(timeout=self._patience()))
                except Empty:
                    self._advance()

    def _obey(self, message: Message) -> None:
        header, arrays = message
        match header["do"]:
            case "start":
                self._tell.number = header["number"]
                self._speed = header["speed"]
                self._start(Job.of(header["job"], arrays), header["until"])
            case "go" if self._going_on():
                self._until = header["until"]
                self._report()
            case "pause" if self._until is not None:
                self._pause()
            case "rate":
                for lane in self._lanes:
                    lane.rate = header["rate"]
                if self._lanes:
                    self._report()
            case "speed":
                self._speed = header["speed"]
            case "stop" if self._lanes or self._trials:  # a second one may come too late
                for lane in self._running():
                    lane.stop()
                self._finish()

    def _start(self, job: Job, until: Until | None) -> None:
        self._close()
        self._tell.look_soon()
        try:
            description, samples = self._experiments(job) if job.lanes[0].experiment else self._trainings(job)
        except (DataError, CourseError, SandboxError, ExperimentError, msgspec.ValidationError) as problem:
            print(f"training run: {problem}", file=sys.stderr, flush=True)
            self._close()
            why = "The images could not be loaded" if isinstance(problem, DataError) else "Training could not begin"
            text = f"{why}; the server's log says more. Try the bundled images." if job.data == "full" else f"{why}."
            self._tell.say({"say": "refused", "message": text})
            return
        self._tell.say(
            {
                "say": "started",
                "description": description,
                "samples": samples,
                "isolation": self._sandbox.level,
                "steps_per_epoch": [lane.run.steps_per_epoch for lane in self._lanes] or [0] * len(job.lanes),
                "total_steps": [lane.run.total_steps for lane in self._lanes] or [0] * len(job.lanes),
            }
        )
        for driven in self._lanes:
            self._tell.measure(driven)
            if len(self._lanes) > 1:
                driven.measure_memory()
            self._tell.way(driven)
        self._until = until
        if self._going_on():
            self._report()
        else:
            self._finish()

    def _trainings(self, job: Job) -> tuple[str, tuple[int, int]]:
        """Opens lanes that train by a lesson's recipe; what they learn, and how many images are measured."""
        digits = self._load(job.data, job)
        if (recipe := recipes().get(job.assignment)) is None:
            raise CourseError(f"the functions of {job.assignment} do not train a network by themselves")
        measurer = Measurer(recipe, digits)
        for lane in job.lanes:
            self._lanes.append(open_training(job, self._sandbox, recipe, digits, measurer, lane, self._open))
        return digits.description, measurer.images

    def _experiments(self, job: Job) -> tuple[str, tuple[int, int]]:
        """The same for lanes of the laboratory; of trials, none is opened yet."""

        def load(which: str) -> Digits:
            return self._load(which, job)

        chosen = [unpacked(lane.experiment) for lane in job.lanes]
        for source in {IMAGES[one.data] for one in chosen if one.data in IMAGES}:
            load(source)  # what is not at hand is said before anything begins
        if job.at_once:
            begin = partial(open_lane, job, self._sandbox, load)
            self._trials = self._open.enter_context(Trials(job, begin, self._lanes))
            self._tell.trials = True
        else:
            for lane in job.lanes:
                self._lanes.append(open_lane(job, self._sandbox, load, lane, self._open))
        data = examples_of(chosen[0], load)
        return data.description, (min(MEASURED, len(data.labels)), min(MEASURED, len(data.held_labels)))

    def _advance(self) -> None:
        """A slice of what is to be trained now."""
        if self._trials is not None:
            self._trials.advance()
        else:
            self._advance_furthest_behind()
        if not self._going_on():
            self._finish()
        elif self._until == "step" or (self._until == "epoch" and all(lane.at_epoch_end for lane in self._running())):
            self._pause()
        elif self._tell.due:
            self._report()
            self._tell.inside(when_due=True)

    def _advance_furthest_behind(self) -> None:
        """So that all lanes see the same examples at about the same time."""
        lane = min(self._running(), key=lambda lane: lane.examples)
        lane.advance(self._steps_of_a_slice())
        self._tell.way(lane, latest=lane.run.outcome != "running")
        if lane.run.outcome != "running":
            self._tell.measure(lane)
            if lane.run.ended_badly:
                self._report()  # before the cause is looked for: settling may train again
            lane.run.settle()
        elif lane.due(len(self._lanes)):
            self._tell.measure(lane)

    def _steps_of_a_slice(self) -> int | None:
        """So many that slow motion is even, and its next slice's time; None: of about 0.15 s."""
        if self._until == "step":
            return 1
        if self._speed is None:
            return None
        steps = max(1, round(self._speed * SLOW_SLICE_SECONDS))
        self._next_step_at = max(self._next_step_at, time.perf_counter() - SLOW_SLICE_SECONDS) + steps / self._speed
        return steps

    def _patience(self) -> float:
        """How long to wait for a command before training goes on."""
        if self._speed is None or self._until == "step":
            return 0.0
        return max(self._next_step_at - time.perf_counter(), 0.0)

    def _pause(self) -> None:
        self._until = None
        for lane in self._running():
            self._tell.measure(lane)
            self._tell.way(lane, latest=True)
        self._tell.inside()
        self._tell.look_soon()
        self._report()

    def _finish(self) -> None:
        """Every lane has ended: the last measurements, and the workers are gone."""
        self._until = None
        for lane in self._lanes:
            self._tell.measure(lane)
            self._tell.way(lane, latest=True)
        self._tell.inside()
        self._tell.look_soon()
        self._report(status="ended")
        self._close()

    def _report(self, status: str = "") -> None:
        self._tell.report(status or ("paused" if self._until is None else "running"), self._speed)

    def _running(self) -> list[DrivenLane]:
        return [lane for lane in self._lanes if lane.run.outcome == "running"]

    def _going_on(self) -> bool:
        return bool(self._running()) or (self._trials is not None and self._trials.waiting)

    def _close(self) -> None:
        self._open.close()
        self._trials, self._tell.trials = None, False
        self._lanes.clear()
        self._tell.forget()
        self._until = None

    def _load(self, data: str, job: Job | None) -> Digits:
        if data not in self._digits:
            course = load_course(job.course_root) if job and data != "bundled" else None
            self._digits[data] = load_digits(data, course)
        return self._digits[data]


def listen(source: BinaryIO, commands: SimpleQueue[Message]) -> None:
    """Puts what comes in into the queue; when nothing can come any more, the process is over at once."""
    while (message := receive(source)) is not None:
        commands.put(message)
    os._exit(0)  # also out of a slice that is under way; the sandbox's processes notice that we are gone


def main() -> None:
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not fall among the messages
    commands: SimpleQueue[Message] = SimpleQueue()
    threading.Thread(target=listen, args=(source, commands), daemon=True).start()
    try:
        Driver(commands, sink).serve()
    except BrokenPipeError:
        pass
    except BaseException:
        traceback.print_exc()
    os._exit(1)  # the thread that listens would hold up an orderly end


if __name__ == "__main__":
    main()
