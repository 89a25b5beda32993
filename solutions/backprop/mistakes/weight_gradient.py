"""Known mistakes in ``dL_dW(dL_dz, a)``, the gradient with respect to the weights of one layer."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def operands_swapped(dL_dz, a):
    return a.T @ dL_dz


def not_transposed(dL_dz, a):
    return dL_dz @ a


def other_factor_transposed(dL_dz, a):
    return dL_dz @ a.T


def swapped_not_transposed(dL_dz, a):
    return a @ dL_dz


def elementwise(dL_dz, a):
    return dL_dz * a


def divided_again(dL_dz, a):
    return dL_dz.T @ a / a.shape[0]


def sign_flipped(dL_dz, a):
    return -(dL_dz.T @ a)


def examples_summed_first(dL_dz, a):
    return np.outer(dL_dz.sum(axis=0), a.sum(axis=0))


def examples_averaged_first(dL_dz, a):
    return np.outer(dL_dz.mean(axis=0), a.mean(axis=0))


def first_example_only(dL_dz, a):
    return np.outer(dL_dz[0], a[0])


def last_example_only(dL_dz, a):
    for i in range(dL_dz.shape[0]):
        dL_dW = np.outer(dL_dz[i], a[i])
    return dL_dW


def not_summed(dL_dz, a):
    return dL_dz[:, :, None] * a[:, None, :]


def outer_of_everything(dL_dz, a):
    return np.outer(dL_dz, a)


def bias_column_kept(dL_dz, a):
    a_and_one = np.hstack([a, np.ones((a.shape[0], 1))])
    return dL_dz.T @ a_and_one


def inputs_left_out(dL_dz, a):
    return dL_dz.sum(axis=0)


def mask_for_inputs(dL_dz, a):
    return dL_dz.T @ (a > 0)


def negative_inputs_cut(dL_dz, a):
    return dL_dz.T @ np.maximum(a, 0)


def mistakes(layer: int, a: str) -> tuple[Mistake, ...]:
    """The family's records for one layer, whose inputs are called ``a``: a1, a2 or X."""
    W, dW, dz, z = f"W{layer}", f"dL_dW{layer}", f"dL_dz{layer}", f"z{layer}"
    n_out, n_in = f"n{layer}", f"n{layer - 1}"
    _known = partial(Mistake, dW)
    records = (
        _known(
            operands_swapped,
            name="operands swapped",
            looks_like=f"the two factors of the product are swapped, so that {dW} comes out transposed",
            why=f"Where a layer is written {a} @ W, with W the other way up, this order is right. Here {W} "
            "has one row per unit of its own layer.",
            next=f"Write down the shape of {W}, ({n_out}, {n_in}); {dW} has the same. Which array must come "
            f"first to give {n_out} rows?",
        ),
        _known(
            not_transposed,
            name="upstream not transposed",
            looks_like=f"{dz} is multiplied by {a} with neither of them transposed",
            why="The chain rule is a plain product of numbers; the transpose comes in when all of them are "
            "put into matrices.",
            next=f"Write the shapes under the product: ({n_out}, ?) times (?, {n_in}) has to give ({n_out}, "
            f"{n_in}), and the ? that is summed over is N. Which array has to be turned for that?",
        ),
        _known(
            other_factor_transposed,
            name="wrong factor transposed",
            looks_like=f"the transpose is on {a} instead of on {dz}",
            why="Where examples are columns, that is the right formula, and many lessons use columns. In "
            "this course an example is a row.",
            next=f"Write down the shapes: {dz} is (N, {n_out}), {a} is (N, {n_in}), {dW} is ({n_out}, "
            f"{n_in}). The size that disappears in the product is N.",
        ),
        _known(
            swapped_not_transposed,
            name="swapped and not transposed",
            looks_like=f"{a} is multiplied by {dz}, in this order and with neither of them transposed",
            why="Input times upstream gradient is how the rule is said aloud. As matrices, the sum has to "
            f"run over the examples and the rows have to be those of {W}.",
            next=f"Write down the shapes: {dz} is (N, {n_out}), {a} is (N, {n_in}), {dW} is ({n_out}, "
            f"{n_in}). Turn and order the two so that N meets N in the middle.",
        ),
        _known(
            elementwise,
            name="elementwise product",
            looks_like=f"{dz} and {a} are multiplied entry by entry, with * instead of a matrix product",
            why="For one weight the rule is a product of two numbers, so * comes to mind. Every pair of an "
            "output and an input has a weight, and the examples add up.",
            next=f"Take one example with a {dz} of [1, -1] and an {a} of [0, 3, 5]. Fill in a table with one row "
            "per output and one column per input, then ask which product of matrices makes it.",
        ),
        _known(
            divided_again,
            name="1/N again",
            looks_like=f"{dW} is divided by N once more",
            why="Many lessons put the 1/N of the mean here. In this course it is already in dL_dz3 and "
            f"arrives with {dz}; mixing the two conventions divides twice.",
            next=f"Differentiate sum({dz} * {z}) with respect to one weight, for two examples: is there a "
            "1/2 anywhere?",
        ),
        _known(
            sign_flipped,
            name="sign flipped",
            looks_like="the sign is the wrong way round",
            why="The minus of gradient descent is often put here in advance. It belongs to the update rule: "
            "a gradient points to where the loss grows.",
            next=f"Take one example with a {dz} of [1] and an {a} of [2]. If the weight grows by 0.1, by how much "
            f"does {z} change, and in which direction does the loss go?",
        ),
        _known(
            examples_summed_first,
            name="examples added up first",
            looks_like=f"{dz} and {a} are added up over the examples before they are multiplied",
            why="The gradient is a sum over the examples, so summing early is tempting. But a sum of "
            "products is not the product of the sums.",
            next=f"Take two examples: {dz} is 1 and -1, and {a} is 2 and 3. Multiply within each example "
            "first, then add; compare with adding first.",
        ),
        _known(
            examples_averaged_first,
            name="examples averaged first",
            looks_like=f"{dz} and {a} are averaged over the examples before they are multiplied",
            why="L is a mean, so an average looks right, and it leaves one row each, as in the exercise by "
            "hand. But a mean of products is not the product of the means, and the 1/N is in the upstream "
            "already.",
            next=f"Take two examples: {dz} is 1 and -1, and {a} is 2 and 3. Multiply within each example "
            "and add; compare with the product of the two averages.",
        ),
        _known(
            first_example_only,
            name="first example only",
            looks_like="only the first example counts, as when row 0 is picked out or a return stands inside a loop",
            why="The exercise by hand has one example, and there that is right. All N examples share "
            f"{W}, so every one adds its part.",
            next=f"Work out {dW} for each of two examples by hand, add the two tables, and then look for the "
            "matrix product that does both steps.",
        ),
        _known(
            last_example_only,
            name="last example only",
            looks_like="only the last example counts, as when a loop overwrites its result",
            why="In a loop over the examples, = puts the new result where the old one was; the examples "
            "have to add up.",
            next=f"Print {dW} after every turn of the loop for N = 2: what has become of the first example's part?",
        ),
        _known(
            not_summed,
            name="not added up over the examples",
            looks_like=f"there is one ({n_out}, {n_in}) table per example, and they are not added up",
            why="Each example has a gradient table of its own, and that part is right. The examples share "
            f"one {W}, though, so their parts add up.",
            next=f"Write the shape of {W} next to the shape of your result. Which size is too many, and what "
            "has to happen along it?",
        ),
        _known(
            outer_of_everything,
            name="outer product of everything",
            looks_like="all the examples go into one outer product, which pairs every entry with every other",
            why="With one example the gradient is an outer product, and np.outer is right. Given two "
            "matrices, np.outer flattens them first and so mixes the examples.",
            next=f"Write down the shape of np.outer for (N, {n_out}) and (N, {n_in}), and compare with "
            f"({n_out}, {n_in}). Which pairs of entries belong to the same example?",
        ),
        _known(
            bias_column_kept,
            name="column of the bias kept",
            looks_like="there is one column too many, the one that belongs to the bias",
            why=f"The drawing by hand appends a 1 to {a}, so that weights and bias share one product. Here "
            "they have a function each.",
            next=f"Write down the shape of {W}, ({n_out}, {n_in}), and say what your last column is the gradient of.",
        ),
        _known(
            inputs_left_out,
            name="inputs left out",
            looks_like=f"{a} does not take part, which gives the gradient of the bias",
            why="Weights and bias share the upstream gradient, and the two functions look alike. A weight "
            "is multiplied by its input, so its gradient is, too.",
            next=f"Differentiate {W} * {a} + b{layer}, all plain numbers, with respect to {W} and to "
            f"b{layer}: what is different?",
        ),
        _known(
            mask_for_inputs,
            name="0 or 1 in place of the inputs",
            looks_like=f"it only matters whether an entry of {a} is positive, and not how large it is",
            why="The mask of ReLU belongs to another step. For a weight the local derivative is the value "
            "that came in through it.",
            next=f"Take one example with an {a} of [0, 3, 5]. If each weight of a unit grows by 0.1, by how much "
            "does that unit's z change, weight by weight?",
        ),
    )
    if layer > 1:  # above layer 1 the inputs have been through ReLU: cutting them again changes nothing
        return records
    return (
        *records,
        _known(
            negative_inputs_cut,
            name="negative inputs cut off",
            looks_like=f"negative entries of {a} are set to 0, as though {a} had been through ReLU",
            why=f"In the layers above, the inputs are activations and never negative. {a} is data, and it "
            "comes into the network as it is.",
            next=f"Take one example with a {dz} of [1] and an {a} of [-2]. If the weight grows by 0.1, by how much "
            f"does {z} change?",
        ),
    )
