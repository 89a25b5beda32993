"""Small inputs for a step, with short numbers: what a message can show of a wrong function.

Nothing here takes a seed. So no input that gives points in a class can be among them, whatever its seed is.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.probes import Probe
from grader.steps import Argument, VectorJacobianProduct

Array = NDArray[np.float64]

_SHORT = (-3.0, -2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0)
_PROBABILITIES: Mapping[int, tuple[tuple[float, ...], ...]] = {  # rows, by the number of classes
    2: ((0.75, 0.25), (0.4, 0.6), (0.9, 0.1)),
    3: ((0.5, 0.3, 0.2), (0.1, 0.7, 0.2), (0.6, 0.2, 0.2)),
}
_LARGER = ((2, 3, 2), (3, 2, 2), (3, 3, 3))  # sizes of a step's axes, after all those of 1 and 2
_SCALES = (1e4, 1e8, 1e-4, 1e-8)  # limits and roundings show in such numbers only


@cache
def small_cases(step: VectorJacobianProduct) -> tuple[Probe, ...]:
    """Inputs with few entries first. No pre-activation is 0, where more than one answer would be right."""
    symbols = tuple(dict.fromkeys(symbol for argument in step.arguments for symbol in argument.shape))
    drawn = [_drawn(step, dims, 1.0) for dims in _all_sizes(step, symbols)]
    square = dict.fromkeys(symbols, 2)
    drawn += [_drawn(step, square, scale) for scale in _SCALES if step.scalar != "the loss L"]
    if step.any_shape:
        drawn.append(_drawn(step, {symbols[-1]: 2}, 1.0))
    return tuple(sorted(drawn, key=_entries))


def _all_sizes(step: VectorJacobianProduct, symbols: tuple[str, ...]) -> Iterator[Mapping[str, int]]:
    for sizes in (*product((1, 2), repeat=len(symbols)), *_LARGER):
        dims = dict(zip(symbols, sizes, strict=False))
        if not any(argument.kind == "probability" and dims[argument.shape[1]] < 2 for argument in step.arguments):
            yield dims


def _drawn(step: VectorJacobianProduct, dims: Mapping[str, int], scale: float) -> Probe:
    rng = np.random.default_rng(zlib.crc32(f"{step.function}/{dims}/{scale}".encode()))
    values = [_value(rng, argument, argument.sizes(dims), scale) for argument in step.arguments]
    for value in values:
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return Probe(tuple(values), dims)


def _value(rng: np.random.Generator, argument: Argument, shape: tuple[int, ...], scale: float) -> Any:
    match argument.kind:
        case "rate":
            return 0.5
        case "probability":
            return np.array([_PROBABILITIES[shape[1]][row % 3] for row in range(shape[0])])
        case "pre-activation":  # a small one would be as good as 0
            return _short(rng, shape, max(scale, 1.0))
        case "one-hot":
            return np.eye(shape[1])[rng.integers(shape[1], size=shape[0])]
        case "activation":
            return np.abs(_short(rng, shape, scale))
        case _:
            return _short(rng, shape, scale)


def _short(rng: np.random.Generator, shape: tuple[int, ...], scale: float) -> Array:
    """Each number at most once while there are enough, so that entries can be told apart."""
    size = int(np.prod(shape))
    numbers = [float(f"{number * scale:.1e}") for number in _SHORT]  # 3e-4, not 0.00030000000000000003
    return np.asarray(rng.choice(numbers, size=size, replace=size > len(numbers)).reshape(shape))


def _entries(probe: Probe) -> int:
    return sum(int(np.size(value)) for value in probe.arguments)
