"""Trained networks out of files, as training in a terminal or a notebook saves them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import msgspec
import numpy as np

from grader.sandbox import Chunk
from quiz_app.runs.job import Weights
from quiz_app.runs.weights_file import (
    CLASSES,
    DAMAGED,
    INPUTS,
    MOST_BYTES,
    WeightsRefused,
    numbers,
    read_array,
    unpacked,
)
from quiz_app.training.program import Program
from quiz_app.training.recipes import recipes
from quiz_app.training.trained import BESIDE, NETWORK, Described, TrainedNetwork, network_of

_NOTHING = np.zeros((0, INPUTS), np.uint8)


def of_weights(weights: Weights, assignment: str = "", chunks: tuple[Chunk, ...] = ()) -> TrainedNetwork:
    """The network of a lesson's own recipe; without the chunks of its file it has no way back."""
    recipe = recipes().get(assignment) or next(iter(recipes().values()))
    files = ((recipe.assignment, chunks),) if chunks else ()
    return TrainedNetwork(recipe.program_of(weights), weights, files, _NOTHING)


def network_in(content: bytes) -> TrainedNetwork:
    """The network of a file from anywhere: nothing in it is executed here.

    A file of weights alone, as earlier versions saved them, is of a lesson's own network.

    Raises:
        WeightsRefused: it is something else, damaged, too large, or reads no digits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            held = {info.filename for info in archive.infolist()}
            if f"{NETWORK}.npy" not in held:
                return of_weights(unpacked(content))
            if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
                raise WeightsRefused("The weights in the file are larger than any network of this course.")
            described = _described(read_array(archive, f"{NETWORK}.npy").tobytes())
            program = described.program
            arrays = [read_array(archive, f"{each.name}.npy") for each in program.parameters]
            beside = read_array(archive, f"{BESIDE}.npy")
    except (*DAMAGED, KeyError) as error:
        if isinstance(error, WeightsRefused):
            raise
        raise WeightsRefused("This is not a file of weights (.npz), or it is damaged; save it again.") from None
    if not arrays or [one.shape for one in arrays] != [each.shape for each in program.parameters]:
        raise WeightsRefused("The weights in the file are not those of the network in it; save it again.")
    if beside.ndim != 2 or beside.shape[1] != INPUTS or arrays[-1].shape[0] != CLASSES:
        raise WeightsRefused("The network in the file reads no digits.")
    return network_of(described, numbers(arrays), beside)


def facts_in(path: Path) -> tuple[Program | None, float | None]:
    """Of a file what a list says of it: its program, where it has one, and its last accuracy."""
    try:
        with np.load(path, allow_pickle=False) as found:
            program = _described(found[NETWORK].tobytes()).program if NETWORK in found else None
            reached = found["accuracies"] if "accuracies" in found else np.zeros(0)
            return program, float(reached[-1]) if reached.ndim == 1 and len(reached) else None
    except (*DAMAGED, KeyError, TypeError):
        return None, None


def _described(text: bytes) -> Described:
    try:
        return msgspec.json.decode(text, type=Described)
    except msgspec.MsgspecError:
        raise WeightsRefused("The network in the file cannot be read; train it again.") from None
