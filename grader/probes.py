"""Inputs for a step, drawn at random from its record and a seed.

Each step's inputs are drawn independently of every other step's: never are they the reference solution's output
of an earlier step, which a submission could remember and hand back. All dimension sizes are distinct (a product
in the wrong order cannot go unnoticed), N is at least 2 (a missing 1/N cannot either), magnitudes lie on both
sides of 1, and every pre-activation array has negative entries, one unit at exactly 0, and one close to it on each
side (a threshold elsewhere cannot go unnoticed). More questions ask for one property each, and their ``kind`` says
which: equal sizes, an axis of size 1, many rows, very small or very large numbers, float32. Code that goes by the
shapes which it happens to find, or that rounds or limits its numbers, is right on all others.
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
from grader.draws import draw_argument, one_hot
from grader.network import forward
from grader.steps import VectorJacobianProduct

Array = NDArray[np.float64]
Dims = Mapping[str, int]

_UNSCALED = ("rate", "probability", "one-hot")  # kinds whose numbers mean something by their size
# Each in a question of its own: among ordinary numbers a small one that was dropped could not be seen.
_SCALES = {
    1e-8: "very small numbers",
    1e-4: "small numbers",
    1e4: "large numbers",
    1e8: "very large numbers",
}

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

    ``kind`` is what is special about it, in words that complete "it is wrong on …"; empty for an ordinary question.

    Compared by identity: the same question is the same object, so answers to it can be remembered. The arrays
    are read-only; pass ``fresh_arguments()`` to code that may write into them.
    """

    arguments: tuple[Any, ...]
    dims: Dims
    kind: str = ""

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
    return _in_single_precision(probe, "float32 numbers")


@cache
def large_probe(step: VectorJacobianProduct, seed: int) -> Probe:
    """As large as in training, in float32: 130 rows, and 300 columns in the array that the step returns."""
    sizes = dict.fromkeys(_symbols(step), 2)  # loops over a product take long enough with two
    rows = "N" if "N" in sizes else step.variable.shape[0]
    dims = {**sizes, rows: 130, step.variable.shape[-1]: 300}
    return _in_single_precision(_draw(step, dims, seed, "large", 0), "130 rows and 300 columns")


@cache
def one_axis_probes(step: VectorJacobianProduct, seed: int) -> tuple[Probe, ...]:
    """For a step that is meant for arrays of any shape, weights and biases: a question with arrays of one axis."""
    dims = {symbol: size for symbol, size in DISTINCT_DIMS[0].items() if symbol != step.variable.shape[0]}
    kind = "arrays with one axis, as biases have"
    return (_draw(step, dims, seed, "one axis", 0, kind=kind),) if step.any_shape else ()


@cache
def ordinary_probes(step: VectorJacobianProduct, seed: int) -> tuple[Probe, ...]:
    """Draws with distinct sizes, with one unit at exactly 0 in every pre-activation array."""
    return tuple(_draw(step, dims, seed, "reference", k) for k, dims in enumerate(DISTINCT_DIMS))


@cache
def reference_probes(step: VectorJacobianProduct, seed: int) -> tuple[Probe, ...]:
    """What the function is compared with the reference solution on: ordinary questions, then one of each kind."""
    return (
        *ordinary_probes(step, seed),
        square_probe(step, seed),
        *one_axis_probes(step, seed),
        *_of_size_one(step, seed),
        *_of_many_units(step, seed),
        *_of_other_scales(step, seed),
    )


@cache
def square_probe(step: VectorJacobianProduct, seed: int) -> Probe:
    """A question with all sizes equal, and with numbers a hundred times larger than in the others."""
    large = any(argument.kind == "gradient" for argument in step.arguments)
    kind = "arrays of equal sizes" + (" with large numbers" if large else "")
    return _draw(step, SQUARE_DIMS[0], seed, "square", 0, scale=100.0, kind=kind)


def _of_size_one(step: VectorJacobianProduct, seed: int) -> list[Probe]:
    """One question for each axis: only one example, only one unit. Of classes there must be two."""
    classes = {argument.shape[-1] for argument in step.arguments if argument.kind in ("probability", "one-hot")}
    return [
        _draw(
            step,
            {**DISTINCT_DIMS[0], symbol: 1},
            seed,
            f"one {symbol}",
            0,
            kind="one example" if symbol == "N" else "one unit",
        )
        for symbol in _symbols(step)
        if symbol not in classes
    ]


def _of_many_units(step: VectorJacobianProduct, seed: int) -> list[Probe]:
    """Many units where the large question has few, since it would be too large for slow and right code."""
    large = large_probe(step, seed).dims
    many = {symbol: 130 for symbol, size in large.items() if size == 2 and symbol != "N"}
    dims = {symbol: 3 if symbol == "N" else many.get(symbol, 2) for symbol in _symbols(step)}
    return [_draw(step, dims, seed, "many units", 0, kind="many units")] if many else []


def _of_other_scales(step: VectorJacobianProduct, seed: int) -> list[Probe]:
    """Very small and very large numbers, where numbers of any size are right.

    Pre-activations stay as they are: people also nudge them to see the slope, by more than a very small number.
    """
    if all(argument.kind in _UNSCALED for argument in step.arguments):
        kind = "probabilities close to 0 and 1"
        return [_draw(step, DISTINCT_DIMS[0], seed, "sure", 0, kind=kind, spread=5.0)]
    unscaled = (*_UNSCALED, "pre-activation")
    return [
        _draw(step, DISTINCT_DIMS[0], seed, f"scale {scale:g}", 0, scale, kind=kind, unscaled=unscaled)
        for scale, kind in _SCALES.items()
    ]


@cache
def smooth_probes(step: VectorJacobianProduct, seed: int) -> tuple[Probe, ...]:
    """Draws with every pre-activation well away from ReLU's kink, where finite differences are valid."""
    return tuple(_draw(step, dims, seed, "smooth", k) for k, dims in enumerate(SMOOTH_DIMS))


@cache
def single_examples(step: VectorJacobianProduct, seed: int) -> tuple[Probe, ...]:
    """The examples of the first smooth question, each asked alone; empty where a step has no examples."""
    whole = smooth_probes(step, seed)[0]
    if "N" not in _symbols(step):
        return ()
    return tuple(
        _probe(
            [
                value[n : n + 1].copy() if argument.shape[:1] == ("N",) else value
                for argument, value in zip(step.arguments, whole.arguments, strict=True)
            ],
            {**whole.dims, "N": 1},
        )
        for n in range(whole.dims["N"])
    )


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
            return {**values, "y_target": one_hot(rng, dims["N"], dims["n3"])}


@cache
def in_double_precision(probe: Probe) -> Probe:
    """The same question in float64."""
    values = [value.astype(np.float64) if isinstance(value, np.ndarray) else value for value in probe.arguments]
    return _probe(values, probe.dims, probe.kind)


@cache
def all_terms(step: VectorJacobianProduct, probe: Probe) -> Probe:
    """The same question with every number's sign removed: the answer to it is the sum of the absolute terms.

    What a step subtracts becomes negative. A pre-activation only chooses between slopes, and stays as it is.
    """
    values = [
        argument.sign * np.abs(value)
        if isinstance(value, np.ndarray) and argument.kind != "pre-activation"
        else value
        for argument, value in zip(step.arguments, probe.arguments, strict=True)
    ]
    return _probe(values, probe.dims, probe.kind)


def _draw(
    step: VectorJacobianProduct,
    dims: Dims,
    seed: int,
    purpose: str,
    number: int,
    scale: float = 1.0,
    *,
    kind: str = "",
    unscaled: Sequence[str] = _UNSCALED,
    spread: float = 1.5,
) -> Probe:
    # crc32, not hash(): the same draw in every process, and another one for every step and purpose
    rng = np.random.default_rng((seed, zlib.crc32(f"{step.function}/{purpose}/{number}".encode())))
    kinks = purpose != "smooth"
    drawn = [draw_argument(rng, argument, dims, kinks=kinks, spread=spread) for argument in step.arguments]
    scaled = [
        value if argument.kind in unscaled else value * scale
        for argument, value in zip(step.arguments, drawn, strict=True)
    ]
    return _probe(scaled, dims, kind)


def _in_single_precision(probe: Probe, kind: str) -> Probe:
    values = [value.astype(np.float32) if isinstance(value, np.ndarray) else value for value in probe.arguments]
    return _probe(values, probe.dims, kind)


def _probe(arguments: Sequence[Any], dims: Dims, kind: str = "") -> Probe:
    for value in arguments:
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return Probe(tuple(arguments), dims, kind)


def _symbols(step: VectorJacobianProduct) -> list[str]:
    """The dimension symbols of all arguments, each once, in order."""
    return list(dict.fromkeys(symbol for argument in step.arguments for symbol in argument.shape))


def _with_zeros(step: VectorJacobianProduct, probe: Probe) -> Probe:
    values = probe.fresh_arguments()
    for argument, value in zip(step.arguments, values, strict=True):
        if argument.kind == "gradient":
            value.flat[::3] = 0.0
    return _probe(values, probe.dims)


def _positive(probe: Probe) -> Probe:
    upstream, z = probe.arguments
    return _probe([-upstream, np.abs(z) + 1.0], probe.dims)
