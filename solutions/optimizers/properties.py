"""What holds of right minibatches, whatever their order: each law in a function that stands alone.

``calls`` are (n, batch_size, seed of rng), each of them twice; ``answers`` are lists of arrays.
"""

import numpy as np


def no_other_index(calls, answers):
    for (n, batch_size, _), batches in zip(calls, answers, strict=True):
        for index in np.concatenate([np.ravel(batch) for batch in batches]):
            if index != np.floor(index):
                return "There are indices that are no whole numbers."
            if not 0 <= index < n:
                return (
                    f"With n = {n} and batch_size = {batch_size}, there are indices that are not among 0 to {n - 1}."
                )
    return ""


def no_index_twice(calls, answers):
    for (n, batch_size, _), batches in zip(calls, answers, strict=True):
        order = np.concatenate([np.ravel(batch) for batch in batches])
        if twice := len(order) - len(np.unique(order)):
            return (
                f"With n = {n} and batch_size = {batch_size}, {twice} of the {len(order)} indices have come before."
            )
    return ""


def no_index_twice_in_a_batch(calls, answers):
    for (n, batch_size, _), batches in zip(calls, answers, strict=True):
        if any(len(np.unique(batch)) < np.size(batch) for batch in batches):
            return f"With n = {n} and batch_size = {batch_size}, a batch has the same index more than once."
    return ""


def no_index_missing(calls, answers):
    for (n, batch_size, _), batches in zip(calls, answers, strict=True):
        order = np.concatenate([np.ravel(batch) for batch in batches])
        if missing := n - np.isin(np.arange(n), order).sum():
            return f"With n = {n} and batch_size = {batch_size}, {missing} of the indices 0 to {n - 1} are missing."
    return ""


def sizes_of_the_batches(calls, answers):
    for (n, batch_size, _), batches in zip(calls, answers, strict=True):
        sizes = [np.size(batch) for batch in batches]
        if max(sizes) > batch_size:
            return f"With n = {n} and batch_size = {batch_size}, a batch has {max(sizes)} indices."
        if min(sizes) == 0:
            return f"With n = {n} and batch_size = {batch_size}, a batch is empty."
        wanted = -(-n // batch_size)
        if len(sizes) > wanted:
            return f"With n = {n} and batch_size = {batch_size}, there are {len(sizes)} batches; {wanted} are enough."
    return ""


def random_order(calls, answers):
    for (n, _, _), batches in zip(calls, answers, strict=True):
        order = np.concatenate([np.ravel(batch) for batch in batches])
        if n > 8 and (order == np.sort(order)).all():
            return "The indices come in their old order: they are not shuffled."
    return ""


def neighbours_are_separated(calls, answers):
    """In a random order hardly any index is followed by the next one, and rarely are most batches sorted."""
    followed = pairs = 0
    for _, batches in zip(calls, answers, strict=True):
        order = np.concatenate([np.ravel(batch) for batch in batches])
        if (order != np.sort(order)).any():
            followed += int((np.diff(order) == 1).sum())
            pairs += len(order) - 1
    if pairs and followed > pairs / 3:
        return "The batches are shuffled, and what is inside of them is not: neighbours stay together."
    return ""


def same_seed_same_order(calls, answers):
    first = {}
    for call, batches in zip(calls, answers, strict=True):
        order = np.concatenate([np.ravel(batch) for batch in batches]).tolist()
        if first.setdefault(tuple(call), order) != order:
            return "Two generators with the same seed gave two different orders: the order does not come from rng."
    return ""


def new_seed_new_order(calls, answers):
    """Orders of random numbers are compared by their beginning, since n differs from call to call."""
    orders = {}
    for (n, batch_size, seed), batches in zip(calls, answers, strict=True):
        order = np.concatenate([np.ravel(batch) for batch in batches]).tolist()
        if n > 8:
            orders.setdefault((n, batch_size), {})[seed] = order
    for by_seed in orders.values():
        found = list(by_seed.values())
        if len(found) > 1 and all(order == found[0] for order in found):
            return "Generators with different seeds gave the same order: the order does not come from rng."
    return ""
