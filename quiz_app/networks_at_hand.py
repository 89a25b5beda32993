"""Trained networks that a digit can be shown to: each in a line that says what it is, and loaded when chosen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from numpy.typing import NDArray

from quiz_app.laboratory.experiment import unpacked
from quiz_app.runs.job import Lane, Weights
from quiz_app.runs.network_file import facts_in, network_in, of_weights
from quiz_app.runs.path import unflat
from quiz_app.runs.progress import LaneView, RunView
from quiz_app.runs.weights_file import MOST_BYTES, WeightsRefused
from quiz_app.training.examples import DIGITS, IMAGES, examples
from quiz_app.training.program import Program
from quiz_app.training.trained import TrainedNetwork, in_words, trained_network

FOLDER = "runs"  # where training in a terminal or a notebook saves
_MOST_FILES = 20


@dataclass(frozen=True)
class AtHand:
    """A network by the line under which it is shown.

    Attributes:
        when: it was trained, in seconds since 1970, to sort by.
        key: names it as it is now.
        load: raises WeightsRefused where there is none that can be read.
    """

    name: str
    when: float
    key: str
    load: Callable[[], TrainedNetwork]


def of_run(run_id: str, view: RunView, when: float, load: Callable[[], RunView | None]) -> list[AtHand]:
    """The networks that a run has trained to read digits; those that diverged are none.

    Args:
        load: gives the view again, with the paths of its weights.
    """
    found = []
    for place, (lane, reached) in enumerate(zip(view.job.lanes, view.lanes, strict=True)):
        if not reached.step or reached.outcome == "diverged" or not reads_digits(lane):
            continue
        if not lane.experiment and len(view.lanes) == 1 and view.look is None:
            continue
        step = view.look_step if view.look is not None else reached.step
        measured = reached.measured
        share = f", {100 * measured.test_accuracy:.1f} % right" if measured else ""
        what = f" ({in_words(_program(lane))})" if lane.program else ""
        name = f"{reached.label}{what}, after {step:,} steps{share}"
        found.append(AtHand(name, when, f"{run_id}-{place}-{step}", partial(_of_lane, load, place)))
    return found


def reads_digits(lane: Lane) -> bool:
    """Whether its inputs are images."""
    return not lane.experiment or unpacked(lane.experiment).data in IMAGES


def of_files(root: Path) -> list[AtHand]:
    """What was saved below the course's folder `runs`, the newest first."""
    found: list[tuple[float, Path]] = []
    for path in (root / FOLDER).rglob("*.npz"):
        try:
            found.append((path.stat().st_mtime, path))
        except OSError:  # gone meanwhile
            continue
    return list(_named(root, sorted(found, reverse=True)[:_MOST_FILES]))


def of_upload(name: str, weights: Weights) -> AtHand:
    """Weights that were brought along."""
    return AtHand(name, 0.0, name, partial(of_weights, weights))


def _named(root: Path, found: list[tuple[float, Path]]) -> Iterator[AtHand]:
    for saved_at, path in found:
        when = time.strftime("%d.%m. %H:%M", time.localtime(saved_at))
        program, accuracy = facts_in(path)
        what = f" ({in_words(program)})" if program else ""
        share = f", {100 * accuracy:.1f} % right" if accuracy is not None else ""
        name = f"{path.relative_to(root).as_posix()}{what}, saved {when}{share}"
        yield AtHand(name, saved_at, f"{path}-{saved_at}", partial(_of_file, path))


def _of_file(path: Path) -> TrainedNetwork:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise WeightsRefused("The file is larger than any network of this course.")
        return network_in(path.read_bytes())
    except OSError:
        raise WeightsRefused("The file cannot be read; save it again.") from None


def _of_lane(load: Callable[[], RunView | None], place: int) -> TrainedNetwork:
    view = load()
    if view is None:
        raise WeightsRefused("This training is not kept any more. Choose another network, or train one.")
    job, lane, reached = view.job, view.job.lanes[place], view.lanes[place]
    if view.look is not None and not lane.experiment:
        return of_weights(view.look.weights, job.assignment, lane.chunks)
    weights = _last_weights(reached)
    if not lane.experiment:
        return of_weights(weights, job.assignment, lane.chunks)
    found = trained_network(_program(lane), weights, job.files_of(lane), _rows(lane))
    if found is None:
        raise WeightsRefused("This network reads no digits.")
    return found


def _last_weights(reached: LaneView) -> Weights:
    if not reached.path.waypoints:
        raise WeightsRefused("No weights of this training are kept. Train it once more.")
    return unflat(reached.path.waypoints[-1].weights, reached.path.shapes)


def _program(lane: Lane) -> Program:
    return msgspec.json.decode(lane.program, type=Program)


def _rows(lane: Lane) -> NDArray[Any]:
    """What it trained on. All of MNIST is not loaded for a page: the images that come with the course are in it."""
    one = unpacked(lane.experiment)
    return examples(DIGITS, one.examples, one.noise, one.seed).rows
