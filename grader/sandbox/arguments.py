"""What may be passed to a student's function."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .answer import Argument
from .inside.framing import DTYPES, Array


def prepared(
    args: Sequence[Argument],
) -> tuple[list[Any], list[Array], tuple[int, ...]]:
    """JSON for the arguments (None stands for the next array), the arrays, and their positions.

    Raises TypeError for anything but arrays of bool, integers and floats, and plain numbers and texts.
    """
    described: list[Any] = []
    arrays: list[Array] = []
    positions: list[int] = []
    for place, value in enumerate(args):
        if isinstance(value, np.ndarray):
            if value.dtype.str not in DTYPES:
                raise TypeError(f"Argument {place} has dtype {value.dtype}; use bool, integers or floats.")
            described.append(None)
            arrays.append(np.asarray(value, order="C"))
            positions.append(place)
        elif isinstance(value, float | int | str):
            described.append([value])
        else:
            kind = type(value).__name__
            raise TypeError(f"Argument {place} is of type {kind}; use an array, a float, an int or a str.")
    return described, arrays, tuple(positions)
