"""What holds of a right order, whichever it is."""

import numpy as np


def each_index_once(calls, answers):
    for (n, _), order in zip(calls, answers, strict=True):
        if not np.array_equal(np.sort(np.ravel(order)), np.arange(n)):
            return f"With n = {n}, the order does not hold each of 0 to {n - 1} once."
    return ""


def random_order(calls, answers):
    for (n, _), order in zip(calls, answers, strict=True):
        if n > 8 and np.array_equal(np.ravel(order), np.sort(np.ravel(order))):
            return "The indices come in their old order."
    return ""


def from_rng(calls, answers):
    first = {}
    for call, order in zip(calls, answers, strict=True):
        if first.setdefault(tuple(call), np.ravel(order).tolist()) != np.ravel(order).tolist():
            return "Two generators with the same seed gave two different orders."
    return ""
