"""Weights as a file to keep: NumPy's .npz with each parameter by its name, as `course train` writes it, too."""

from __future__ import annotations

import io
import zipfile
import zlib
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quiz_app.runs.job import Weights
from quiz_app.training.recipes import recipes
from quiz_app.training.settings import LARGEST_LAYER

Array = NDArray[np.generic]
MOST_BYTES = 100 * 2**20
INPUTS, CLASSES = 784, 10
# What reading a damaged file may raise.
DAMAGED = (
    zipfile.BadZipFile,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    MemoryError,
    zlib.error,
)


class WeightsRefused(ValueError):  # noqa: N818 (as one says it)
    """The file does not hold weights of such a network; the text says why and what to do."""


def packed(weights: Weights, parameters: tuple[str, ...]) -> bytes:
    """The content of a file with these weights, by the names of the parameters."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **dict(zip(parameters, weights, strict=True)))  # type: ignore[arg-type]
    return buffer.getvalue()


def unpacked(content: bytes) -> Weights:
    """The weights of such a file, from anywhere: nothing in it is executed, and its sizes are checked first.

    Raises:
        WeightsRefused: it is something else, too large, or of another kind of network.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            held = {name.removesuffix(".npy") for name in sizes}
            parameters = max((each.parameters for each in recipes().values()), key=lambda names: len(held & {*names}))
            wanted = [f"{name}.npy" for name in parameters]
            if missing := [name for name in parameters if name not in held]:
                raise WeightsRefused(f"The file has no {', '.join(missing)}; take one that was saved here.")
            if sum(sizes[name] for name in wanted) > MOST_BYTES:
                raise WeightsRefused("The weights in the file are larger than any network of this course.")
            arrays = [read_array(archive, name) for name in wanted]
    except DAMAGED as error:
        if isinstance(error, WeightsRefused):
            raise
        raise WeightsRefused("This is not a file of weights (.npz), or it is damaged; save it again.") from None
    return _checked(arrays, parameters)


def hidden_layers(weights: Weights) -> tuple[int, ...]:
    """The sizes of the hidden layers."""
    return tuple(len(biases) for biases in weights[1:-1:2])


def read_array(archive: zipfile.ZipFile, name: str) -> Array:
    """An array of an archive from anywhere, by its file's name; no pickle in it is loaded."""
    with archive.open(name) as stream:
        content = stream.read(MOST_BYTES + 1)  # the size that the archive states need not be true
    if len(content) > MOST_BYTES:
        raise WeightsRefused("The weights in the file are larger than any network of this course.")
    array: Array = np.load(io.BytesIO(content), allow_pickle=False)
    return array


def _checked(arrays: list[Array], parameters: tuple[str, ...]) -> Weights:
    weights = numbers(arrays)
    sizes = [INPUTS, *(array.shape[0] if array.ndim == 1 else -1 for array in arrays[1::2])]
    expected = [shape for fan_in, fan_out in pairwise(sizes) for shape in ((fan_out, fan_in), (fan_out,))]
    shapes = [array.shape for array in arrays]
    if shapes != expected or sizes[-1] != CLASSES or not all(1 <= size <= LARGEST_LAYER for size in sizes[1:-1]):
        found = "; ".join(f"{name} {shape}" for name, shape in zip(parameters, shapes, strict=True))
        raise WeightsRefused(f"The shapes in the file do not make a network from 784 inputs to 10 digits: {found}.")
    return weights


def numbers(arrays: list[Array]) -> Weights:
    """These arrays as weights.

    Raises:
        WeightsRefused: they hold something else.
    """
    if any(array.dtype.kind != "f" for array in arrays):
        raise WeightsRefused("The weights in the file are not floating-point numbers; take one that was saved here.")
    with np.errstate(over="ignore"):
        weights = tuple(array.astype(np.float32) for array in arrays)
    if not all(np.isfinite(weight).all() for weight in weights):
        raise WeightsRefused("The file holds weights that are not numbers: that training had diverged.")
    return weights
