"""Known mistakes in ``dL_db(dL_dz)``, the gradient with respect to the biases of one layer."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def averaged(dL_dz):
    return dL_dz.mean(axis=0)


def averaged_dimension_kept(dL_dz):
    return dL_dz.mean(axis=0, keepdims=True)


def dimension_kept(dL_dz):
    return dL_dz.sum(axis=0, keepdims=True)


def wrong_axis(dL_dz):
    return dL_dz.sum(axis=1)


def wrong_axis_dimension_kept(dL_dz):
    return dL_dz.sum(axis=1, keepdims=True)


def not_summed(dL_dz):
    return dL_dz


def total(dL_dz):
    return np.sum(dL_dz)


def overall_mean(dL_dz):
    return np.mean(dL_dz)


def sign_flipped(dL_dz):
    return -dL_dz.sum(axis=0)


def first_example_only(dL_dz):
    return dL_dz[0]


def last_example_only(dL_dz):
    for i in range(dL_dz.shape[0]):
        dL_db = dL_dz[i]
    return dL_db


def upstream_left_out(dL_dz):
    return np.ones(dL_dz.shape[1])


def mistakes(layer: int) -> tuple[Mistake, ...]:
    """The family's records for one layer."""
    b, db, dz, z, n_out = f"b{layer}", f"dL_db{layer}", f"dL_dz{layer}", f"z{layer}", f"n{layer}"
    _known = partial(Mistake, db)
    return (
        _known(
            averaged,
            name="mean instead of sum",
            looks_like="the examples are averaged instead of added up, although the 1/N is in dL_dz3 already",
            why="L is a mean, and many lessons take it here. In this course the 1/N is already in dL_dz3 "
            f"and arrives with {dz}. With one example the two cannot be told apart.",
            next=f"Raise one entry of {b} by 0.1, for two examples: {z} changes in both rows. Add up what "
            "each of the two changes does to the loss; is there anything left to divide?",
        ),
        _known(
            averaged_dimension_kept,
            name="mean instead of sum, (1, n)",
            looks_like="the examples are averaged instead of added up, and a dimension of size 1 is left in front",
            why="Some lessons take the mean at this place and keep the dimension. Here the 1/N is already "
            f"in dL_dz3 and arrives with {dz}, and {b} has one dimension.",
            next=f"Write down the shape of {b}, ({n_out},), and compare. Then follow the 1/N from dL_dz3 to "
            "here: how many times may it come in?",
        ),
        _known(
            dimension_kept,
            name="extra dimension, (1, n)",
            looks_like="the numbers are right and only the shape is not: a dimension of size 1 is left in front",
            why=f"Some lessons keep that dimension, so that a bias is a row of a matrix. Here {b} has the "
            f"shape ({n_out},), and its gradient has the same.",
            next="Write down the shape of your result and look for what keeps the summed dimension: an argument, or "
            "brackets around the sum.",
        ),
        _known(
            wrong_axis,
            name="wrong axis",
            looks_like="the sum runs over the units instead of over the examples",
            why="The axis of a sum is the one that disappears, and it is easily read as the one that stays. "
            "Where examples are columns, this axis is the right one.",
            next=f"Write down that {dz} is (N, {n_out}) and {b} is ({n_out},). Which of the two sizes has to "
            "disappear, and what number has that axis?",
        ),
        _known(
            wrong_axis_dimension_kept,
            name="wrong axis, (N, 1)",
            looks_like="the sum runs over the units instead of over the examples, and a dimension of size 1 is kept",
            why="Where examples are columns, this is the usual formula. In this course an example is a row "
            "and a bias has one dimension.",
            next=f"Write down that {dz} is (N, {n_out}) and {b} is ({n_out},). Which size has to disappear, "
            "and how many dimensions are left?",
        ),
        _known(
            not_summed,
            name="not added up over the examples",
            looks_like=f"{dz} is returned as it is, one row per example",
            why=f"The local derivative of {z} with respect to {b} is 1, so nothing seems left to do; with "
            f"one example that is almost so. All examples share one {b}, and their rows add up.",
            next=f"Write the shape of {b} next to the shape of your result. Which size is too many, and what "
            "has to happen along it?",
        ),
        _known(
            total,
            name="everything in one sum",
            looks_like="everything is added up into one number",
            why="Without an axis, a sum runs over all of an array. Each unit has a bias of its own, so each "
            "needs a number of its own.",
            next=f"Write down the shape of {b}, ({n_out},). Which of the two axes of {dz} has to stay?",
        ),
        _known(
            overall_mean,
            name="everything in one mean",
            looks_like="everything is averaged into one number",
            why="Without an axis, a mean runs over all of an array. Each unit has a bias of its own, and "
            f"the 1/N of the mean is already in {dz}.",
            next=f"Write down the shape of {b}, ({n_out},): which axis of {dz} has to stay? Then ask whether "
            "the examples are added up or averaged here.",
        ),
        _known(
            sign_flipped,
            name="sign flipped",
            looks_like="the sign is the wrong way round",
            why="The minus of gradient descent is often put here in advance. It belongs to the update rule: "
            "a gradient points to where the loss grows.",
            next=f"Take one example with a {dz} of [1]. If {b} grows by 0.1, does {z} grow or shrink? And the loss?",
        ),
        _known(
            first_example_only,
            name="first example only",
            looks_like="only the first example counts, as when row 0 is picked out or a return stands inside a loop",
            why="The exercise by hand has one example, and there that is right. All N examples share "
            f"{b}, so every one adds its part.",
            next=f"Take two examples with a {dz} of [[1, 2], [3, 4]] and raise the first entry of {b}: which "
            f"entries of {z} move?",
        ),
        _known(
            last_example_only,
            name="last example only",
            looks_like="only the last example counts, as when a loop overwrites its result",
            why="In a loop over the examples, = puts the new row where the old one was; the examples have to add up.",
            next=f"Print {db} after every turn of the loop for N = 2: what has become of the first example's part?",
        ),
        _known(
            upstream_left_out,
            name="upstream left out",
            looks_like=f"every entry is 1, and {dz} does not take part",
            why=f"The derivative of {z} with respect to {b} is indeed 1. That is the local link; the chain "
            "rule multiplies it by what comes from above, and adds up over the examples.",
            next=f"Write the chain for one example as two factors, dL/d{z} and d{z}/d{b}. Which of them is "
            "in your result?",
        ),
    )
