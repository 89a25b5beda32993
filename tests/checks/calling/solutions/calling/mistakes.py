"""Two mistakes in a random function that break no law: they are told apart where chance does not matter."""

import numpy as np

from grader.functions import Mistake


def _losses_and_weights(w, x, y, rate, batch_size, rng):
    order, losses = rng.permutation(len(x)), []
    for start in range(0, len(x), batch_size):
        rows, targets = x[order[start : start + batch_size]], y[order[start : start + batch_size]]
        e = rows @ w - targets
        losses.append(0.5 * np.mean(e**2))
        w = w - rate * rows.T @ e / len(e)
    return w, losses


def twice(w, x, y, rate, batch_size, rng):
    w, losses = _losses_and_weights(w, x, y, 2 * rate, batch_size, rng)
    return w, np.mean(losses)


def added(w, x, y, rate, batch_size, rng):
    w, losses = _losses_and_weights(w, x, y, rate, batch_size, rng)
    return w, np.sum(losses)


def _mistake(wrong, name):
    return Mistake("epoch", wrong, name=name, looks_like=name, why="Why.", next="Next.")


MISTAKES = (_mistake(twice, "twice the rate"), _mistake(added, "losses added up"))
