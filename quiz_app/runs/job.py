"""What a run is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from grader.sandbox import Chunk
from quiz_app.training.settings import Settings

WhichDigits = Literal["bundled", "full"]
Until = Literal["end", "epoch", "step"]
TRAINING_IMAGES: Mapping[WhichDigits, int] = {"bundled": 4_000, "full": 60_000}
Weights = tuple[NDArray[np.float32], ...]
Files = tuple[tuple[str, tuple[Chunk, ...]], ...]

SLICE_SECONDS = 20.0


@dataclass(frozen=True)
class Lane:
    """One training of a run: somebody's functions with settings. A comparison has several, side by side.

    One of the laboratory has files in place of the chunks.

    Attributes:
        experiment: packed; "" where a lesson's functions train by its recipe.
        program: of the experiment, as JSON.
        files: the chunks of each assignment's file; () are those of the job's first lane.
    """

    label: str
    chunks: tuple[Chunk, ...]
    settings: Settings
    experiment: str = ""
    program: str = ""
    files: Files = ()


@dataclass(frozen=True)
class Job:
    """Lanes that train on the same images, in turns, in one process.

    Args:
        lanes: one, or several to be compared.
        course_root: folder with course.toml, which says where all of MNIST is.
        assignment: the name of the one whose functions train.
        weights: to begin from; nothing means those that the seed gives.
        slice_seconds: functions that answer no sooner end their lane.
        at_once: how many lanes train at a time, each on a core of its own; the others wait until one of them has
            ended. 0: all, in turns, on one core.
        seconds: of training, after which all lanes end; 0: there is no such limit.
        page: the page of a lesson that it belongs to; "" where its form says that.
    """

    lanes: tuple[Lane, ...]
    data: WhichDigits
    course_root: Path
    assignment: str
    weights: Weights = ()
    slice_seconds: float = SLICE_SECONDS
    at_once: int = 0
    seconds: float = 0.0
    page: str = ""

    def files_of(self, lane: Lane) -> Files:
        """The files whose functions a lane calls."""
        return lane.files or self.lanes[0].files

    def header(self) -> dict[str, Any]:
        """Everything but the weights, as JSON."""
        return {
            "lanes": [
                {
                    "label": lane.label,
                    "chunks": [astuple(chunk) for chunk in lane.chunks],
                    "settings": asdict(lane.settings),
                    "experiment": lane.experiment,
                    "program": lane.program,
                    "files": [[name, [astuple(chunk) for chunk in chunks]] for name, chunks in lane.files],
                }
                for lane in self.lanes
            ],
            "data": self.data,
            "course_root": str(self.course_root),
            "assignment": self.assignment,
            "slice_seconds": self.slice_seconds,
            "at_once": self.at_once,
            "seconds": self.seconds,
            "page": self.page,
        }

    @classmethod
    def of(cls, header: dict[str, Any], weights: Weights) -> Job:
        """The job that `header` described."""
        lanes = tuple(
            Lane(
                lane["label"],
                tuple(Chunk(*chunk) for chunk in lane["chunks"]),
                Settings(**{**lane["settings"], "hidden": tuple(lane["settings"]["hidden"])}),
                lane["experiment"],
                lane["program"],
                tuple((name, tuple(Chunk(*chunk) for chunk in chunks)) for name, chunks in lane["files"]),
            )
            for lane in header["lanes"]
        )
        root, assignment = Path(header["course_root"]), header["assignment"]
        limits = (header["slice_seconds"], header["at_once"], header["seconds"])
        return cls(lanes, header["data"], root, assignment, weights, *limits, header.get("page", ""))
