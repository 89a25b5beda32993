"""Five records. `step` calls the functions before it, and `epoch` calls `step`, with batches in a random order."""

import numpy as np

from grader.functions import Argument, Function, Property, Result, among, between, fixed, generator, numbers, weights
from grader.sandbox import Seed


def _step(own, w, x, y, rate):
    p = own.predicted(x, w)
    return w - rate * own.slope(x, p, y), own.loss(p, y)


def _epoch(own, w, x, y, rate, batch_size, rng):
    losses = []
    for start in range(0, len(x), batch_size):
        w, loss = own.step(w, x[start : start + batch_size], y[start : start + batch_size], rate)
        losses.append(loss)
    return w, np.mean(losses)


def _another_order_from_another_rng(calls, answers):
    first = [w for (*_, batch_size, _), (w, _) in zip(calls, answers, strict=True) if batch_size == 1]
    return "" if any((w != first[0]).any() for w in first) else "Two generators give the same weights."


_RANDOM = np.random.default_rng(1)
_W, _X, _Y = _RANDOM.normal(size=3), _RANDOM.normal(size=(4, 3)), _RANDOM.normal(size=4)
_DATA = (Argument("x", numbers("N", "n")), Argument("y", numbers("N")))

FUNCTIONS = (
    Function("predicted", (_DATA[0], Argument("w", weights("n"))), (Result("p", ("N",)),)),
    Function("loss", (Argument("p", numbers("N")), _DATA[1]), (Result("loss"),)),
    Function("slope", (_DATA[0], Argument("p", numbers("N")), _DATA[1]), (Result("dL_dw", ("n",)),)),
    Function(
        name="step",
        arguments=(Argument("w", weights("n")), *_DATA, Argument("rate", between(0.1, 0.9))),
        results=(Result("w", ("n",)), Result("loss")),
        rests_on=("predicted", "loss", "slope"),
        assembled=_step,
    ),
    Function(
        name="epoch",
        arguments=(
            *(Argument(name, fixed(value)) for name, value in (("w", _W), ("x", _X), ("y", _Y))),
            Argument("rate", fixed(0.3)),
            Argument("batch_size", among(1, 2)),
            Argument("rng", generator()),
        ),
        results=(Result("w", ("n",)), Result("loss")),
        random=True,
        rests_on=("step",),
        assembled=_epoch,
        # With one batch there is one right answer. With small steps the order hardly matters.
        always=(
            (_W, _X, _Y, 0.3, 4, Seed(1)),
            (_W, _X, _Y, 0.6, 9, Seed(2)),
            (0 * _W, _X, _Y, 1e-7, 1, Seed(3)),
            (0 * _W, _X, _Y, 2e-7, 2, Seed(4)),
        ),
        properties=(Property("another order", _another_order_from_another_rng),),
    ),
)
SYMBOLS = {"N": "the number of examples", "n": "the number of features"}
