"""What holds of right first weights, whatever they are: each law in a function that stands alone.

``calls`` are (n_out, n_in, seed of rng), each of them twice; ``answers`` are arrays. Variances are measured over
thousands of weights: what counts as wrong is six and more standard errors away from what is right.
"""

import numpy as np


def shape(calls, answers):
    for (n_out, n_in, _), W in zip(calls, answers, strict=True):
        if np.shape(W) != (n_out, n_in):
            return f"With n_out = {n_out} and n_in = {n_in}, the shape is {np.shape(W)}."
    return ""


def finite(calls, answers):
    for (n_out, n_in, _), W in zip(calls, answers, strict=True):
        if not np.isfinite(W).all():
            return f"With n_out = {n_out} and n_in = {n_in}, some weights are no finite numbers: NaN, or infinity."
    return ""


def units_differ(calls, answers):
    for (n_out, n_in, _), W in zip(calls, answers, strict=True):
        different = len(np.unique(np.sum(W, axis=1)))  # two rows with the same sum are the same row
        if different < 0.9 * len(W):
            return (
                f"With n_out = {n_out} and n_in = {n_in}, {len(W)} rows are there, and only {different} different: "
                "units with equal weights stay alike for ever."
            )
    return ""


def inputs_differ(calls, answers):
    for (n_out, n_in, _), W in zip(calls, answers, strict=True):
        different = len(np.unique(np.sum(W, axis=0)))
        if different < 0.9 * np.shape(W)[1]:
            return (
                f"With n_out = {n_out} and n_in = {n_in}, {np.shape(W)[1]} columns are there, and only {different} "
                "different: a unit listens to all that comes in with the same weight."
            )
    return ""


def same_seed_same_weights(calls, answers):
    first = {}
    for call, W in zip(calls, answers, strict=True):
        if not np.array_equal(first.setdefault(tuple(call), W), W):
            return "Two generators with the same seed gave different weights: the numbers do not come from rng."
    return ""


def new_seed_new_weights(calls, answers):
    first = {}
    for (n_out, n_in, seed), W in zip(calls, answers, strict=True):
        other, weights = first.setdefault((n_out, n_in), (seed, W))
        if seed != other and np.array_equal(weights, W):
            return "Generators with different seeds gave the same weights: the numbers do not come from rng."
    return ""


def new_weights_each_time(calls, answers):
    """Of calls in a row with one generator: the same sizes come several times."""
    weights = {}
    for (n_out, n_in, _), W in zip(calls, answers, strict=True):
        if any(np.array_equal(W, other) for other in weights.setdefault((n_out, n_in), [])):
            return (
                "Called again with the same generator, it gives the same weights: layers of one size would be alike."
            )
        weights[n_out, n_in].append(W)
    return ""


def mean_0(calls, answers):
    """Of all different numbers together, each in units of the usual size of its array."""
    scaled = [np.unique(W) / np.sqrt(np.mean(np.square(W))) for W in answers if np.ptp(W) > 0]
    mean = np.mean(np.concatenate(scaled)) if scaled else 0.0
    if abs(mean) > 0.05:
        return f"The numbers lie around {'a positive' if mean > 0 else 'a negative'} number, and not around 0."
    return ""


def normal(calls, answers):
    """Of normal numbers 4.55 % are farther out than twice their usual size, of uniform ones none."""
    different = [np.unique(W) for W in answers if np.size(W) >= 200 and np.ptp(W) > 0]
    scaled = [numbers / np.sqrt(np.mean(np.square(numbers))) for numbers in different]
    share = np.mean(np.abs(np.concatenate(scaled)) > 2) if scaled else 0.0455
    if abs(share - 0.0455) > 0.012:
        return (
            f"{100 * share:.1f} % of the numbers are farther from 0 than twice their usual size, the root of their "
            "mean square. Of normal numbers it is about 4.6 %."
        )
    return ""


def bell_and_no_box(calls, answers):
    """Broken where the numbers are uniform: none is farther out than 1.74 usual sizes, and 28.9 % within half "
    "of one."""
    different = [np.unique(W) for W in answers if np.size(W) >= 200 and np.ptp(W) > 0]
    scaled = [np.abs(numbers) / np.sqrt(np.mean(np.square(numbers))) for numbers in different]
    if scaled and np.max(np.concatenate(scaled)) < 2 and abs(np.mean(np.concatenate(scaled) < 0.5) - 0.289) < 0.02:
        return "The numbers are uniform: all are equally likely, up to a limit."
    return ""


def as_uneven_as_chance(calls, answers):
    """Broken where all arrays of one shape have the same mean square: chance gives each another one."""
    squares = {}
    for (n_out, n_in, seed), W in zip(calls, answers, strict=True):
        if np.size(W) > 1 and np.any(W):
            squares.setdefault((n_out, n_in), {})[seed] = np.mean(np.square(W, dtype=float))
    several = [list(each.values()) for each in squares.values() if len(each) > 1]
    if several and all(max(found) - min(found) < 1e-5 * max(found) for found in several):
        return "All arrays of one shape have exactly the same mean square: the numbers were adjusted after the draw."
    return ""


def independent(calls, answers):
    """A sum of independent numbers is as large as its number of terms says: along rows, and down columns."""
    for axis, what in ((1, "the weights of a unit"), (0, "the weights of what comes in, over all units,")):
        squares = []
        for W in answers:
            if np.shape(W)[axis] > 1 and np.any(W):
                squares.append(np.square(np.sum(W, axis=axis)) / (np.shape(W)[axis] * np.mean(np.square(W))))
        times = np.mean(np.concatenate(squares)) if squares else 1.0
        if not 0.7 < times < 1.3:
            return f"Added up, {what} have a mean square that is {times:.2g} times that of independent numbers."
    return ""


def variance_of_he(calls, answers):
    """2 / n_in, for each n_in. What is repeated tells nothing new, and each call is there twice."""
    together = {}
    for (_, n_in, _), W in zip(calls, answers, strict=True):
        together.setdefault(n_in, []).append(W)
    for n_in, found in together.items():
        times = np.mean(np.square(np.concatenate([np.ravel(W) for W in found]))) * n_in / 2
        different = sum(len(np.unique(W)) for W in found) / 2
        if abs(times - 1) > 0.01 + 6 * np.sqrt(2 / different):
            return f"With n_in = {n_in}, the variance is about {times:.2g} times 2 / n_in."
    return ""


def variance_of_xavier(calls, answers):
    """2 / (n_in + n_out), for each n_in and for each n_out."""
    together = {}
    for (n_out, n_in, _), W in zip(calls, answers, strict=True):
        for size in (f"n_in = {n_in}", f"n_out = {n_out}"):
            together.setdefault(size, []).append(np.asarray(W) * np.sqrt((n_in + n_out) / 2))
    for size, found in together.items():
        times = np.mean(np.square(np.concatenate([np.ravel(W) for W in found])))
        different = sum(len(np.unique(W)) for W in found) / 2
        if abs(times - 1) > 0.01 + 6 * np.sqrt(2 / different):
            return f"With {size}, the variance is about {times:.2g} times 2 / (n_in + n_out)."
    return ""


# Variances that people take by mistake. Each law is broken where the variance is this one, for all larger arrays.


def two_counts(calls, answers):
    times = [
        np.mean(np.square(W)) * n_in for (_, n_in, _), W in zip(calls, answers, strict=True) if np.size(W) >= 900
    ]
    return "The variance is 1 / n_in." if times and min(times) > 0.75 and max(times) < 1.3 else ""


def two_counts_in_the_mean(calls, answers):
    pairs = zip(calls, answers, strict=True)
    times = [np.mean(np.square(W)) * (n_in + n_out) for (n_out, n_in, _), W in pairs if np.size(W) >= 900]
    return "The variance is 1 / (n_in + n_out)." if times and min(times) > 0.75 and max(times) < 1.3 else ""


def what_comes_in_counts(calls, answers):
    pairs = zip(calls, answers, strict=True)
    times = [np.mean(np.square(W)) * n_out / 2 for (n_out, _, _), W in pairs if np.size(W) >= 900]
    return "The variance is 2 / n_out." if times and min(times) > 0.75 and max(times) < 1.3 else ""


def not_that_of_he(calls, answers):
    pairs = zip(calls, answers, strict=True)
    times = [np.mean(np.square(W)) * n_in / 2 for (_, n_in, _), W in pairs if np.size(W) >= 900]
    return "The variance is 2 / n_in, whatever n_out is." if times and min(times) > 0.75 and max(times) < 1.3 else ""


def not_that_of_xavier(calls, answers):
    pairs = zip(calls, answers, strict=True)
    times = [np.mean(np.square(W)) * (n_in + n_out) / 2 for (n_out, n_in, _), W in pairs if np.size(W) >= 900]
    return "The variance is 2 / (n_in + n_out)." if times and min(times) > 0.75 and max(times) < 1.3 else ""


def root_of_he(calls, answers):
    pairs = zip(calls, answers, strict=True)
    times = [np.mean(np.square(W)) * n_in**2 / 4 for (_, n_in, _), W in pairs if np.size(W) >= 900]
    fits = times and min(times) > 0.75 and max(times) < 1.3
    return "The standard deviation is 2 / n_in, which should be the variance." if fits else ""


def root_of_xavier(calls, answers):
    pairs = zip(calls, answers, strict=True)
    times = [np.mean(np.square(W)) * (n_in + n_out) ** 2 / 4 for (n_out, n_in, _), W in pairs if np.size(W) >= 900]
    fits = times and min(times) > 0.75 and max(times) < 1.3
    return "The standard deviation is 2 / (n_in + n_out), which should be the variance." if fits else ""


def root_of_the_whole_fraction(calls, answers):
    pairs = zip(calls, answers, strict=True)
    times = [np.mean(np.square(W)) * n_in**2 / 2 for (_, n_in, _), W in pairs if np.size(W) >= 900]
    fits = times and min(times) > 0.75 and max(times) < 1.3
    return "The standard deviation is the root of 2, divided by n_in without a root." if fits else ""


def fraction_the_right_way_up(calls, answers):
    pairs = zip(calls, answers, strict=True)
    times = [np.mean(np.square(W)) * 2 / n_in for (_, n_in, _), W in pairs if np.size(W) >= 900]
    return "The variance is n_in / 2." if times and min(times) > 0.75 and max(times) < 1.3 else ""


def scaled(calls, answers):
    variances = [np.mean(np.square(W)) for W in answers if np.size(W) >= 900]
    fits = variances and min(variances) > 0.75 and max(variances) < 1.3
    return "The variance is 1, whatever n_in and n_out are." if fits else ""


def not_the_limit_of_uniform_numbers(calls, answers):
    pairs = zip(calls, answers, strict=True)
    times = [np.mean(np.square(W)) * (n_in + n_out) / 6 for (n_out, n_in, _), W in pairs if np.size(W) >= 900]
    return "The variance is 6 / (n_in + n_out)." if times and min(times) > 0.75 and max(times) < 1.3 else ""


def brackets_around_the_sum(calls, answers):
    pairs = zip(calls, answers, strict=True)
    times = [np.mean(np.square(W)) / (2 / n_in + n_out) for (n_out, n_in, _), W in pairs if np.size(W) >= 900]
    fits = times and min(times) > 0.75 and max(times) < 1.3
    return "The variance grows with n_out: it is 2 / n_in + n_out, without brackets around the sum." if fits else ""
