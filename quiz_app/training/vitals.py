"""How a training is, parameter by parameter: how far a step moves it, and how large its gradient's entries are.

It needs numpy alone: see `loop.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

SMALLEST, LARGEST, PER_DECADE = -9, 2, 4  # powers of ten of a gradient's entries
BINS = (LARGEST - SMALLEST) * PER_DECADE
RATIO, ZERO, COUNTS = 0, 1, 2  # where they stand in a row
COLUMNS = COUNTS + BINS
_SAMPLE = 4096  # entries of a gradient that are looked at


def vitals(before: Sequence[Array], after: Sequence[Array], gradients: Sequence[Array]) -> NDArray[np.float32]:
    """What the last step did to each parameter.

    Args:
        before, after: the parameters before and after it.
        gradients: theirs.

    Returns:
        (parameters, COLUMNS): the norm of the update divided by that of the parameter (NaN where it was 0), the share
        of the gradient's entries that are exactly 0, and the share of those in each bin of size. What is beyond the
        first or the last bin is counted there. Of more than 4,096 entries, evenly spread ones are looked at.
    """
    rows = np.zeros((len(after), COLUMNS), np.float32)
    for row, old, new, gradient in zip(rows, before, after, gradients, strict=True):
        size = _norm(old)
        row[RATIO] = _norm(new - old) / size if size > 0 else math.nan
        entries = np.abs(np.ravel(gradient)[:: -(-gradient.size // _SAMPLE)]).astype(np.float64)
        entries = entries[np.isfinite(entries)]
        if not len(entries):
            row[COUNTS:] = math.nan
            continue
        powers = np.log10(entries[entries > 0])
        row[ZERO] = 1 - len(powers) / len(entries)
        places = np.clip(((powers - SMALLEST) * PER_DECADE).astype(np.intp), 0, BINS - 1)
        row[COUNTS:] = np.bincount(places, minlength=BINS) / len(entries)
    return rows


def excerpts(
    names: Sequence[str], parameters: Mapping[str, Array], values: Mapping[str, Any], rows: int, units: int
) -> list[NDArray[np.float32]]:
    """Values by their names: of a batch so many rows and units, of a parameter or its gradient so many units.

    What there is none of, before the first step or after a bad one, is an empty array.
    """
    found = []
    for name in names:
        value = parameters.get(name, values.get(name))
        if not isinstance(value, np.ndarray) or value.ndim not in (1, 2):
            found.append(np.zeros(0, np.float32))
        elif name in parameters or name[1:] in parameters:
            found.append(np.array(value[:units], np.float32))
        else:
            found.append(np.array(value[:rows, :units] if value.ndim == 2 else value[:rows], np.float32))
    return found


def _norm(array: Array) -> float:
    return math.sqrt(float(np.vdot(array, array)))
