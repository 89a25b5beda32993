"""Numbers worked by hand: two examples, two hidden units, two classes. And the numbers that sentences say."""

import numpy as np

from grader.sandbox import Seed


def _list(*arrays):
    return [np.array(array, dtype=float) for array in arrays]


def _networks():
    """What the arguments share; each function gets arrays of its own."""
    return {
        "X": np.array([[1.0, 2.0], [3.0, 1.0]]),
        "weights": _list([[1, -1], [2, 1]], [[2, -1], [-1, 1]]),
        "biases": _list([0, -1], [5, -1]),
        "zs": _list([[-1, 3], [2, 6]], [[2, 2], [3, 3]]),
        "activations": _list([[1, 2], [3, 1]], [[0, 3], [2, 6]], [[0.5, 0.5], [0.5, 0.5]]),
        "y_target": np.array([[1.0, 0.0], [1.0, 0.0]]),
    }


def _of(*names):
    return tuple(_networks()[name] for name in names)


_BACK = _of("weights", "zs", "activations", "y_target")
# one step with a rate of 0.4: weights, biases, the loss before
_STEPPED = (
    _list([[1.9, -0.7], [1.2, 0.4]], [[2.2, -0.1], [-1.2, 0.1]]),
    _list([0.3, -1.4], [5.2, -1.2]),
)

EXAMPLES = {
    # z of the first layer [[-1, 3], [2, 6]]; both examples come to equal scores
    "forward": (_of("X", "weights", "biases"), _of("zs", "activations")),
    # -log 1/2 = log 2 and -log 1/8 = 3 log 2
    "loss": ((np.array([[0.5, 0.5], [0.125, 0.875]]), np.array([[1.0, 0.0], [1.0, 0.0]])), 2 * np.log(2)),
    # at the output [-0.25, 0.25] for both examples; the mask of the first layer is [[0, 1], [1, 1]]
    "backward": (
        _BACK,
        (_list([[-2.25, -0.75], [2, 1.5]], [[-0.5, -2.25], [0.5, 2.25]]), _list([-0.75, 1], [-0.5, 0.5])),
    ),
    # [[0, 0.5], [-0.75, 0.5]] through the first weights
    "input_gradient": (_BACK, np.array([[1.0, 0.5], [0.25, 1.25]])),
    "train_step": ((*_of("weights", "biases", "X", "y_target"), 0.4), (*_STEPPED, np.log(2))),
    # one batch with both examples, one epoch: the same step
    "train": (
        (*_of("weights", "biases", "X", "y_target"), 0.4, 2, 1, Seed(0)),
        (*_STEPPED, np.array([np.log(2)])),
    ),
    # scores [[6, 0], [0, 4]]
    "predict": ((np.array([[2.0, 0.0], [0.0, 6.0]]), *_of("weights", "biases")), np.array([0.0, 1.0])),
}


def _first_alone(own):
    X, weights, biases, y_target = _of("X", "weights", "biases", "y_target")
    gradient = own.input_gradient(weights, *own.forward(X[:1], weights, biases), y_target[:1])
    return tuple(np.round(gradient[0], 12))


def _three_steps(own, rate):
    X, weights, biases, y_target = _of("X", "weights", "biases", "y_target")
    losses = []
    for _ in range(3):
        weights, biases, loss = own.train_step(weights, biases, X, y_target, rate)
        losses.append(round(float(loss), 9) + 0.0)  # 0 has no sign then
    return losses, own.forward(X, weights, biases)[0][0]


def _slow_and_fast(own):
    slow, fast = _three_steps(own, 0.4)[0], _three_steps(own, 2.0)[0]
    return *slow, *fast


def _sure_and_wrong(own):
    """The loss of the first example of `predict` as one of class 1, before and after its scores are made larger."""
    X, weights, biases = EXAMPLES["predict"][0]
    costs = []
    for factor in (1.0, 10.0):
        net = [*weights[:-1], factor * weights[-1]], [*biases[:-1], factor * biases[-1]]
        costs.append(own.loss(own.forward(X[:1], *net)[1][-1], np.array([[0.0, 1.0]])))
    return tuple(costs)


def _thrown_away(own):
    return tuple(_three_steps(own, 2.0)[1][:, 1])


COMPUTED = {
    "With 1e-12 it is {:.1f}.": lambda own: own.loss(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])),
    "It is [{:.0f}, {:.0f}], twice as large.": _first_alone,
    "With a rate of 0.4 the losses are {:.4f}, {:.4f} and {:.4f}.": lambda own: _slow_and_fast(own)[:3],
    "With a rate of 2 they are {:.4f}, {:.4f} and {:.4f},": lambda own: _slow_and_fast(own)[3:],
    "The wrong prediction costs {:.2f} before. After, it costs {:.1f},": _sure_and_wrong,
    "its `z` is {:.0f} and {:.0f}: it is off for both examples.": _thrown_away,
}
