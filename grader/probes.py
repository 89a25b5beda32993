"""Inputs for a step, drawn at random from its record and a seed.

Each step's inputs are drawn independently of every other step's: never are they the reference solution's output
of an earlier step, which a submission could remember and hand back. All dimension sizes are distinct (a product
in the wrong order cannot go unnoticed), N is at least 2 (a missing 1/N cannot either), magnitudes lie on both
sides of 1, and every pre-activation array has negative entries, one unit at exactly 0, and one close to it on each
side (a threshold elsewhere cannot go unnoticed). One more question has all sizes equal and large numbers: code that
goes by the shapes which it happens to find, or that limits its numbers, is right on all others.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader import by_hand
from grader.network import forward, softmax
from grader.steps import Argument, VectorJacobianProduct

Array = NDArray[np.float64]
Dims = Mapping[str, int]

_CLOSE_TO_THE_KINK = 1e-4
_UNSCALED = ("rate", "probability", "one-hot")  # kinds whose numbers mean something by their size

# All distinct within a row, and N is not the largest everywhere.
DISTINCT_DIMS: tuple[Dims, ...] = (
    {"N": 3, "n0": 7, "n1": 6, "n2": 5, "n3": 4},
    {"N": 5, "n0": 4, "n1": 2, "n2": 3, "n3": 6},
    {"N": 40, "n0": 2, "n1": 7, "n2": 4, "n3": 3},  # more examples than a batch has
)
SMOOTH_DIMS: tuple[Dims, ...] = (
    {"N": 2, "n0": 5, "n1": 6, "n2": 4, "n3": 3},
    {"N": 6, "n0": 3, "n1": 4, "n2": 2, "n3": 5},
)
# A forgotten transpose is a shape error where sizes differ; here it gives an array that can be recognised.
SQUARE_DIMS: tuple[Dims, ...] = (
    {"N": 4, "n0": 4, "n1": 4, "n2": 4, "n3": 4},
    {"N": 3, "n0": 3, "n1": 3, "n2": 3, "n3": 3},
    {"N": 5, "n0": 5, "n1": 5, "n2": 5, "n3": 5},
)


@dataclass(frozen=True, eq=False)
class Probe:
    """One question to a step: the arguments to call it with, and the sizes that they were drawn for.

    Compared by identity: the same question is the same object, so answers to it can be remembered. The arrays
    are read-only; pass ``fresh_arguments()`` to code that may write into them.
    """

    arguments: tuple[Any, ...]
    dims: Dims

    def fresh_arguments(self) -> tuple[Any, ...]:
        """The arguments as copies that may be written into."""
        return tuple(value.copy() if isinstance(value, np.ndarray) else value for value in self.arguments)


@cache
def worked_example(step: VectorJacobianProduct) -> Probe:
    """The step's inputs in the exercise that is solved by hand; one random example where it is not in there."""
    dims = {"N": 1, "n0": 3, "n1": 4, "n2": 2, "n3": 3}
    if any(argument.name not in by_hand.VALUES for argument in step.arguments):
        return _draw(step, dims, 0, "worked example", 0)
    values = [by_hand.VALUES[argument.name] for argument in step.arguments]
    if step.function == "update":  # w is W3 there, of shape (n3, n2)
        dims = {"n2": 3, "n1": 2}
    return _probe([float(value) if value.ndim == 0 else value.copy() for value in values], dims)


@cache
def contract_probe(step: VectorJacobianProduct, seed: int) -> Probe:
    """One draw with distinct sizes, to see whether the step answers at all."""
    return _draw(step, DISTINCT_DIMS[0], seed, "contract", 0)


@cache
def single_precision_probe(step: VectorJacobianProduct, seed: int) -> Probe:
    """The first of the smooth questions in float32, in which networks are trained."""
    probe = smooth_probes(step, seed)[0]
    values = [value.astype(np.float32) if isinstance(value, np.ndarray) else value for value in probe.arguments]
    return _probe(values, probe.dims)


@cache
def one_axis_probes(step: VectorJacobianProduct, seed: int) -> tuple[Probe, ...]:
    """For a step that is meant for arrays of any shape, weights and biases: a question with arrays of one axis."""
    dims = {symbol: size for symbol, size in DISTINCT_DIMS[0].items() if symbol != step.variable.shape[0]}
    return (_draw(step, dims, seed, "one axis", 0),) if step.any_shape else ()


@cache
def reference_probes(step: VectorJacobianProduct, seed: int) -> tuple[Probe, ...]:
    """Draws with distinct sizes, with one unit at exactly 0 in every pre-activation array; ``square_probe`` last."""
    distinct = [_draw(step, dims, seed, "reference", k) for k, dims in enumerate(DISTINCT_DIMS)]
    return (*distinct, square_probe(step, seed))


@cache
def square_probe(step: VectorJacobianProduct, seed: int) -> Probe:
    """A question with all sizes equal, and with numbers a hundred times larger than in the others."""
    return _draw(step, SQUARE_DIMS[0], seed, "square", 0, scale=100.0)


@cache
def smooth_probes(step: VectorJacobianProduct, seed: int) -> tuple[Probe, ...]:
    """Draws with every pre-activation well away from ReLU's kink, where finite differences are valid."""
    return tuple(_draw(step, dims, seed, "smooth", k) for k, dims in enumerate(SMOOTH_DIMS))


@cache
def diagnosis_probes(step: VectorJacobianProduct, seed: int) -> tuple[Probe, ...]:
    """Questions on which mistakes are told apart: distinct sizes, all sizes equal, and the worked example.

    One has small numbers only, some gradients of 0 among them, and one only positive pre-activations: a limit, or a
    decision for the whole array, does nothing there. The worked example is known to everyone: whoever treats it apart
    has another problem than a mistake of the bank.
    """
    drawn = [_draw(step, dims, seed, "diagnosis", k) for k, dims in enumerate((*DISTINCT_DIMS[:2], *SQUARE_DIMS))]
    small = _with_zeros(step, _draw(step, DISTINCT_DIMS[0], seed, "small", 0, scale=0.01))
    positive = [_positive(small)] if step.kinked else []
    return (*drawn, small, *positive, worked_example(step))


@cache
def graded_probes(step: VectorJacobianProduct, seed: int) -> tuple[Probe, ...]:
    """Every question that the course's own checks put to a function that gets nothing wrong.

    The second has the shapes of the first and other numbers: it is answered wrongly by whoever adds up, or keeps,
    what came before for as long as the shapes stay.
    """
    return (
        contract_probe(step, seed),
        *reference_probes(step, seed),
        single_precision_probe(step, seed),
        *one_axis_probes(step, seed),
        worked_example(step),
        *smooth_probes(step, seed),
    )


@cache
def random_network(dims_row: int, seed: int) -> Mapping[str, Array]:
    """Values of a random three-layer network, forward pass included, with every unit well away from ReLU's kink.

    Args:
        dims_row: which row of ``DISTINCT_DIMS``.
        seed: of the draw.

    Returns:
        ``X`` (N, n0), one-hot ``y_target`` (N, n3), the six parameters, and what ``network.forward`` adds.
    """
    dims = DISTINCT_DIMS[dims_row]
    rng = np.random.default_rng((seed, zlib.crc32(b"network"), dims_row))
    while True:
        values: dict[str, Array] = {"X": rng.normal(size=(dims["N"], dims["n0"]))}
        for layer in (1, 2, 3):
            n_in, n_out = dims[f"n{layer - 1}"], dims[f"n{layer}"]
            values[f"W{layer}"] = rng.normal(size=(n_out, n_in)) * np.sqrt(2.0 / n_in)
            values[f"b{layer}"] = rng.normal(size=n_out) * 0.3
        values |= forward(values, values["X"])
        if min(np.abs(values["z1"]).min(), np.abs(values["z2"]).min()) > 1e-3:
            return {**values, "y_target": _one_hot(rng, dims["N"], dims["n3"])}


def _draw(step: VectorJacobianProduct, dims: Dims, seed: int, purpose: str, number: int, scale: float = 1.0) -> Probe:
    # crc32, not hash(): the same draw in every process, and another one for every step and purpose
    rng = np.random.default_rng((seed, zlib.crc32(f"{step.function}/{purpose}/{number}".encode())))
    drawn = [_draw_argument(rng, argument, dims, kinks=purpose != "smooth") for argument in step.arguments]
    scaled = [
        value if argument.kind in _UNSCALED else value * scale
        for argument, value in zip(step.arguments, drawn, strict=True)
    ]
    return _probe(scaled, dims)


def _probe(arguments: Sequence[Any], dims: Dims) -> Probe:
    for value in arguments:
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return Probe(tuple(arguments), dims)


def _with_zeros(step: VectorJacobianProduct, probe: Probe) -> Probe:
    values = probe.fresh_arguments()
    for argument, value in zip(step.arguments, values, strict=True):
        if argument.kind == "gradient":
            value.flat[::3] = 0.0
    return _probe(values, probe.dims)


def _positive(probe: Probe) -> Probe:
    upstream, z = probe.arguments
    return _probe([-upstream, np.abs(z) + 1.0], probe.dims)


def _draw_argument(rng: np.random.Generator, argument: Argument, dims: Dims, *, kinks: bool) -> Any:
    shape = argument.sizes(dims)
    match argument.kind:
        case "rate":
            return float(np.exp(rng.uniform(np.log(0.02), np.log(3.0))))
        case "probability":
            return softmax(rng.normal(size=shape) * 1.5)
        case "one-hot":
            return _one_hot(rng, *shape)
        case "pre-activation":
            return _pre_activation(rng, shape, kinks=kinks)
        case "activation":
            values = _both_sides_of_one(rng, shape)
            return np.where(rng.permuted(np.arange(values.size) % 4 == 0).reshape(shape), 0.0, np.abs(values))
        case _:
            return _both_sides_of_one(rng, shape)


def _both_sides_of_one(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Magnitudes from 0.1 to 5, about half of them negative."""
    magnitudes = np.exp(rng.uniform(np.log(0.1), np.log(5.0), size=shape))
    signs: Array = rng.permuted(np.arange(magnitudes.size) % 2 * 2.0 - 1.0).reshape(shape)
    return magnitudes * signs


def _pre_activation(rng: np.random.Generator, shape: tuple[int, ...], *, kinks: bool) -> Array:
    values = _both_sides_of_one(rng, shape)
    if kinks:
        at, above, below = rng.choice(values.size, size=3, replace=False)
        values.flat[at] = 0.0
        values.flat[above] = _CLOSE_TO_THE_KINK
        values.flat[below] = -_CLOSE_TO_THE_KINK
    return values


def _one_hot(rng: np.random.Generator, rows: int, classes: int) -> Array:
    return np.eye(classes)[rng.integers(classes, size=rows)]
