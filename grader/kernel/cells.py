"""The cells that this kernel has run, as Jupyter numbers them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any


def label_of(filename: str) -> str:
    """The cell that code was compiled from, "cell [7]"; "this notebook" for code from anywhere else."""
    number = _numbers().get(filename)
    return f"cell [{number}]" if number else "this notebook"


def cell_of(function: Callable[..., Any]) -> int | None:
    """The number of the cell that a function was defined in, at its last run; None where no cell did."""
    code = getattr(function, "__code__", None)
    return _numbers().get(code.co_filename) if code is not None else None


def executed_cells() -> Mapping[int, str]:
    """The text of each cell that has run, by the number that Jupyter shows beside it."""
    history = getattr(getattr(shell(), "history_manager", None), "input_hist_raw", ())
    return {number: text for number, text in enumerate(history) if number and text.strip()}


def is_bound_to(name: str, value: object) -> bool:
    """Whether the notebook's own name stands for just this value."""
    return bool(getattr(shell(), "user_ns", {}).get(name) is value)


def shell() -> Any:
    """IPython's shell, if this process has one; nothing is imported for it."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def _numbers() -> Mapping[str, int]:
    """The number of the cell by the file name that its code carries; empty where IPython does not keep that."""
    return getattr(getattr(shell(), "compile", None), "_filename_map", {})
