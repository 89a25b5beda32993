"""What people do wrong when they split their data. These are known by the laws that their splits break."""

from functools import partial

import numpy as np

from grader.functions import Mistake


def not_shuffled(n, validation_fraction, rng):
    k = round(n * validation_fraction)
    order = np.arange(n)
    return order[k:], order[:k]


def shuffled_after_the_cut(n, validation_fraction, rng):
    k = round(n * validation_fraction)
    return rng.permutation(np.arange(n - k)), rng.permutation(np.arange(n - k, n))


def one_block(n, validation_fraction, rng):
    k = round(n * validation_fraction)
    order = np.roll(np.arange(n), rng.integers(n))
    return order[k:], order[:k]


def every_so_many(n, validation_fraction, rng):
    k = round(n * validation_fraction)
    validation = np.arange(k) * (n // k)
    return np.setdiff1d(np.arange(n), validation), validation


def two_shuffles(n, validation_fraction, rng):
    k = round(n * validation_fraction)
    return rng.permutation(n)[k:], rng.permutation(n)[:k]


def one_index_leaks(n, validation_fraction, rng):
    k = round(n * validation_fraction)
    order = rng.permutation(n)
    return order[k - 1 :], order[:k]


def cut_from_the_same_end(n, validation_fraction, rng):
    k = round(n * validation_fraction)
    order = rng.permutation(n)
    return order[:-k], order[:k]


def trained_on_everything(n, validation_fraction, rng):
    order = rng.permutation(n)
    return order, order[: round(n * validation_fraction)]


def one_index_lost(n, validation_fraction, rng):
    k = round(n * validation_fraction)
    order = rng.permutation(n)
    return order[k + 1 :], order[:k]


def drawn_with_replacement(n, validation_fraction, rng):
    validation = rng.integers(n, size=round(n * validation_fraction))
    return np.setdiff1d(np.arange(n), validation), validation


def both_drawn_with_replacement(n, validation_fraction, rng):
    k = round(n * validation_fraction)
    return rng.integers(n, size=n - k), rng.integers(n, size=k)


def coin_for_each(n, validation_fraction, rng):
    inside = rng.random(n) < validation_fraction
    return np.flatnonzero(~inside), np.flatnonzero(inside)


def rounded_down(n, validation_fraction, rng):
    k = int(n * validation_fraction)
    order = rng.permutation(n)
    return order[k:], order[:k]


def rounded_up(n, validation_fraction, rng):
    k = int(np.ceil(n * validation_fraction))
    order = rng.permutation(n)
    return order[k:], order[:k]


def exchanged(n, validation_fraction, rng):
    k = round(n * validation_fraction)
    order = rng.permutation(n)
    return order[:k], order[k:]


def another_generator(n, validation_fraction, rng):
    k = round(n * validation_fraction)
    order = np.random.permutation(n)
    return order[k:], order[:k]


def one_split_for_all(n, validation_fraction, rng):
    k = round(n * validation_fraction)
    order = np.random.default_rng(0).permutation(n)
    return order[k:], order[:k]


def counted_from_one(n, validation_fraction, rng):
    k = round(n * validation_fraction)
    order = rng.permutation(n) + 1
    return order[k:], order[:k]


def masks_returned(n, validation_fraction, rng):
    inside = np.zeros(n, dtype=bool)
    inside[rng.permutation(n)[: round(n * validation_fraction)]] = True
    return ~inside, inside


_split = partial(Mistake, "train_validation_split")

MISTAKES = (
    _split(
        not_shuffled,
        name="not shuffled",
        looks_like="the indices are cut in their old order",
        why="Cutting is the visible part of the work. Many data sets are sorted by class: the network would be asked "
        "about digits that it was never shown.",
        next="Print both parts twice, with two different generators. Are they always the same?",
    ),
    _split(
        shuffled_after_the_cut,
        name="cut first, shuffled then",
        looks_like="the indices are cut in their old order, and then each part is shuffled by itself",
        why="Both steps are there, in the wrong order. Which indices are in a part is decided by the cut.",
        next="Take n = 10 and a fraction of 0.3. Can 0 ever be in the one part, and sometimes in the other?",
    ),
    _split(
        one_block,
        name="one block",
        looks_like="the validation part is a block of neighbours that begins at a random place",
        why="Only the beginning is random. In data that are sorted by class, a block is one class.",
        next="Look at the indices for validation. Are they neighbours?",
    ),
    _split(
        every_so_many,
        name="every third or fifth",
        looks_like="the indices for validation stand at even distances, and rng is not used",
        why="It spreads them evenly. But it is the same split every time, and data may repeat at that distance, too.",
        next="Print both parts twice, with two different generators. Are they always the same?",
    ),
    _split(
        two_shuffles,
        name="two shuffles",
        looks_like="each part is cut from a random order of its own",
        why="rng.permutation was called once for each part. The two orders know nothing of each other.",
        next="Take n = 5. Do the two parts together hold 0, 1, 2, 3 and 4?",
    ),
    _split(
        one_index_leaks,
        name="one index in both parts",
        looks_like="the two slices overlap by one index",
        why="The one slice ends where the other begins. With a 1 more or less they overlap.",
        next="Take n = 5 and write down both parts. Which index is in both?",
    ),
    _split(
        cut_from_the_same_end,
        name="both from the same end",
        looks_like="both parts are cut from the same end of the order, so that the small one is inside the large one",
        why="order[:-k] and order[:k] both begin at the start. The sizes are right, and that hides it.",
        next="Take n = 5 and write down both parts. Which indices are in both, and which in neither?",
    ),
    _split(
        trained_on_everything,
        name="trained on everything",
        looks_like="the training part holds all the indices, those for validation included",
        why="The validation part was copied and not taken away. It then measures what was learned by heart.",
        next="Add up the sizes of the two parts. Is it n?",
    ),
    _split(
        one_index_lost,
        name="one index in neither part",
        looks_like="one index is left out of both parts",
        why="One slice ends where the other begins, and they reach from end to end. With a 1 too many they do not.",
        next="Add up the sizes of the two parts. Is it n?",
    ),
    _split(
        drawn_with_replacement,
        name="validation drawn with replacement",
        looks_like="the indices for validation are drawn from all n again each time, so that some come twice",
        why="Random numbers below n look like a random choice. A choice takes each index once at most.",
        next="Take n = 5 and a fraction of 0.6. Are the three indices for validation always different?",
    ),
    _split(
        both_drawn_with_replacement,
        name="both drawn with replacement",
        looks_like="both parts are drawn from all n, each index anew",
        why="Random numbers below n look like a random order. An order has each index once.",
        next="Take n = 5. Do the two parts together hold 0, 1, 2, 3 and 4?",
    ),
    _split(
        coin_for_each,
        name="a coin for each index",
        looks_like="chance decides for each index by itself, so that the sizes differ from call to call",
        why="It gives the right share on average. What is asked for is the right number every time.",
        next="Print the size of the validation part for ten seeds.",
    ),
    _split(
        rounded_down,
        name="rounded down",
        looks_like="the size of the validation part is rounded down",
        why="int(x) cuts off what is behind the point. It even makes 28 of 0.29 * 100.",
        next="Take n = 10 and a fraction of 0.27. Which whole number is nearest to 2.7?",
    ),
    _split(
        rounded_up,
        name="rounded up",
        looks_like="the size of the validation part is rounded up",
        why="Rounding up makes sure that the part is not empty. Here the nearest whole number is asked for.",
        next="Take n = 10 and a fraction of 0.23. Which whole number is nearest to 2.3?",
    ),
    _split(
        exchanged,
        name="parts exchanged",
        looks_like="the two parts are exchanged: the small one is for training",
        why="The fraction was taken for that of training, or the two results are returned in the other order.",
        next="Take n = 10 and a fraction of 0.3. How many should be for training? Then read the return line.",
    ),
    _split(
        another_generator,
        name="not from rng",
        looks_like="the order comes from another generator, and not from rng",
        why="np.random has a generator of its own that is always at hand. With it, nobody can repeat your split.",
        next="Call it twice with generators of the same seed. Are the two splits the same?",
    ),
    _split(
        one_split_for_all,
        name="always the same split",
        looks_like="the split is the same every time, whatever rng is",
        why="A generator with a fixed seed is made inside the function, or an order is kept from an earlier call.",
        next="Call it with generators of two different seeds. There should be two splits.",
    ),
    _split(
        counted_from_one,
        name="counted from 1",
        looks_like="the indices go from 1 to n, where they should go from 0 to n - 1",
        why="People count from 1, and arrays from 0.",
        next="Take n = 5. What happens with X[5], where X has five rows?",
    ),
    _split(
        masks_returned,
        name="masks in place of indices",
        looks_like="two arrays of True and False come back, where the indices are asked for",
        why="X[mask] works as well. But len(train) is then n, and not the size of the part.",
        next="np.flatnonzero makes indices of a mask. Print what it gives for [True, False, True].",
    ),
)
