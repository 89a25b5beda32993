"""Known mistakes in ``dL_dz(dL_da, z)``, the gradient with respect to the pre-activations of a layer."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def no_mask(dL_da, z):
    return dL_da


def mask_of_upstream(dL_da, z):
    return dL_da * (dL_da > 0)


def both_masks(dL_da, z):
    return np.maximum(dL_da, 0) * (z > 0)


def sign_of_product(dL_da, z):
    return dL_da * z > 0


def mask_inverted(dL_da, z):
    return np.where(z > 0, 0, dL_da)


def upstream_left_out(dL_da, z):
    return np.where(z > 0, 1.0, 0.0)


def forward_again(dL_da, z):
    return np.maximum(z, 0)


def times_relu(dL_da, z):
    return dL_da * np.maximum(z, 0)


def times_z(dL_da, z):
    return dL_da * z


def matrix_product(dL_da, z):
    return dL_da @ np.where(z > 0, 1.0, 0.0)


def sign_as_derivative(dL_da, z):
    return dL_da * np.sign(z)


def leaky_slope(dL_da, z):
    return np.where(z > 0, dL_da, 0.01 * dL_da)


def sigmoid_derivative(dL_da, z):
    sigmoid = 1 / (1 + np.exp(-z))
    return dL_da * sigmoid * (1 - sigmoid)


def sigmoid_derivative_of_activations(dL_da, z):
    return dL_da * z * (1 - z)


def tanh_derivative(dL_da, z):
    return dL_da * (1 - np.tanh(z) ** 2)


def all_or_nothing(dL_da, z):
    return dL_da if (z > 0).all() else np.zeros_like(dL_da)


def first_example_masks_all(dL_da, z):
    return dL_da * (z[0] > 0)


def divided_again(dL_da, z):
    return dL_da * (z > 0) / z.shape[0]


def sign_flipped(dL_da, z):
    return -dL_da * (z > 0)


def mistakes(layer: int) -> tuple[Mistake, ...]:
    """The family's records for one layer."""
    z, dz, a, da = f"z{layer}", f"dL_dz{layer}", f"a{layer}", f"dL_da{layer}"
    _known = partial(Mistake, dz)
    return (
        _known(
            no_mask,
            name="no ReLU mask",
            looks_like=f"{da} is passed on unchanged, and the ReLU is left out",
            why="Where z is positive the ReLU changes nothing, so a small example may never show it; even "
            "published worked solutions have missed it. A mask that is True everywhere has the same effect: "
            f"{a} >= 0, or an 'if' with any() over the whole array.",
            next=f"Take a {z} of [-1, 3] and a {da} of [1, 1]. Change the -1 a little: does {a} move? Then what is "
            "the first entry of the gradient?",
        ),
        _known(
            mask_of_upstream,
            name="mask of the upstream gradient",
            looks_like=f"the entries are kept or dropped by the sign of {da} instead of by the sign of {z}",
            why="It is what applying ReLU to the gradient does, and it sounds like the same function on the "
            f"way back. But whether a unit was switched on was decided by {z}, in the forward pass.",
            next=f"Take a {z} of [2, -2] and a {da} of [-1, 1]. Which of the two units let its value through in "
            "the forward pass? That one passes its gradient back, whatever its sign.",
        ),
        _known(
            both_masks,
            name="masks of z and of the gradient",
            looks_like=f"negative entries of {da} are dropped, besides those where {z} is negative",
            why="Some pictures of what a network looks at are made this way, on purpose. For a true "
            "derivative the sign of what comes from above does not matter.",
            next=f"Take a {z} of [2] and a {da} of [-1]. The unit is switched on: how does the loss change "
            f"when {z} grows?",
        ),
        _known(
            sign_of_product,
            name="comparison of the product",
            looks_like=f"the product of {da} and {z} is compared with 0, and the answer is only True or False",
            why="Python multiplies before it compares: a * b > 0 asks whether the product is positive.",
            next="Read your line aloud in the order in which Python computes it. Which part is the question about "
            f"{z}, and how do you tell Python that it belongs together?",
        ),
        _known(
            mask_inverted,
            name="mask inverted",
            looks_like="the mask is the wrong way round: it keeps what should be dropped and drops what "
            "should be kept",
            why="np.where takes the value for 'true' first, and a mask may mean 'keep' or 'set to 0'; both "
            "are easily mixed up.",
            next=f"Take a {z} of [-1, 3] and a {da} of [1, 1] and write down which entry has to become 0. Then say "
            "your condition aloud, with 'keep where'.",
        ),
        _known(
            upstream_left_out,
            name="upstream left out",
            looks_like=f"the result is the derivative of ReLU alone, and {da} does not take part",
            why=f"The zeros and ones are right. They are the local link d{a}/d{z}; the chain rule multiplies "
            "them by what comes from above.",
            next=f"Write the chain as two factors, dL/d{a} and d{a}/d{z}. Which of them is in your result?",
        ),
        _known(
            forward_again,
            name="the forward ReLU",
            looks_like=f"the result is ReLU of {z}, the forward pass once more",
            why="The name of the function comes to mind before its derivative does.",
            next="Sketch ReLU and write its slope on either side of 0. Then write the chain as two factors, "
            f"dL/d{a} and d{a}/d{z}.",
        ),
        _known(
            times_relu,
            name="value in place of the derivative",
            looks_like=f"{da} is multiplied by ReLU of {z} instead of by ReLU's derivative",
            why="The two agree where the slope is 0, and also where z happens to be 1. The chain rule asks "
            "for the slope, not for the height.",
            next=f"Sketch ReLU. How steep is it where {z} is 2, and how steep where {z} is 5?",
        ),
        _known(
            times_z,
            name="multiplied by z",
            looks_like=f"{da} is multiplied by {z} itself",
            why="A product with z appears where weights are differentiated, and it carries over easily. "
            "Here the local derivative is the slope of ReLU.",
            next=f"Sketch ReLU and write its slope where {z} is -2, where it is 2 and where it is 5.",
        ),
        _known(
            matrix_product,
            name="matrix product",
            looks_like=f"{da} and the mask are put into a matrix product instead of being multiplied entry by entry",
            why="Most products of the backward pass are matrix products, so @ or np.dot is in the fingers. "
            f"ReLU treats each entry alone: an entry of {a} depends on one entry of {z}.",
            next=f"Write the shapes of {da} and {z} next to each other; they are equal, and so is the "
            "result's. Which kind of product keeps each entry by itself?",
        ),
        _known(
            sign_as_derivative,
            name="-1 for negative units",
            looks_like=f"where {z} is negative, the gradient is turned round instead of set to 0",
            why="np.sign gives 1 for positive numbers, as wanted, but -1 for negative ones. That is the "
            "slope of the absolute value.",
            next="Sketch ReLU to the left of 0. How steep is it there?",
        ),
        _known(
            leaky_slope,
            name="leaky ReLU",
            looks_like=f"where {z} is negative, a hundredth of the gradient is let through, as by a leaky ReLU",
            why="Leaky ReLU is a good function, and widely used. The forward pass of this network has the "
            "plain one, and the backward pass has to match it.",
            next="Look up relu in the forward pass: by how much does its result change when a negative "
            "input changes?",
        ),
        _known(
            sigmoid_derivative,
            name="derivative of the sigmoid",
            looks_like="the derivative is that of a sigmoid, not of ReLU",
            why="Many first networks have sigmoid units, and their derivative is the one that is learnt by heart.",
            next="Look up the forward pass: which function is between z and a? Sketch it and write its "
            "slope on either side of 0.",
        ),
        _known(
            sigmoid_derivative_of_activations,
            name="z * (1 - z)",
            looks_like=f"{da} is multiplied by {z} * (1 - {z})",
            why="That is the derivative of a sigmoid, written for values that have already been through it. "
            "Here the function is ReLU, and z has not been through anything.",
            next="Look up the forward pass: which function is between z and a? Sketch it and write its "
            "slope on either side of 0.",
        ),
        _known(
            tanh_derivative,
            name="derivative of tanh",
            looks_like="the derivative is that of tanh, not of ReLU",
            why="tanh is in many lessons, and its derivative is a neat formula that stays in mind.",
            next="Look up the forward pass: which function is between z and a? Sketch it and write its "
            "slope on either side of 0.",
        ),
        _known(
            all_or_nothing,
            name="one decision for the whole array",
            looks_like="the gradient is stopped for the whole array at once, so that every entry is 0",
            why="Python refuses an 'if' over an array and suggests any() or all(); with all(), one negative "
            "entry stops everything. Each unit of each example decides for itself.",
            next=f"Take a {z} of [-1, 3] and a {da} of [1, 1]. The second unit is switched on: what is its "
            "gradient? Look for an operation that decides entry by entry.",
        ),
        _known(
            first_example_masks_all,
            name="first example's mask for all",
            looks_like=f"the signs of the first example's {z} decide for all examples",
            why="The exercise by hand has one example, and its mask broadcasts over the others without a "
            "word. A unit may be on for one example and off for another.",
            next=f"Take a {z} of [[1, -1], [-1, 1]]. Write down the mask, with a row for each example.",
        ),
        _known(
            divided_again,
            name="1/N again",
            looks_like=f"{dz} is divided by N once more",
            why=f"There is a mean in the loss, but its 1/N is already in dL_dz3 and arrives with {da}.",
            next=f"Take two examples in which {z} is 2. If one of them grows by 0.1, by how much does its "
            f"{a} grow? Is there a 1/2 anywhere?",
        ),
        _known(
            sign_flipped,
            name="sign flipped",
            looks_like="the sign is the wrong way round",
            why="Going backward sounds like changing the sign. It is only the order of the computation that "
            "is reversed; the minus of gradient descent waits in the update rule.",
            next=f"Take a {z} of [2] and a {da} of [1]. If {z} grows by 0.1, does {a} grow or shrink? And the loss?",
        ),
    )
