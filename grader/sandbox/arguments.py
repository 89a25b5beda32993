"""What may be passed to a student's function, and how it is described to the process that runs it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .answer import Argument, Seed
from .inside.framing import DTYPES, Array


def prepared(args: Sequence[Argument]) -> tuple[list[Any], list[Array], tuple[int, ...]]:
    """The description (see ``inside/arguments.py``), the arrays in it, and the positions of what a call may change.

    Raises TypeError for anything but arrays of bool, integers and floats, plain numbers and texts, seeds of random
    generators, and lists and tuples of those.
    """
    described: list[Any] = []
    arrays: list[Array] = []
    positions: list[int] = []
    for place, value in enumerate(args):
        described.append(_described(value, place, arrays))
        if isinstance(value, np.ndarray | list | tuple):
            positions.append(place)
    return described, arrays, tuple(positions)


def _described(value: Argument, place: int, arrays: list[Array]) -> Any:
    if isinstance(value, np.ndarray):
        if value.dtype.str not in DTYPES:
            raise TypeError(f"Argument {place} has dtype {value.dtype}; use bool, integers or floats.")
        arrays.append(np.asarray(value, order="C"))
        return None
    if isinstance(value, float | int | str):
        return [value]
    if isinstance(value, Seed):
        return {"kept generator" if value.kept else "generator": value.number}
    if isinstance(value, list | tuple):
        return {"list" if isinstance(value, list) else "tuple": [_described(item, place, arrays) for item in value]}
    kind = type(value).__name__
    raise TypeError(
        f"Argument {place} is of type {kind}; use an array, a number, a str, a Seed, or a list or tuple of them."
    )
