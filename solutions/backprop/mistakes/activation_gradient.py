"""Known mistakes in ``dL_da(dL_dz, W)``, the gradient with respect to the activations that enter a layer."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def weights_transposed(dL_dz, W):
    return dL_dz @ W.T


def column_convention(dL_dz, W):
    return W.T @ dL_dz


def operands_swapped(dL_dz, W):
    return W @ dL_dz


def elementwise(dL_dz, W):
    return dL_dz * W


def result_transposed(dL_dz, W):
    return W.T @ dL_dz.T


def not_summed(dL_dz, W):
    return dL_dz[:, :, None] * W


def units_averaged(dL_dz, W):
    return dL_dz @ W / W.shape[0]


def examples_summed(dL_dz, W):
    return dL_dz.sum(axis=0) @ W


def examples_averaged(dL_dz, W):
    return dL_dz.mean(axis=0) @ W


def first_example_only(dL_dz, W):
    return dL_dz[0] @ W


def upstream_left_out(dL_dz, W):
    return W


def relu_of_gradient(dL_dz, W):
    return np.maximum(dL_dz @ W, 0)


def divided_again(dL_dz, W):
    return dL_dz @ W / dL_dz.shape[0]


def sign_flipped(dL_dz, W):
    return -dL_dz @ W


def layer_inverted(dL_dz, W):
    return dL_dz @ np.linalg.pinv(W).T


def mistakes(layer: int) -> tuple[Mistake, ...]:
    """The family's records for the activations that go into ``layer``."""
    W, dz, z, n_out = f"W{layer}", f"dL_dz{layer}", f"z{layer}", f"n{layer}"
    a, da, n_in = f"a{layer - 1}", f"dL_da{layer - 1}", f"n{layer - 1}"
    shapes = f"{dz} is (N, {n_out}), {W} is ({n_out}, {n_in}), {da} is (N, {n_in})"
    _known = partial(Mistake, da)
    return (
        _known(
            weights_transposed,
            name="weights transposed",
            looks_like=f"{W} is transposed, as in the forward pass",
            why=f"The forward pass multiplies by the transpose of {W}, and it is natural to copy it. The way "
            "back goes through the same weights in the other direction.",
            next=f"Write down the shapes: {shapes}. Which size has to disappear, and is it already in the middle?",
        ),
        _known(
            column_convention,
            name="formula for columns",
            looks_like=f"the transpose of {W} stands in front of {dz}, as in lessons where examples are columns",
            why="Many lessons write it that way, and there it is right. In this course an example is a row, "
            "which turns the product round.",
            next=f"Write down the shapes: {shapes}. The rows of the result are examples: which array must "
            "come first?",
        ),
        _known(
            operands_swapped,
            name="operands swapped",
            looks_like=f"{W} stands in front of {dz}, and the product is in the wrong order",
            why="For numbers the order of a product does not matter, and the chain rule is often written "
            "either way. For matrices it does.",
            next=f"Write down the shapes: {shapes}. In which order do the two equal sizes meet in the middle?",
        ),
        _known(
            elementwise,
            name="elementwise product",
            looks_like=f"{dz} and {W} are multiplied entry by entry, with * instead of a matrix product",
            why="For one connection the rule is a product of two numbers, so * comes to mind. Each entry of "
            f"{a} feeds every unit of the layer, and the parts add up.",
            next=f"Take one example with a {dz} of [1, -1] and a {W} of [[1, 0], [2, 3]]. Write down how each "
            f"entry of {a} moves both entries of {z}, and add up the effects.",
        ),
        _known(
            result_transposed,
            name="result transposed",
            looks_like=f"the numbers are right and the result is transposed: ({n_in}, N) instead of (N, {n_in})",
            why="Where examples are columns, that is the shape. In this course an example is a row.",
            next=f"Write down the shape of {a}; {da} has the same. Which order of the two factors keeps the "
            "examples in the rows, without a transpose?",
        ),
        _known(
            not_summed,
            name="not added up over the units",
            looks_like=f"the parts that come back from the units of layer {layer} are kept apart instead of added up",
            why=f"Every unit sends back its own part, and that product is right. An entry of {a} feeds all "
            "of them, so its derivative is the sum.",
            next=f"Write the shape of {a} next to the shape of your result. Which size is too many, and what "
            "has to happen along it?",
        ),
        _known(
            units_averaged,
            name="units averaged",
            looks_like=f"the parts that come back from the {n_out} units of layer {layer} are averaged, not added up",
            why="An average keeps the numbers small, and there is a mean in the loss. The chain rule over "
            "several paths is a sum.",
            next=f"One entry of {a} feeds two units and raises the loss by 1 through each of them. By how "
            "much does it rise altogether?",
        ),
        _known(
            examples_summed,
            name="examples added up",
            looks_like="the examples are added up into one row",
            why="In the gradients of weights and biases the examples do add up, since all of them share "
            f"these. Each example has a row of {a} of its own.",
            next=f"Write down the shape of {a}, (N, {n_in}), next to the shape of your result. Find the sum "
            "that takes the N away.",
        ),
        _known(
            examples_averaged,
            name="examples averaged",
            looks_like="the examples are averaged into one row",
            why="L is a mean over the examples, but its 1/N is already in dL_dz3. Each example has a row of "
            f"{a} of its own, and its gradient stays apart.",
            next=f"Write down the shape of {a}, (N, {n_in}), next to the shape of your result. Find the mean "
            "that takes the N away.",
        ),
        _known(
            first_example_only,
            name="first example only",
            looks_like="only the first example is sent back",
            why="The exercise by hand has one example, and its solution carries over when row 0 is picked out.",
            next=f"Write down the shape of {a}, (N, {n_in}): there is a row for each example. What does your "
            "code do with the second row?",
        ),
        _known(
            upstream_left_out,
            name="upstream left out",
            looks_like=f"the result is {W} itself, and {dz} does not take part",
            why=f"The derivative of {z} with respect to {a} is indeed {W}. That is the local link; the chain "
            "rule multiplies it by what comes from above.",
            next=f"Write the chain as two factors, dL/d{z} and d{z}/d{a}, with their shapes underneath. "
            "Which of them is missing?",
        ),
        _known(
            relu_of_gradient,
            name="ReLU applied to the gradient",
            looks_like="negative entries of the result are set to 0, as though the gradient went through a ReLU",
            why="The ReLU comes next on the way back, so it is tempting to deal with it here. It has its "
            "own step, and there it looks at z, not at the sign of the gradient.",
            next=f"Ask of one entry of {a} whether raising it can lower the loss. If it can, its gradient is "
            "negative, and has to stay so.",
        ),
        _known(
            divided_again,
            name="1/N again",
            looks_like=f"{da} is divided by N once more",
            why=f"There is a mean in the loss, but its 1/N is already in dL_dz3 and arrives with {dz}. Every "
            "further division makes the earlier layers learn more slowly.",
            next=f"Differentiate sum({dz} * {z}) with respect to one entry of {a}, for two examples: is "
            "there a 1/2 anywhere?",
        ),
        _known(
            sign_flipped,
            name="sign flipped",
            looks_like="the sign is the wrong way round",
            why="Going backward sounds like changing the sign. It is only the order of the computation that "
            "is reversed; the minus of gradient descent waits in the update rule.",
            next=f"Take one example with a {dz} of [1] and a {W} of [[2]]. If {a} grows by 0.1, does {z} grow or "
            "shrink? And the loss?",
        ),
        _known(
            layer_inverted,
            name="layer inverted",
            looks_like=f"the layer is undone with an inverse of {W}",
            why="'Backward' sounds like undoing the forward pass. Backpropagation does not recover the "
            "inputs; it asks how much each of them matters to the loss.",
            next=f"Take plain numbers, and let {z} be twice {a}. If the loss changes by 1 when {z} changes by 1, by "
            f"how much does it change when {a} changes by 1: 2 or 1/2?",
        ),
    )
