"""The process that surveys a mountain: `python -m quiz_app.runs.surveyor`, one request in, ever finer grids out."""

from __future__ import annotations

import sys
import traceback
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from grader.course import CourseError
from grader.sandbox import Sandbox, SandboxError
from quiz_app.laboratory.experiment import ExperimentError
from quiz_app.runs.driver import Message, listen
from quiz_app.runs.job import Job
from quiz_app.runs.messages import send
from quiz_app.runs.mountain_loss import LossOf, loss_of
from quiz_app.runs.mountain_plane import Plane, plane_of, refined, window_of
from quiz_app.runs.path import Shapes, unflat
from quiz_app.training.data import DataError
from quiz_app.training.loop import LoopFailed

STRAIGHT = "These weights lie on a straight line, so there is no second direction yet. Train some more steps."
_NOT_SET_UP = (CourseError, DataError, ExperimentError, SandboxError, msgspec.ValidationError)


def survey(header: dict[str, Any], paths: tuple[NDArray[np.float16], ...], sink: BinaryIO) -> None:
    """Answers a request.

    Args:
        header: "job", whose first lane's network is used, and "shapes" of its parameters.
        paths: of each training the weights on its way, (n, P).
        sink: where the messages go: "plane", then "grid" for each level; or "refused".
    """
    job, shapes = Job.of(header["job"], ()), tuple(map(tuple, header["shapes"]))
    if (plane := plane_of(list(paths))) is None:
        send(sink, {"say": "refused", "message": STRAIGHT})
        return
    try:
        with Sandbox() as sandbox, loss_of(job, job.lanes[0], sandbox) as (loss, examples):
            _measure(plane, shapes, paths, loss, examples, sink)
    except LoopFailed as problem:
        send(sink, {"say": "refused", "message": str(problem)})
    except _NOT_SET_UP as problem:
        print(f"survey: {problem}", file=sys.stderr, flush=True)
        send(sink, {"say": "refused", "message": "The mountain could not be surveyed; the server's log says why."})


def _measure(
    plane: Plane, shapes: Shapes, paths: tuple[NDArray[np.float16], ...], loss: LossOf, examples: int, sink: BinaryIO
) -> None:
    places = [plane.places(path) for path in paths]
    window = window_of(np.concatenate(places))

    def loss_at(place: NDArray[np.float64]) -> float:
        return loss(unflat(plane.row_at(place), shapes))

    measured = [np.array([loss(unflat(row, shapes)) for row in path]) for path in paths]
    shadows = [np.array([loss_at(place) for place in each]) for each in places]
    header = {"say": "plane", "window": [window.x, window.y, window.half], "examples": examples}
    directions = (plane.origin, plane.first, plane.second, plane.shares)
    send(sink, header, (*directions, *places, *measured, *shadows))
    for _, values in refined(window, loss_at):
        send(sink, {"say": "grid"}, (values,))


def main() -> None:
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not fall among the messages
    commands: SimpleQueue[Message] = SimpleQueue()
    Thread(target=listen, args=(source, commands), daemon=True).start()
    try:
        survey(*commands.get(), sink)
    except BrokenPipeError:
        pass
    except BaseException:
        traceback.print_exc()


if __name__ == "__main__":
    main()
