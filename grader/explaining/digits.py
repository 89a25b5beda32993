"""Numbers to some digits: two ways to compute the same differ in the last ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def to_digits(value: Any, digits: int) -> NDArray[np.float64]:
    """Each number rounded to so many significant digits; without negative zeros."""
    numbers = np.asarray(value, dtype=np.float64)
    with np.errstate(all="ignore"):
        power = 10.0 ** (digits - 1 - np.floor(np.log10(np.abs(np.where(numbers == 0, 1.0, numbers)))))
        rounded = np.where(np.isfinite(numbers), np.round(numbers * power) / power, numbers)
    found: NDArray[np.float64] = np.asarray(rounded + 0.0)
    return found
