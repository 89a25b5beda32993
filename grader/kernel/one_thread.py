"""numpy's matrix products in one thread: for the small matrices of lessons the fastest way, on a busy machine by far.

OpenBLAS shares out each product among all processors, and its threads wait for each other without rest. A training
that takes a second alone takes half a minute beside other programs.
"""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np

_NAMES = ("scipy_openblas_set_num_threads64_", "scipy_openblas_set_num_threads", "openblas_set_num_threads")


def use_one_thread() -> bool:
    """Let the OpenBLAS that numpy brings along use one thread in this process. False where numpy has another BLAS."""
    for file in (Path(np.__file__).parent.parent / "numpy.libs").glob("*openblas*"):
        try:
            library = ctypes.CDLL(str(file))
        except OSError:
            continue
        for name in _NAMES:
            if setter := getattr(library, name, None):
                setter(ctypes.c_int(1))
                return True
    return False
