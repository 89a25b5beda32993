"""The records of the seven functions: a network of any depth forward and back, its loop, and what it predicts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from grader.functions import (
    Argument,
    Case,
    Composition,
    Draw,
    Function,
    Gradient,
    Property,
    Result,
    Role,
    Setting,
    between,
    fixed,
    generator,
    made,
    numbers,
    one_hot,
    probabilities,
)
from grader.sandbox import Seed

from . import properties, stand_ins

SYMBOLS = {
    "N": "the number of examples",
    "n0": "the number of values in one example",
    "n1": "the number of units of a hidden layer",
    "n2": "the number of units of another hidden layer",
    "n3": "the number of classes",
}

# What a student's own epsilon may change: log(p + 1e-6) is right.
TOLERANCE = 2e-4


def forward(X, weights, biases):
    """The pre-activations and the activations of a network with ReLU between its layers and softmax at its end."""
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1] - zs[-1].max(axis=-1, keepdims=True))
    activations[-1] = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return zs, activations


def cross_entropy(y_pred, y_target):
    return -np.mean(np.log(np.maximum(np.sum(y_pred * y_target, axis=-1), 1e-300)))


def random_network(random, sizes):
    """Weights, biases, inputs and targets of a network with one to three hidden layers.

    No hidden unit is close to ReLU's kink, in each layer some are on and some off, and no class is nearly certain or
    excluded: nothing depends on how a corner is cut.
    """
    first, second = sizes["n1"], sizes["n2"]
    third = first if first == second else first + second
    more = (first, second) if sizes["N"] % 2 else (first,) if sizes["N"] % 4 == 0 else (first, second, third)
    return network_of(random, sizes["N"], (sizes["n0"], *more, sizes["n3"]))


def network_of(random, N, widths):
    """The same with these widths, from the inputs to the classes."""
    for attempt in range(3000):
        weights = [random.normal(size=(n_out, n_in)) * np.sqrt(2.0 / n_in) for n_in, n_out in pairwise(widths)]
        biases = [random.normal(size=len(W)) * 0.4 for W in weights]
        X = random.normal(size=(N, widths[0])) * 1.3
        zs, activations = forward(X, weights, biases)
        y_target = np.eye(widths[-1])[random.integers(widths[-1], size=N)]
        hidden = zs[:-1]
        sure = np.sort(activations[-1], axis=1)
        if (
            all(np.abs(z).min() > 1e-3 for z in hidden)
            and all(0 < np.mean(z > 0) < 1 or z.size < 3 for z in hidden)
            and (not hidden or (hidden[-1] > 0).any())
            and sure[:, 0].min() > 0.02
            and (sure[:, -1] - sure[:, -2]).min() > 1e-3
            and (attempt > 1000 or activations[-1].argmax(axis=1).std() > 0 or N == 1)
        ):
            return weights, biases, X, y_target
    raise ValueError(f"no network of the widths {widths} can be drawn")


def _inputs(random, sizes):
    weights, biases, X, _ = random_network(random, sizes)
    return X, weights, biases


def _way_back(random, sizes):
    return _kept(*random_network(random, sizes))


def _kept(weights, biases, X, y_target):
    """What the way back is given: weights, pre-activations, activations, targets."""
    zs, activations = forward(X, weights, biases)
    return weights, zs, activations, y_target


def _one_step(random, sizes):
    return *random_network(random, sizes), float(np.exp(random.uniform(np.log(0.05), np.log(2.0))))


def _of_widths(seed, N, *widths):
    return network_of(np.random.default_rng(seed), N, widths)


def _biases(weights, zs, activations):
    """The biases that the forward pass was given: what is in z beside the product."""
    pairs = zip(zs, activations[:-1], weights, strict=True)
    return [(z - a @ W.T).mean(axis=0) for z, a, W in pairs]


def _loss_of_parameters(weights, biases, _zs, activations, y_target):
    return cross_entropy(forward(activations[0], weights, biases)[1][-1], y_target)


def _loss_of_inputs(X, weights, zs, activations, y_target):
    return cross_entropy(forward(X, weights, _biases(weights, zs, activations))[1][-1], y_target)


def _likely(*shape):
    """Probabilities, none of them close to 0: how a logarithm is kept finite must not show."""
    draw = probabilities(*shape)

    def make(random, sizes, special):
        if special == "short":
            return draw.make(random, sizes, special)
        return 0.8 * draw.make(random, sizes, "") + 0.2 / sizes[-1]

    return Draw("probability", shape, make, power=0)


def _train_step(own, weights, biases, X, y_target, learning_rate):
    zs, activations = own.forward(X, weights, biases)
    dL_dWs, dL_dbs = own.backward(weights, zs, activations, y_target)
    return (
        [W - learning_rate * dL_dW for W, dL_dW in zip(weights, dL_dWs, strict=True)],
        [b - learning_rate * dL_db for b, dL_db in zip(biases, dL_dbs, strict=True)],
        own.loss(activations[-1], y_target),
    )


def _train(own, weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(X), batch_size):  # in order: where this is asked, the order does not matter
            batch = slice(start, start + batch_size)
            weights, biases, loss = own.train_step(weights, biases, X[batch], y_target[batch], learning_rate)
            total += loss * len(X[batch])
        losses.append(total / len(X))
    return weights, biases, np.array(losses)


def _predict(own, X, weights, biases):
    return np.argmax(own.forward(X, weights, biases)[1][-1], axis=1)


# One network with each depth that chance may miss, from no hidden layer to four of them.
_DEPTHS = (
    (_of_widths(1, 3, 4, 3), "a network without a hidden layer"),
    (_of_widths(2, 3, 4, 5, 3), "a network with one hidden layer"),
    (_of_widths(3, 4, 3, 6, 5, 4, 2), "a network with three hidden layers"),
    (_of_widths(4, 3, 5, 6, 4, 7, 3, 2), "a network with four hidden layers"),
    (_of_widths(5, 2, 3, 1, 2), "a hidden layer with one unit"),
)
_DEPTH = "a number of layers that is written into the code: go by len(weights)"


def _cases(arguments):
    """A case for each depth; ``arguments`` makes them of a network."""
    return tuple(Case(arguments(*network), says, _DEPTH) for network, says in _DEPTHS)


# With as many units in every layer as there are examples, the shapes fit whatever is swapped or left out. So a
# forward pass that fits nowhere else answers here, and what its callers do with it can be seen.
_SQUARES = (_of_widths(10, 4, 4, 4, 4), _of_widths(11, 3, 3, 3, 3, 3), _of_widths(12, 5, 5, 5, 5))
_SQUARE = "a network with as many units in every layer as there are examples"


def _squares(arguments):
    return tuple(Case(arguments(*network), _SQUARE) for network in _SQUARES)


def _larger(weights, biases, X, y_target):
    """The same network for inputs that are a thousand times as large: its first gradient is as large, too."""
    return [weights[0] / 1000, *weights[1:]], biases, 1000 * X, y_target


_LARGE = _larger(*_of_widths(6, 4, 3, 5, 4, 2))
_LARGE_INPUTS = "large inputs", "a limit on the gradients, or a rounding: a gradient may have any size"
_MANY = _of_widths(7, 60, 3, 4, 3)
_WEIGHTS, _BIASES = Argument("weights", made(None)), Argument("biases", made(None))
_WAY_BACK = (
    _WEIGHTS,
    Argument("zs", made(None)),
    Argument("activations", made(None)),
    Argument("y_target", one_hot("N", "n3")),
)
_X, _TARGET = Argument("X", numbers("N", "n0")), Argument("y_target", one_hot("N", "n3"))
_RATE = Argument("learning_rate", between(0.05, 2.0))


def _zero(probability_rows, target_rows):
    return np.array(probability_rows), np.array(target_rows)


_FINITE = "the logarithm of 0: it is minus infinity, and 0 times it is no number. Keep the probability away from 0"

# Where the order of the examples does not matter one answer is right: they are all the same, or in one batch.
_ALIKE = tuple(np.repeat(part[:1], 6, axis=0) for part in _of_widths(8, 2, 3, 4, 3)[2:])
_ALIKE_NETWORK = _of_widths(8, 2, 3, 4, 3)[:2]
_FEW = _of_widths(9, 5, 3, 4, 2, 3)
_SEVEN = tuple(np.repeat(part[:1], 7, axis=0) for part in _of_widths(8, 2, 3, 4, 3)[2:])


def _descended(weights, biases, X, y_target, learning_rate, steps):
    """Weights and biases after some steps with all examples, whose gradients are found by nudging."""
    from grader.key.differences import gradient

    for _ in range(steps):
        dWs, dbs = gradient(lambda both: cross_entropy(forward(X, *both)[1][-1], y_target), (weights, biases))
        weights = [W - learning_rate * dW for W, dW in zip(weights, dWs, strict=True)]
        biases = [b - learning_rate * db for b, db in zip(biases, dbs, strict=True)]
    return weights, biases


def _around(weights, biases, slack=1e-5):
    """The lowest and the highest right answer: any losses, for short batches may be averaged in two ways."""
    low, high = (([W + d for W in weights], [b + d for b in biases]) for d in (-slack, slack))
    return (*low, np.zeros(2)), (*high, np.full(2, 100.0))


FUNCTIONS = (
    Function(
        name="forward",
        arguments=(_X, _WEIGHTS, _BIASES),
        results=(Result("zs", None, many=True), Result("activations", None, many=True)),
        together=_inputs,
        always=(
            *_cases(lambda weights, biases, X, _: (X, weights, biases)),
            Case((_MANY[2], *_MANY[:2]), "60 examples", "a number of examples that is written into the code"),
        ),
    ),
    Function(
        name="loss",
        arguments=(Argument("y_pred", _likely("N", "n3")), _TARGET),
        results=(Result("loss"),),
        tolerance=TOLERANCE,
        always=(
            Case(
                _zero([[0.5, 0.5, 0.0], [0.0, 0.25, 0.75]], [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),
                "a wrong class with probability 0",
                _FINITE,
            ),
            Case(
                _zero([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]], [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
                "a right class with probability 0",
                _FINITE,
                accepts=((10.0 + 0.69) / 2, 1e3),
            ),
            Case(
                _zero([[1.0, 0.0], [0.5, 0.5], [0.25, 0.75]], [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]),
                "a right class with probability 1",
                _FINITE,
            ),
        ),
        role=Role("loss"),
    ),
    Function(
        name="backward",
        arguments=_WAY_BACK,
        results=(Result("dL_dWs", None, many=True), Result("dL_dbs", None, many=True)),
        gradient=Gradient(
            of=_loss_of_parameters,
            by=("weights", "biases"),
            point=lambda weights, zs, activations, _y_target: (weights, _biases(weights, zs, activations)),
            number="the loss L",
        ),
        together=_way_back,
        always=(*_cases(_kept), Case(_kept(*_LARGE), *_LARGE_INPUTS)),
    ),
    Function(
        name="input_gradient",
        arguments=_WAY_BACK,
        results=(Result("dL_dX", None),),
        gradient=Gradient(
            of=_loss_of_inputs,
            by=("X",),
            point=lambda _weights, _zs, activations, _y_target: (activations[0],),
            number="the loss L",
        ),
        together=_way_back,
        always=_cases(_kept),
        role=Role("input gradient"),
    ),
    Function(
        name="train_step",
        arguments=(_WEIGHTS, _BIASES, _X, _TARGET, _RATE),
        results=(Result("weights", None, many=True), Result("biases", None, many=True), Result("loss")),
        rests_on=("forward", "loss", "backward"),
        assembled=_train_step,
        stand_ins=stand_ins.FORWARD_LOSS_BACKWARD,
        together=_one_step,
        always=(*_cases(lambda *network: (*network, 0.7)), *_squares(lambda *network: (*network, 0.2))),
        tolerance=TOLERANCE,
        role=Role("optimizer", settings={"learning_rate": Setting(0.1, 0.0001, 10.0)}),
    ),
    Function(
        name="train",
        arguments=(
            _WEIGHTS,
            _BIASES,
            Argument("X", made(None)),
            Argument("y_target", made(None)),
            _RATE,
            Argument("batch_size", fixed(3)),
            Argument("epochs", fixed(1)),
            Argument("rng", generator()),
        ),
        results=(Result("weights", None, many=True), Result("biases", None, many=True), Result("losses", None)),
        random=True,
        calls=24,
        properties=(
            Property("every example is used", properties.every_example_is_used),
            Property("what is left over is used", properties.what_is_left_over_is_used),
            Property("no example twice in an epoch", properties.no_example_twice_in_an_epoch),
            Property("batch_size examples a step", properties.batch_size_examples_a_step),
            Property("examples are shuffled", properties.examples_are_shuffled),
            Property("neighbours are separated", properties.neighbours_are_separated),
            Property("any example at any time", properties.any_example_at_any_time),
            Property("same seed, same order", properties.same_seed_same_order),
            Property("new seed, new order", properties.new_seed_new_order),
            Property("new order in every epoch", properties.new_order_in_every_epoch),
        ),
        rests_on=("train_step",),
        assembled=_train,
        stand_ins=(*stand_ins.FORWARD_LOSS_BACKWARD, stand_ins.train_step),
        together=properties.marked_examples,
        always=(
            (*_FEW, 0.3, 5, 1, Seed(11)),
            (*_FEW, 0.07, 5, 4, Seed(17)),
            Case((*_FEW, 0.1, 50, 3, Seed(12)), "a batch_size larger than N"),
            Case((*_ALIKE_NETWORK, *_ALIKE, 0.08, 2, 2, Seed(13)), "examples that are all the same"),
            Case((*_ALIKE_NETWORK, *_ALIKE, 0.12, 1, 1, Seed(14)), "a batch_size of 1"),
            Case(
                (*_ALIKE_NETWORK, *_SEVEN, 0.1, 3, 2, Seed(16)),
                "a last batch that is shorter",
                accepts=_around(*_descended(*_ALIKE_NETWORK, *_SEVEN, 0.1, steps=6)),
            ),
            *_squares(lambda *network: (*network, 0.2, len(network[2]), 2, Seed(18))),
        ),
        tolerance=TOLERANCE,
        takes_single=False,
    ),
    Function(
        name="predict",
        arguments=(_X, _WEIGHTS, _BIASES),
        results=(Result("classes", ("N",), whole=True),),
        rests_on=("forward",),
        assembled=_predict,
        stand_ins=(stand_ins.forward,),
        together=_inputs,
        always=(
            *_cases(lambda weights, biases, X, _: (X, weights, biases)),
            Case((_MANY[2], *_MANY[:2]), "60 examples", "a number of examples that is written into the code"),
            *_squares(lambda weights, biases, X, _: (X, weights, biases)),
        ),
    ),
)


def _whole(random, sizes):
    widths = (sizes["n0"], sizes["n1"], sizes["n2"], sizes["n1"], sizes["n3"])
    weights, biases, X, y_target = network_of(random, sizes["N"], widths)
    return {"X": X, "weights": weights, "biases": biases, "y_target": y_target}


def _derivatives_of_loss(values):
    from grader.key.differences import gradient

    def loss(X, weights, biases):
        return cross_entropy(forward(X, weights, biases)[1][-1], values["y_target"])

    X, weights, biases = values["X"], values["weights"], values["biases"]
    dL_dWs, dL_dbs = gradient(lambda both: loss(X, *both), (weights, biases))
    return {"dL_dWs": dL_dWs, "dL_dbs": dL_dbs, "input_gradient": gradient(lambda x: loss(x, weights, biases), X)}


COMPOSITIONS = (
    Composition(
        functions=("forward", "backward", "input_gradient"),
        given=_whole,
        wanted=_derivatives_of_loss,
        gives="the gradient of the loss",
        says="{name}, a derivative of the loss",
    ),
)
