"""Calling a student's function while a network trains: quietly, and with a look at what it returns.

It needs numpy alone: see `loop.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any, TextIO, cast

import numpy as np
from numpy.typing import NDArray


class TrainingProblem(ValueError):  # noqa: N818 (a sentence for the student, rather than an error of ours)
    """A function is missing, or returned what training cannot go on with. The text names the function."""


def as_numbers(name: str, shape: tuple[int, ...], value: Any, step: int, dtype: Any = np.float32) -> NDArray[Any]:
    """The slow way: lists, numbers and float64 are right too, whatever else came is said in words."""
    if value is None:
        raise TrainingProblem(f"{name} returned None in step {step}: is its return statement missing?")
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiub":
            raise TypeError
        array = array.astype(dtype)
    except (TypeError, ValueError):
        raise TrainingProblem(
            f"{name} returned a value of type {type(value).__name__} in step {step}; "
            f"training needs an array of numbers."
        ) from None
    if array.shape != shape:
        raise TrainingProblem(
            f"{name} returned an array of shape {array.shape} in step {step}; "
            f"its shape must be {shape} for training to go on."
        )
    return array


@contextmanager
def undisturbed() -> Iterator[None]:
    """What functions print is dropped, and numpy warns of nothing."""
    with redirect_stdout(cast("TextIO", _Nowhere())), np.errstate(all="ignore"):
        yield


class _Nowhere:
    """A stream that drops what is written to it."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return None
