"""Is the returned array the right one? Shape first, then finite, then values: scalars would broadcast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.message import Finding, Message
from grader.probes import Probe
from grader.steps import VectorJacobianProduct
from grader.wrong_entries import common_to

Array = NDArray[np.float64]

# Far above what another order of summation does (1e-13), and float32 in between (1e-7); far below any mistake.
EXACT = 2e-6
# What float32 numbers are right to, where a hundred of them are added up.
SINGLE = 2e-5
# Central differences of this course's functions are good to about 1e-9.
DIFFERENTIATED = 1e-5


def agrees(
    got: Array, low: Array, high: Array, tolerance: float, magnitude: Array | None = None
) -> NDArray[np.bool_]:
    """Entry by entry: does ``got`` lie in [low, high], up to ``tolerance`` of the entry and of the array?

    ``magnitude`` is the sum of each entry's absolute terms: where much cancels, the entry alone is too small.
    """
    slack = _slack(low, high, tolerance, magnitude)
    return np.asarray((got >= low - slack) & (got <= high + slack))


def _slack(low: Array, high: Array, tolerance: float, magnitude: Array | None) -> Array:
    size = np.maximum(np.abs(low), np.abs(high)) if magnitude is None else magnitude
    slack: Array = tolerance * size + 0.1 * tolerance * size.max(initial=0.0)
    return slack


@dataclass(frozen=True, eq=False)
class Accepted:
    """The right answers to a question: all that lie entry by entry from ``low`` to ``high``, rounding included."""

    low: Array
    high: Array

    def holds(self, got: NDArray[Any]) -> bool:
        """Whether the answer is one of them. Cheaper than ``require_equal``, which says what is wrong."""
        return got.shape == self.low.shape and bool(((got >= self.low) & (got <= self.high)).all())


def accepted(
    step: VectorJacobianProduct, probe: Probe, wanted: Array, magnitude: Array, tolerance: float
) -> Accepted:
    """All right answers, from one of them and the sums of absolute terms."""
    low, high = acceptable(step, probe, wanted)
    slack = _slack(low, high, tolerance, magnitude)
    return Accepted(low - slack, high + slack)


def tolerance_of(probe: Probe) -> float:
    """How exact an answer must be, relative to the sum of its absolute terms."""
    single = any(isinstance(value, np.ndarray) and value.dtype == np.float32 for value in probe.arguments)
    return SINGLE if single else EXACT


def same(got: Array, wanted: Array, tolerance: float = EXACT) -> bool:
    """Same shape and same values up to ``tolerance``, NaN and infinity in the same places."""
    if got.shape != wanted.shape:
        return False
    odd = ~np.isfinite(wanted)
    if not np.array_equal(got[odd], wanted[odd], equal_nan=True) or not np.isfinite(got[~odd]).all():
        return False
    return bool(agrees(got[~odd], wanted[~odd], wanted[~odd], tolerance).all())


def acceptable(step: VectorJacobianProduct, probe: Probe, wanted: Array) -> tuple[Array, Array]:
    """The lowest and highest right answer: they differ only at ReLU's kink, where any slope in [0, 1] is right."""
    if not step.kinked:
        return wanted, wanted
    upstream, z = probe.arguments
    at_kink = z == 0
    return (
        np.where(at_kink, np.minimum(upstream, 0.0), wanted),
        np.where(at_kink, np.maximum(upstream, 0.0), wanted),
    )


def require_shape(step: VectorJacobianProduct, probe: Probe, got: Array) -> None:
    """Raises Finding where the array's shape is not that of the step's variable."""
    wanted = step.shape(probe.dims)
    if got.shape == wanted:
        return
    inputs = ", ".join(
        f"{argument.name} {_shape(np.shape(value))}"
        for argument, value in zip(step.arguments, probe.arguments, strict=True)
    )
    raise Finding(
        Message(
            what=f"{step.function} returns an array of the wrong shape.",
            where=f"Got shape {_shape(got.shape)}, wanted {_shape(wanted)}, the shape of {step.variable.name}; "
            f"the inputs were {inputs}.",
            next=f"Print the shapes inside {step.function} and find the operation that leaves the wrong one."
            + (
                f" A gradient always has the shape of what it is the gradient by: here, of {step.variable.name}."
                if step.function.startswith("dL_d")
                else ""
            ),
        )
    )


def require_finite(step: VectorJacobianProduct, got: Array) -> None:
    """Raises Finding where the array holds NaN or infinity."""
    odd = ~np.isfinite(got)
    if not odd.any():
        return
    kinds = " and ".join(
        name for name, present in (("NaN", np.isnan(got).any()), ("infinity", np.isinf(got).any())) if present
    )
    raise Finding(
        Message(
            what=f"{step.function} returns {kinds}.",
            where=f"In {odd.sum()} of {got.size} entries, the first at {_index(_first(odd))}.",
            next="Look for a division by zero, a logarithm of zero or of a negative number, an exponential of a "
            "large number, np.nan or np.inf, or an array of np.empty that is not filled. "
            f"The right {step.signature()} needs none of them for these inputs.",
        )
    )


def require_equal(
    step: VectorJacobianProduct,
    probe: Probe,
    got: Array,
    wanted: Array,
    *,
    what: str,
    next: str,
    tolerance: float = EXACT,
    magnitude: Array | None = None,
) -> None:
    """Raises Finding where the array is not the right one.

    Args:
        step: the step that was asked.
        probe: what it was asked.
        got: what it returned.
        wanted: the right answer.
        what: the message's first part.
        next: the message's last part.
        tolerance: relative to the entry, or to its ``magnitude``.
        magnitude: the sum of the absolute terms of each entry, if it is known.
    """
    require_shape(step, probe, got)
    require_finite(step, got)
    low, high = acceptable(step, probe, wanted)
    with np.errstate(over="ignore"):  # a wrong answer may be 1e308 times too large
        wrong = ~agrees(got, low, high, tolerance, magnitude)
        if wrong.any():
            fact, better = common_to(step, probe, wrong)
            where, next = f"{_where(step, got, low, high, wrong)} {fact}".rstrip(), better or next
            raise Finding(Message(what=what, where=where, next=next), kind=probe.kind)


def _where(step: VectorJacobianProduct, got: Array, low: Array, high: Array, wrong: NDArray[np.bool_]) -> str:
    distance = np.where(wrong, np.maximum(low - got, got - high), -np.inf)
    worst = tuple(int(k) for k in np.unravel_index(np.argmax(distance), got.shape))
    text = f"The shape {_shape(got.shape)} is right; "
    some = f"{wrong.sum()} of {wrong.size} entries {'is' if wrong.sum() == 1 else 'are'} wrong"
    text += ("every entry is wrong" if wrong.all() else some) + (
        f", the worst is {step.function}{_index(worst)}." if got.ndim else "."
    )
    return text + _pattern(got[wrong], 0.5 * (low + high)[wrong])


def _pattern(got: Array, wanted: Array) -> str:
    """A plain fact about the wrong entries that is true of all of them, if there is one."""
    if got.size < 2:
        return ""
    if same(got, -wanted):
        return " Each has the right size and the opposite sign."
    if not got.any():
        return " Each is 0 and should not be."
    if not wanted.any():
        return " Each should be 0."
    ratio = float(np.median(got / wanted)) if wanted.all() else 0.0
    if ratio and f"{ratio:.4g}" != "1" and same(got, ratio * wanted):
        return f" Each is {ratio:.4g} times what it should be."
    return _accuracy(got, wanted)


def _accuracy(got: Array, wanted: Array) -> str:
    """How close entries are that are nearly right; nothing where one of them is off by more than a hundredth."""
    for cut, words in ((np.trunc, "its fraction cut off"), (np.floor, "been rounded down to a whole number")):
        if got.size > 3 and (np.abs(got - cut(wanted)) < 1e-9).all():  # fewer may be so by accident
            return f" Each has {words}."
    with np.errstate(all="ignore"):
        worst = float(np.abs(got / wanted - 1).max()) if wanted.all() else np.inf
    for decimals in range(9):
        if np.allclose(got, np.round(wanted, decimals), rtol=1e-12, atol=1e-9 * 10.0**-decimals):
            return f" Each is rounded to {decimals} decimal{'' if decimals == 1 else 's'}."
    if worst > 0.01:
        return ""
    power = int(np.ceil(np.log10(100 * worst)))  # per cent
    return f" Each is right to within {10.0**power:.8f}".rstrip("0").rstrip(".") + " per cent: is something rounded?"


def _first(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(k) for k in np.unravel_index(np.argmax(mask), mask.shape))


def _index(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]"


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
