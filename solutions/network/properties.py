"""What holds of a right training run, whatever the order of its examples: each law in a function that stands alone.

Every example has an input that no other has, and that is tiny. So the weights of that input change in the steps in
which the example is used, and in no others. All examples have the same target, so the network changes in the same way
whatever their order, and the later a step comes, the smaller is its gradient. How far the weights of an input moved
says how often its example was used, and when: examples of one batch moved equally far.

``calls`` are (weights, biases, X, y_target, learning_rate, batch_size, epochs, seed of rng), each of them twice;
``answers`` are (weights, biases, losses). Where the moves say nothing, because a step is wrong, a law says nothing.
"""

import numpy as np

EXAMPLES = 12
INPUT = 1e-3  # of an example, in its own place


def marked_examples(random, _sizes):
    """The arguments of a run in which each example leaves its own mark."""
    from grader.sandbox import Seed

    weights = [np.zeros((3, EXAMPLES)), np.array([[1.0, 0.6, 0.8], [-0.5, -0.7, -0.3], [-0.4, -0.2, -0.6]])]
    biases = [np.array([0.6, 0.8, 0.7]), np.zeros(3)]
    X, y_target = INPUT * np.eye(EXAMPLES), np.tile([1.0, 0.0, 0.0], (EXAMPLES, 1))
    batch_size, epochs = ((3, 1), (4, 1), (3, 2), (5, 1))[int(random.integers(4))]
    rate = float(random.uniform(0.1, 0.14))
    return weights, biases, X, y_target, rate, batch_size, epochs, Seed(int(random.integers(2**62)))


def every_example_is_used(calls, answers):
    for (weights, *_, batch_size, epochs, _), (new, _, _) in zip(calls, answers, strict=True):
        moved = np.linalg.norm(np.asarray(new[0]) - weights[0], axis=0)
        unused = int((moved < 1e-6 * moved.max()).sum())
        if epochs == 1 and unused:
            return f"With {len(moved)} examples in batches of {batch_size}, {unused} are not used in an epoch."
    return ""


def what_is_left_over_is_used(calls, answers):
    """Broken where all that is ever missing are the examples that do not fill a batch."""
    some = False
    for (weights, *_, batch_size, epochs, _), (new, _, _) in zip(calls, answers, strict=True):
        moved = np.linalg.norm(np.asarray(new[0]) - weights[0], axis=0)
        unused = int((moved < 1e-6 * moved.max()).sum())
        if epochs == 1 and unused != len(moved) % batch_size:
            return ""
        some = some or unused > 0
    return "The examples that are left over when all batches are full are never used." if some else ""


def no_example_twice_in_an_epoch(calls, answers):
    """A second use moves an example's weights about twice as far, and then another example is left out."""
    for (weights, *_, batch_size, epochs, _), (new, _, _) in zip(calls, answers, strict=True):
        moved = np.linalg.norm(np.asarray(new[0]) - weights[0], axis=0)
        used = moved[moved > 1e-6 * moved.max()]
        if (
            epochs == 1
            and 0 < len(used) < len(moved)
            and len(moved) % batch_size == 0
            and used.max() > 1.5 * used.min()
        ):
            return (
                f"With {len(moved)} examples and batch_size = {batch_size}, some examples are used more often than "
                "others in one epoch."
            )
    return ""


def batch_size_examples_a_step(calls, answers):
    """Examples that moved equally far were in one step; asked where none was used twice or left out."""
    for (weights, *_, batch_size, epochs, _), (new, _, _) in zip(calls, answers, strict=True):
        moved = np.sort(np.linalg.norm(np.asarray(new[0]) - weights[0], axis=0))
        if epochs != 1 or len(moved) % batch_size or not 0 < moved[-1] < 1.5 * moved[0]:
            continue
        sizes = np.diff([0, *np.flatnonzero(np.diff(moved) > 1e-4 * moved[-1]) + 1, len(moved)])
        if (sizes != batch_size).any():
            return (
                f"With {len(moved)} examples and batch_size = {batch_size}, the steps take {sizes.max()} examples, "
                "or fewer."
            )
    return ""


def examples_are_shuffled(calls, answers):
    """Broken where each step takes the examples that it would take without a shuffle."""
    asked = 0
    for (weights, *_, batch_size, epochs, _), (new, _, _) in zip(calls, answers, strict=True):
        moved = np.linalg.norm(np.asarray(new[0]) - weights[0], axis=0)
        if epochs != 1 or len(moved) % batch_size or not moved.max() > 0:
            continue
        asked += 1
        blocks = moved.reshape(-1, batch_size)
        if np.ptp(blocks, axis=1).max() > 1e-4 * moved.max() or np.ptp(moved) < 1e-4 * moved.max():
            return ""
    return "Every step takes the examples that stand side by side in X: they are not shuffled." if asked else ""


def neighbours_are_separated(calls, answers):
    """In a random order, examples that stand side by side are seldom in one batch."""
    together = pairs = 0
    for (weights, *_, batch_size, epochs, _), (new, _, _) in zip(calls, answers, strict=True):
        moved = np.linalg.norm(np.asarray(new[0]) - weights[0], axis=0)
        if epochs == 1 and len(moved) % batch_size == 0 and np.ptp(moved) > 1e-4 * moved.max():
            together += int((np.abs(np.diff(moved)) < 1e-4 * moved.max()).sum())
            pairs += len(moved) - 1
    if pairs and together > 0.45 * pairs:
        return "Most examples are in one batch with the example that stands beside them in X."
    return ""


def any_example_at_any_time(calls, answers):
    """In a random order, an example's place in X says nothing about when it is used."""
    found = []
    for (weights, *_, batch_size, epochs, _), (new, _, _) in zip(calls, answers, strict=True):
        moved = np.linalg.norm(np.asarray(new[0]) - weights[0], axis=0)
        if epochs == 1 and len(moved) % batch_size == 0 and np.ptp(moved) > 1e-4 * moved.max():
            found.append(np.corrcoef(np.arange(len(moved)), moved)[0, 1])
    if found and abs(np.mean(found)) > 0.5:
        return "Examples that stand early in X are used at about the same time in every epoch."
    return ""


def same_seed_same_order(calls, answers):
    first = {}
    for (*_, batch_size, epochs, seed), (new, _, _) in zip(calls, answers, strict=True):
        before = first.setdefault((batch_size, epochs, seed), np.asarray(new[0]))
        if not np.allclose(before, new[0], rtol=1e-6, atol=0.0):
            return "Two generators with the same seed give two different runs: the order does not come from rng."
    return ""


def new_seed_new_order(calls, answers):
    """Broken where all runs of one batch size use the same examples at the same time."""
    orders = {}
    for (weights, *_, batch_size, epochs, seed), (new, _, _) in zip(calls, answers, strict=True):
        moved = np.linalg.norm(np.asarray(new[0]) - weights[0], axis=0)
        if epochs == 1 and len(moved) % batch_size == 0 and np.ptp(moved) > 1e-4 * moved.max():
            ranks = np.round(moved / moved.max(), 3).tolist()
            orders.setdefault(batch_size, {})[seed] = np.unique(ranks, return_inverse=True)[1].tolist()
    for by_seed in orders.values():
        found = list(by_seed.values())
        if len(found) > 2 and all(order == found[0] for order in found):
            return "Generators with different seeds give the same order: the order does not come from rng."
    return ""


def new_order_in_every_epoch(calls, answers):
    """After two epochs with the same batches, the examples of a batch have still moved equally far."""
    asked = 0
    for (weights, *_, batch_size, epochs, _), (new, _, _) in zip(calls, answers, strict=True):
        moved = np.sort(np.linalg.norm(np.asarray(new[0]) - weights[0], axis=0))
        if epochs != 2 or not moved[0] > 0.5 * moved[-1]:
            continue
        asked += 1
        sizes = np.diff([0, *np.flatnonzero(np.diff(moved) > 1e-4 * moved[-1]) + 1, len(moved)])
        if len(sizes) == 1 or (sizes != batch_size).any():
            return ""
    return "In the second epoch the batches are the same as in the first." if asked else ""
