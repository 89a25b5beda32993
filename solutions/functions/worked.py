"""Numbers worked by hand, chosen so that exponentials and logarithms come out short; and sentences with results."""

import numpy as np

_LOGS = np.log([[1.0, 3.0, 1 / 3]])
_SCORES = np.log([[1.0, 2.0, 5.0], [3.0, 1.0, 1.0]])
_TANH = np.log([[1.0, 2.0, 1 / 3]])
_Z = np.array([[-2.0, 3.0], [0.5, -1.0]])
_NUMBERS = (np.array([[1.0, 4.0], [2.0, 0.0]]), np.array([[0.0, 2.0], [2.0, 3.0]]))
_YES_OR_NO = (np.array([[0.5, 0.75], [0.25, 0.875]]), np.array([[1.0, 0.0], [1.0, 0.0]]))
_BOTH_SIDES = (np.array([[1.0, -4.0], [0.0, 6.0]]), np.array([[0.0, 0.0], [1.0, 1.0]]), 2.0)

EXAMPLES = {
    "sigmoid": ((_LOGS,), np.array([[0.5, 0.75, 0.25]])),
    # the slopes are 1/4, 3/16 and 3/16
    "dL_dz_sigmoid": ((np.array([[2.0, 16.0, -16.0]]), _LOGS), np.array([[0.5, 3.0, -3.0]])),
    "tanh": ((_TANH,), np.array([[0.0, 0.6, -0.8]])),
    # the slopes are 1, 0.64 and 0.36
    "dL_dz_tanh": ((np.array([[2.0, 10.0, -5.0]]), _TANH), np.array([[2.0, 6.4, -1.8]])),
    "relu": ((_Z,), np.array([[0.0, 3.0], [0.5, 0.0]])),
    "leaky_relu": ((_Z, 0.1), np.array([[-0.2, 3.0], [0.5, -0.1]])),
    "dL_dz_leaky_relu": ((np.array([[2.0, -1.0], [4.0, 3.0]]), _Z, 0.1), np.array([[0.2, -1.0], [4.0, 0.3]])),
    # exponentials 1, 2, 5 with the sum 8, and 3, 1, 1 with the sum 5
    "softmax": ((_SCORES,), np.array([[0.125, 0.25, 0.625], [0.6, 0.2, 0.2]])),
    # the weighted mean of 8, 4 and 0 is 2
    "dL_dz_softmax": ((np.array([[8.0, 4.0, 0.0]]), _SCORES[:1]), np.array([[0.75, 0.5, -1.25]])),
    "mean_squared_error": (_NUMBERS, 3.5),
    "dL_dy_mean_squared_error": (_NUMBERS, np.array([[0.5, 1.0], [0.0, -1.5]])),
    "binary_cross_entropy": (_YES_OR_NO, 2 * np.log(2)),
    "dL_dy_binary_cross_entropy": (_YES_OR_NO, np.array([[-0.5, 1.0], [-1.0, 2.0]])),
    # costs 0.5, 6, 0.5 and 8
    "huber": (_BOTH_SIDES, 3.75),
    "dL_dy_huber": (_BOTH_SIDES, np.array([[0.25, -0.5], [-0.25, 0.5]])),
}

_ONE = np.ones((1, 1))
_COFFEE = np.array([[1.0, 2.0, 3.0, 4.0, 90.0]])


def _values_and_slopes(own):
    z = np.array([[0.0, 2.0, 5.0, 10.0]])
    values, slopes = own.sigmoid(z)[0], own.dL_dz_sigmoid(np.ones_like(z), z)[0]
    return values[0], values[1], values[2], values[3], slopes[0], slopes[1], slopes[2], slopes[3]


def _through_ten(own, z):
    g = _ONE
    for _ in range(10):
        g = own.dL_dz_sigmoid(g, z * _ONE)
    return g.item()


def _revived_after(own, slope):
    w = np.array([[-2.0]])
    for steps in range(100_000):
        if w > 0:
            return steps
        w = w - 0.1 * own.dL_dz_leaky_relu(2 * (own.leaky_relu(w, slope) - 1), w, slope)
    return None


def _best_number(gradient, steps):
    c = 0.0
    for _ in range(steps):
        c = c - 0.1 * gradient(np.full_like(_COFFEE, c), _COFFEE).sum()
    return c


def _at_the_score(own, gradient):
    """The gradient by z of a sigmoid with a loss behind it, for z = 0, 2, 5 and 8, and the target 0."""
    found = []
    for z in (0.0, 2.0, 5.0, 8.0):
        p = own.sigmoid(z * _ONE)
        found.append(own.dL_dz_sigmoid(gradient(p, 0 * _ONE), z * _ONE).item())
    return tuple(found)


COMPUTED = {
    "| value | {:g} | {:.4f} | {:.4f} | {:.5f} | | slope | {:g} | {:.4f} | {:.4f} | {:.6f} |": _values_and_slopes,
    "With z = 0 each sigmoid leaves a quarter: {:.1e} arrives.": lambda own: _through_ten(own, 0),
    "With z = 5 it is {:.1e}.": lambda own: _through_ten(own, 5),
    "At 40 you most likely get exactly {:g}.": lambda own: own.dL_dz_sigmoid(_ONE, 40 * _ONE).item(),
    "`sigmoid(z) * sigmoid(-z)` gives {:.1e}.": lambda own: (own.sigmoid(40 * _ONE) * own.sigmoid(-40 * _ONE)).item(),
    "a slope of 0.01 takes {} steps until `w` is positive, and 0.1 takes {}.": lambda own: (
        _revived_after(own, 0.01),
        _revived_after(own, 0.1),
    ),
    "The scores 800, 799 and 798 become 0, −1 and −2, and give the probabilities {:.3f}, {:.3f} and {:.3f}.": (
        lambda own: tuple(own.softmax(np.array([[800.0, 799.0, 798.0]]))[0])
    ),
    "[[0, 0.6931, 1.6094]] becomes {:.4f}, {:.4f} and {:.4f}.": lambda own: tuple(own.softmax(10 * _SCORES)[0]),
    "the three come closer together: {:.4f}, {:.4f} and {:.4f}.": lambda own: tuple(own.softmax(0.1 * _SCORES)[0]),
    "y).sum()`. It ends at {:.1f}.": lambda own: _best_number(own.dL_dy_mean_squared_error, 200),
    "(1e-12 is a good choice: a wrong one costs {:.1f} then.)": lambda own: -np.log(1e-12),
    "| probability | {:g} | {:.4f} | {:.4f} | {:.4f} |": lambda own: tuple(
        own.sigmoid(np.array([[0.0, 2.0, 5.0, 8.0]]))[0]
    ),
    "| gradient of the squared error | {:.4f} | {:.4f} | {:.4f} | {:.4f} |": lambda own: _at_the_score(
        own, own.dL_dy_mean_squared_error
    ),
    "| gradient of cross-entropy | {:.4f} | {:.4f} | {:.4f} | {:.4f} |": lambda own: _at_the_score(
        own, own.dL_dy_binary_cross_entropy
    ),
    "With δ = 1 it ends at {:.2f}, with 0.01 at {:.2f}, and with 1000 at {:.2f}.": lambda own: tuple(
        _best_number(lambda p, t, delta=delta: own.dL_dy_huber(p, t, delta), 20_000) for delta in (1.0, 0.01, 1000.0)
    ),
}
