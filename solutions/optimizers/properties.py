"""What holds of right minibatches, whatever their order: each law in a function that stands alone.

``calls`` are (n, batch_size, seed of rng), each of them twice; ``answers`` are lists of arrays.
"""

import numpy as np


def no_other_index(calls, answers):
    for (n, batch_size, _), batches in zip(calls, answers, strict=True):
        for batch in batches:
            if np.size(batch) and np.asarray(batch).dtype.kind not in "iu":
                return "There are indices that are not integers: X[batch] cannot use them, not even 2.0."
        for index in np.concatenate([np.ravel(batch) for batch in batches]):
            if not 0 <= index < n:
                return (
                    f"With n = {n} and batch_size = {batch_size}, there are indices that are not among 0 to {n - 1}."
                )
    return ""


def no_index_twice(calls, answers):
    for (n, batch_size, _), batches in zip(calls, answers, strict=True):
        order = np.concatenate([np.ravel(batch) for batch in batches])
        if (different := len(np.unique(order))) < len(order):
            return (
                f"With n = {n} and batch_size = {batch_size}, only {different} of {len(order)} indices are different."
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
        if (there := np.isin(np.arange(n), order).sum()) < n:
            return f"With n = {n} and batch_size = {batch_size}, only {there} of the indices 0 to {n - 1} are there."
    return ""


def sizes_of_the_batches(calls, answers):
    for (n, batch_size, _), batches in zip(calls, answers, strict=True):
        sizes = [np.size(batch) for batch in batches]
        if max(sizes) > batch_size:
            return f"With n = {n} and batch_size = {batch_size}, a batch has {max(sizes)} indices."
        if min(sizes) == 0:
            return f"With n = {n} and batch_size = {batch_size}, a batch is empty."
        if any(np.ndim(batch) != 1 for batch in batches):
            return "A batch is not a flat array of indices: it has not exactly one axis."
        wanted = -(-n // batch_size)
        if len(sizes) > wanted:
            return f"With n = {n} and batch_size = {batch_size}, there are {len(sizes)} batches; {wanted} are enough."
    return ""


def batch_size_is_a_size(calls, answers):
    if all(len(batches) == batch_size for (_, batch_size, _), batches in zip(calls, answers, strict=True)):
        return "However many examples there are, the number of batches is always batch_size."
    return ""


def what_is_left_over_is_used(calls, answers):
    """Broken where all that is ever missing is the last batch, because it would be a shorter one."""
    some = False
    for (n, batch_size, _), batches in zip(calls, answers, strict=True):
        if any(np.size(batch) != batch_size for batch in batches) or len(batches) != n // batch_size:
            return ""
        some = some or n % batch_size > 0
    return "The examples that are left over when all batches are full are never used." if some else ""


def random_order(calls, answers):
    sorted_ones = asked = 0
    for (n, _, _), batches in zip(calls, answers, strict=True):
        order = np.concatenate([np.ravel(batch) for batch in batches])
        if n > 8:
            sorted_ones, asked = sorted_ones + int((order == np.sort(order)).all()), asked + 1
    if 2 * sorted_ones > asked:
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
        return f"{followed} of {pairs} indices are followed by the next number: neighbours stay together."
    return ""


def same_seed_same_order(calls, answers):
    first = {}
    for call, batches in zip(calls, answers, strict=True):
        order = np.concatenate([np.ravel(batch) for batch in batches]).tolist()
        if first.setdefault(tuple(call), order) != order:
            return "Two generators with the same seed gave two different orders: the order does not come from rng."
    return ""


def new_seed_new_order(calls, answers):
    """Of twenty and more: a few whole batches may come in one order by chance. n and batch_size are the same."""
    orders = {}
    for (n, batch_size, seed), batches in zip(calls, answers, strict=True):
        order = np.concatenate([np.ravel(batch) for batch in batches]).tolist()
        if n >= 20:
            orders.setdefault((n, batch_size), {})[seed] = order
    for by_seed in orders.values():
        found = list(by_seed.values())
        if len(found) > 1 and all(order == found[0] for order in found):
            return "Generators with different seeds gave the same order: the order does not come from rng."
    return ""


def shuffled_before_it_is_cut(calls, answers):
    """Broken where each batch always holds the indices that it would hold without a shuffle, in any order."""
    for (n, batch_size, _), batches in zip(calls, answers, strict=True):
        blocks = {frozenset(range(start, min(start + batch_size, n))) for start in range(0, n, batch_size)}
        if {frozenset(np.ravel(batch).tolist()) for batch in batches} != blocks:
            return ""
    return "Every batch holds the indices that it would hold without any shuffling: 0 and 1 are always together."


def new_seed_new_batches(calls, answers):
    """Two ways to cut twenty examples into batches are never equal by chance, whatever the order in a batch is."""
    seeds = {}
    for (n, batch_size, seed), batches in zip(calls, answers, strict=True):
        together = frozenset(frozenset(np.ravel(batch).tolist()) for batch in batches)
        if 1 < batch_size < n and n >= 20 and seeds.setdefault(together, seed) != seed:
            return f"With n = {n} and batch_size = {batch_size}, the same examples come together for different seeds."
    return ""


def any_place(calls, answers):
    """In a random order an index tells nothing about its place: over many draws the correlation is close to 0."""
    correlations = []
    for (n, _, _), batches in zip(calls, answers, strict=True):
        order = np.concatenate([np.ravel(batch) for batch in batches])
        if n > 8 and len(order) > 2 and np.ptp(order) > 0:
            correlations.append(np.corrcoef(order, np.arange(len(order)))[0, 1])
    if correlations and abs(np.mean(correlations)) > 0.4:
        return "Most indices stay close to their old places: small ones come early, and large ones late."
    return ""


def new_order_each_time(calls, answers):
    """Of calls in a row with one generator: the same n and batch_size come several times."""
    orders = {}
    for (n, batch_size, _), batches in zip(calls, answers, strict=True):
        order = np.concatenate([np.ravel(batch) for batch in batches]).tolist()
        orders.setdefault((n, batch_size), []).append(order)
    if all(order == found[0] for found in orders.values() for order in found):
        return "Called again with the same generator, it gives the same batches: all epochs would be alike."
    return ""
