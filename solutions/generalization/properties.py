"""What holds of right splits, whatever is drawn: each law in a function that stands alone.

``calls`` are (n, validation_fraction, seed of rng), each of them twice; ``answers`` are pairs of arrays.
"""

import numpy as np


def no_other_index(calls, answers):
    for (n, _, _), parts in zip(calls, answers, strict=True):
        for part in map(np.asarray, parts):
            if part.ndim != 1:
                return "A part is not a flat array of indices: it has not exactly one axis."
            if part.size and part.dtype.kind == "b":
                return "There is an array of True and False where the indices themselves are wanted, such as 3, 0, 7."
            if part.size and part.dtype.kind not in "iu":
                return "There are indices that are not integers: X[train] cannot use them, not even 2.0."
            if part.size and not 0 <= part.min() <= part.max() < n:
                return f"With n = {n}, there are indices that are not among 0 to {n - 1}."
    return ""


def the_larger_part_is_for_training(calls, answers):
    """Broken where the two sizes are right and always exchanged."""
    for (n, fraction, _), (train, validation) in zip(calls, answers, strict=True):
        if np.size(train) != round(n * fraction) or np.size(validation) != n - round(n * fraction):
            return ""
    n, fraction, _ = calls[0]
    return (
        f"With n = {n} and validation_fraction = {fraction}, {np.size(answers[0][0])} indices are for training and "
        f"{np.size(answers[0][1])} for validation: the sizes are exchanged."
    )


def no_index_in_both_parts(calls, answers):
    for (n, fraction, _), (train, validation) in zip(calls, answers, strict=True):
        both = len(np.intersect1d(train, validation))
        if both:
            are = "index is" if both == 1 else "indices are"
            return f"With n = {n} and validation_fraction = {fraction}, {both} {are} in both parts: the split leaks."
    return ""


def more_than_one_index_in_both_parts(calls, answers):
    """Broken where it is exactly one every time: then two slices overlap, or one index was copied over."""
    shared = {len(np.intersect1d(train, validation)) for train, validation in answers}
    return "Exactly one index is in both parts, every time." if shared == {1} else ""


def not_all_of_one_part_in_the_other(calls, answers):
    if all(np.size(validation) and np.isin(validation, train).all() for train, validation in answers):
        return "Every index for validation is in the training part, too."
    return ""


def something_is_held_back(calls, answers):
    for (n, _, _), (train, _) in zip(calls, answers, strict=True):
        if len(np.unique(train)) < n:
            return ""
    return "The training part always has all indices: nothing is held back."


def no_index_twice_in_a_part(calls, answers):
    for (n, fraction, _), parts in zip(calls, answers, strict=True):
        if any(len(np.unique(part)) < np.size(part) for part in parts):
            return f"With n = {n} and validation_fraction = {fraction}, a part has the same index more than once."
    return ""


def no_index_missing(calls, answers):
    for (n, _, _), (train, validation) in zip(calls, answers, strict=True):
        there = np.isin(np.arange(n), np.concatenate([np.ravel(train), np.ravel(validation)])).sum()
        if there < n:
            return f"With n = {n}, only {there} of the indices 0 to {n - 1} are in one of the parts."
    return ""


def size_of_the_validation_part(calls, answers):
    """Where the sizes are exchanged, another law says so."""
    exchanged = all(
        (np.size(train), np.size(validation)) == (round(n * fraction), n - round(n * fraction))
        for (n, fraction, _), (train, validation) in zip(calls, answers, strict=True)
    )
    for (n, fraction, _), (_, validation) in zip(calls, answers, strict=True):
        if np.size(validation) != round(n * fraction) and not exchanged:
            return (
                f"With n = {n} and validation_fraction = {fraction}, {np.size(validation)} are for validation. "
                f"{n} times {fraction} is {n * fraction:.4g}."
            )
    return ""


def not_rounded_down(calls, answers):
    sizes = [(n * fraction, np.size(parts[1])) for (n, fraction, _), parts in zip(calls, answers, strict=True)]
    if all(size == int(wanted) for wanted, size in sizes) and any(size != round(wanted) for wanted, size in sizes):
        return "The size of the validation part is always rounded down: 2.7 becomes 2, where 3 is the nearest."
    return ""


def not_rounded_up(calls, answers):
    sizes = [(n * fraction, np.size(parts[1])) for (n, fraction, _), parts in zip(calls, answers, strict=True)]
    up = all(size == -int(-wanted // 1) for wanted, size in sizes)
    if up and any(size != round(wanted) for wanted, size in sizes):
        return "The size of the validation part is always rounded up: 2.3 becomes 3, where 2 is the nearest."
    return ""


def the_same_size_every_time(calls, answers):
    sizes = {}
    for (n, fraction, _), (_, validation) in zip(calls, answers, strict=True):
        if sizes.setdefault((n, fraction), np.size(validation)) != np.size(validation):
            return (
                f"With n = {n} and validation_fraction = {fraction}, the validation part has sometimes "
                f"{sizes[n, fraction]} and sometimes {np.size(validation)} indices."
            )
    return ""


def shuffled(calls, answers):
    """Broken where one part always is the first or the last indices, in whatever order."""
    for blocks in ("first", "last"):
        if all(
            np.size(validation)
            and set(np.ravel(validation).tolist())
            == set(range(np.size(validation)) if blocks == "first" else range(n - np.size(validation), n))
            for (n, _, _), (_, validation) in zip(calls, answers, strict=True)
        ):
            return f"The validation part is always the {blocks} indices: the data are not shuffled."
    return ""


def shuffled_before_it_is_cut(calls, answers):
    """Broken where one part always is the first or the last indices, and was shuffled by itself."""
    mixed = 0
    for (n, _, _), (train, validation) in zip(calls, answers, strict=True):
        inside = set(np.ravel(validation).tolist())
        if not inside or inside not in (set(range(len(inside))), set(range(n - len(inside), n))):
            return ""
        mixed += any((np.diff(np.ravel(part)) < 0).any() for part in (train, validation))
    return "Each part is shuffled by itself, and holds the indices that it would hold without." if mixed else ""


def neighbours_are_separated(calls, answers):
    """In a random part few indices are followed by the next number; in a block all are."""
    followed = pairs = 0
    for _, (_, validation) in zip(calls, answers, strict=True):
        distances = np.diff(np.unique(validation))
        followed, pairs = followed + int((distances == 1).sum()), pairs + len(distances)
    if followed > 0.5 * pairs:
        return f"{followed} of {pairs} indices for validation are followed by the next one: neighbours stay together."
    return ""


def no_even_distances(calls, answers):
    """In a circle, so that it may begin anywhere: of four distances and more, in a random part few are alike."""
    even = asked = 0
    for (n, _, _), (_, validation) in zip(calls, answers, strict=True):
        inside = np.unique(validation)
        if len(inside) > 3:
            _, often = np.unique(np.diff(np.append(inside, inside[0] + n)), return_counts=True)
            even, asked = even + int(often.max() >= len(inside) - 1), asked + 1
    if even > 0.6 * asked:
        return "The indices for validation have the same distance from each other every time, as 0, 4, 8 have."
    return ""


def same_seed_same_split(calls, answers):
    first = {}
    for call, (_, validation) in zip(calls, answers, strict=True):
        inside = sorted(np.ravel(validation).tolist())
        if first.setdefault(tuple(call), inside) != inside:
            return "Two generators with the same seed gave two different splits: the split does not come from rng."
    return ""


def new_seed_new_split(calls, answers):
    """Of forty and more: two right splits of so many are not equal by chance."""
    found = {}
    for (n, fraction, seed), (_, validation) in zip(calls, answers, strict=True):
        inside = (n, fraction, frozenset(np.ravel(validation).tolist()))
        if n >= 40 and found.setdefault(inside, seed) != seed:
            return "Generators with different seeds gave the same split: the split does not come from rng."
    return ""


def every_index_equally_often(calls, answers):
    """Judged with a margin of six standard deviations, over all splits of one size."""
    drawn = {}
    for (n, _, seed), (_, validation) in zip(calls, answers, strict=True):
        drawn.setdefault(n, {})[seed] = np.ravel(validation)
    for n, by_seed in drawn.items():
        often = np.zeros(n)
        for part in by_seed.values():
            often[np.unique(part).astype(int) % n] += 1
        shares = np.array([np.size(part) / n for part in by_seed.values()])
        distance = np.abs(often - shares.sum())
        if distance.max() > 6 * np.sqrt((shares * (1 - shares)).sum()):
            index = int(distance.argmax())
            times = f"{often[index]:.0f} times, and others less or more often"
            return f"In {len(by_seed)} splits with n = {n}, the index {index} was for validation {times}."
    return ""


def any_index_in_either_part(calls, answers):
    """Judged where right splits would leave an index out, over all draws, less than once in a million."""
    drawn = {}
    for (n, _, seed), (_, validation) in zip(calls, answers, strict=True):
        drawn.setdefault(n, {})[seed] = np.ravel(validation)
    for n, by_seed in drawn.items():
        often = np.zeros(n)
        for part in by_seed.values():
            often[np.unique(part).astype(int) % n] += 1
        shares = np.array([np.size(part) / n for part in by_seed.values()])
        if n * np.prod(1 - shares) < 1e-6 and (never := np.flatnonzero(often == 0)).size:
            return f"In {len(by_seed)} splits with n = {n}, the index {never[0]} was never for validation."
        if n * np.prod(shares) < 1e-6 and (always := np.flatnonzero(often == len(by_seed))).size:
            return f"In {len(by_seed)} splits with n = {n}, the index {always[0]} was always for validation."
    return ""


def new_split_each_time(calls, answers):
    """Of calls in a row, with one generator: broken where each of them gives what the one before it gave."""
    splits = {}
    for (n, fraction, _), (_, validation) in zip(calls, answers, strict=True):
        splits.setdefault((n, fraction), set()).add(frozenset(np.ravel(validation).tolist()))
    if all(len(different) == 1 for different in splits.values()):
        return "Called again with the same generator, it gives the same split again: it uses a copy of rng, or none."
    return ""
