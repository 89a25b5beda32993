"""Known mistakes in ``residual`` and ``dL_da_residual``."""

from functools import partial

import numpy as np

from grader.functions import Mistake


def no_skip(a, W, b):
    return np.maximum(a @ W.T + b, 0)


def relu_over_the_sum(a, W, b):
    return np.maximum(a + a @ W.T + b, 0)


def weights_not_transposed(a, W, b):
    return a + np.maximum(a @ W + b, 0)


def no_relu(a, W, b):
    return a + a @ W.T + b


def bias_left_out(a, W, b):
    return a + np.maximum(a @ W.T, 0)


def bias_behind_the_relu(a, W, b):
    return a + np.maximum(a @ W.T, 0) + b


def multiplied_by_the_skip(a, W, b):
    return a * np.maximum(a @ W.T + b, 0)


def subtracted(a, W, b):
    return a - np.maximum(a @ W.T + b, 0)


def relu_on_the_skip(a, W, b):
    return np.maximum(a, 0) + np.maximum(a @ W.T + b, 0)


def averaged(a, W, b):
    return (a + np.maximum(a @ W.T + b, 0)) / 2


def pre_activations_skipped(a, W, b):
    z = a @ W.T + b
    return z + np.maximum(z, 0)


def entry_by_entry(a, W, b):
    return a + np.maximum(a * W + b, 0)


_forward = partial(Mistake, "residual")

FORWARD = (
    _forward(
        no_skip,
        name="no skip",
        looks_like="the layer is computed, and a itself is not added",
        why="This is the layer as it always was. The one new thing in this step is the way around it.",
        next="Take weights and biases of 0. What should come out: 0, or a?",
    ),
    _forward(
        relu_over_the_sum,
        name="ReLU over the sum",
        looks_like="ReLU comes after the addition, so that it bends the skip, too",
        why="The first residual networks did it that way. Here the skip goes around the ReLU.",
        next="Take weights and biases of 0, and an a of -1. What should come out: 0, or -1?",
    ),
    _forward(
        weights_not_transposed,
        name="weights not transposed",
        looks_like="a is multiplied by W, where it should be multiplied by its transpose",
        why="W is square here, so numpy has nothing to complain about.",
        next="Take the first unit of the example by hand. Are its weights the first row of W, or the first column?",
    ),
    _forward(
        no_relu,
        name="no ReLU",
        looks_like="the sum a @ W.T + b is added as it is, without ReLU",
        why="The new plus sign takes all the attention. Without a bend twenty blocks are one product of matrices.",
        next="Take the example by hand. The first unit has a sum of -1: what does it pass on?",
    ),
    _forward(
        bias_left_out,
        name="bias left out",
        looks_like="b is not added",
        why="The formula has two plus signs, and one of them is easily taken for the other.",
        next="Take an a of 0 and a b of 1. What should come out?",
    ),
    _forward(
        bias_behind_the_relu,
        name="bias behind the ReLU",
        looks_like="b is added behind the ReLU, where it should be added before it",
        why="A bracket closes too early. Then a bias can no longer switch a unit on or off.",
        next="Take an a of 0 and a b of -1. What should come out: 0, or -1?",
    ),
    _forward(
        multiplied_by_the_skip,
        name="product in place of sum",
        looks_like="a and the layer's output are multiplied, where they should be added",
        why="Some networks have such a gate. Here the skip adds.",
        next="Take weights and biases of 0. What should come out: 0, or a?",
    ),
    _forward(
        subtracted,
        name="subtracted",
        looks_like="the layer's output is subtracted from a",
        why="'Residual' means what is left over, which sounds like a difference. The block adds.",
        next="Take the example by hand. The second unit passes on 3, and a is 1: what comes out?",
    ),
    _forward(
        relu_on_the_skip,
        name="ReLU on the skip",
        looks_like="the skip passes through a ReLU of its own",
        why="Behind another ReLU that changes nothing. a may also be negative, and the skip takes it along as it is.",
        next="Take weights and biases of 0, and an a of -1. What should come out?",
    ),
    _forward(
        averaged,
        name="mean of the two",
        looks_like="a and the layer's output are averaged",
        why="It keeps numbers small. But half of a skip, twenty times, is as little as half of a slope twenty times.",
        next="Take weights and biases of 0. What should come out: a, or half of it?",
    ),
    _forward(
        pre_activations_skipped,
        name="pre-activations in the skip",
        looks_like="the skip begins behind the weights, and adds the pre-activations in place of a",
        why="Both are at hand, and have the same shape. The skip begins before the weights, so that it goes "
        "around them.",
        next="Take weights and biases of 0. What should come out: 0, or a?",
    ),
    _forward(
        entry_by_entry,
        name="elementwise product",
        looks_like="a and W are multiplied entry by entry, with * instead of a matrix product",
        why="For one weight it is a product of two numbers, so * comes to mind. A unit adds up over all that "
        "comes in.",
        next="Write down the shapes of a and of W, and what numpy needs of them for * and for @.",
    ),
)


def no_gradient_along_the_skip(dL_dout, a, W, b):
    return (dL_dout * (a @ W.T + b > 0)) @ W


def along_the_skip_alone(dL_dout, a, W, b):
    return dL_dout


def no_mask(dL_dout, a, W, b):
    return dL_dout + dL_dout @ W


def weights_left_out(dL_dout, a, W, b):
    return dL_dout + dL_dout * (a @ W.T + b > 0)


def mask_behind_the_weights(dL_dout, a, W, b):
    return dL_dout + (dL_dout @ W) * (a @ W.T + b > 0)


def mask_on_the_skip_too(dL_dout, a, W, b):
    mask = a @ W.T + b > 0
    return dL_dout * mask + (dL_dout * mask) @ W


def skip_added_before_the_weights(dL_dout, a, W, b):
    return (dL_dout + dL_dout * (a @ W.T + b > 0)) @ W


def weights_transposed(dL_dout, a, W, b):
    return dL_dout + (dL_dout * (a @ W.T + b > 0)) @ W.T


def other_mask(dL_dout, a, W, b):
    return dL_dout + (dL_dout * (a @ W + b > 0)) @ W


def mask_of_a(dL_dout, a, W, b):
    return dL_dout + (dL_dout * (a > 0)) @ W


def mask_of_the_output(dL_dout, a, W, b):
    out = a + np.maximum(a @ W.T + b, 0)
    return dL_dout + (dL_dout * (out > 0)) @ W


def mask_of_the_upstream(dL_dout, a, W, b):
    return dL_dout + (dL_dout * (dL_dout > 0)) @ W


def mask_without_bias(dL_dout, a, W, b):
    return dL_dout + (dL_dout * (a @ W.T > 0)) @ W


def values_for_mask(dL_dout, a, W, b):
    return dL_dout + (dL_dout * np.maximum(a @ W.T + b, 0)) @ W


def a_along_the_skip(dL_dout, a, W, b):
    return a + (dL_dout * (a @ W.T + b > 0)) @ W


def one_along_the_skip(dL_dout, a, W, b):
    return 1 + (dL_dout * (a @ W.T + b > 0)) @ W


def skip_subtracted(dL_dout, a, W, b):
    return dL_dout - (dL_dout * (a @ W.T + b > 0)) @ W


def ways_multiplied(dL_dout, a, W, b):
    return dL_dout * ((dL_dout * (a @ W.T + b > 0)) @ W)


def weights_of_the_other_mask(dL_dout, a, W, b):
    return dL_dout + (dL_dout * (a @ W.T + b <= 0)) @ W


_backward = partial(Mistake, "dL_da_residual")

BACKWARD = (
    _backward(
        no_gradient_along_the_skip,
        name="nothing along the skip",
        looks_like="the gradient comes through the weights alone, and nothing comes along the skip",
        why="This is the layer as it always was. In the forward pass a is used twice, so two gradients come back "
        "to it.",
        next="Take weights of 0. Then the output is a. How does the loss feel a?",
    ),
    _backward(
        along_the_skip_alone,
        name="along the skip alone",
        looks_like="the gradient comes along the skip alone, and nothing comes through the weights",
        why="The skip is the new and short way. In the forward pass a is used twice, so two gradients come back "
        "to it.",
        next="Take the example by hand and nudge a: does the layer's part of the output move, too?",
    ),
    _backward(
        no_mask,
        name="no mask",
        looks_like="the gradient goes through ReLU as though all units were on",
        why="The plus sign takes all the attention, and ReLU has no letter of its own in the result.",
        next="Take the example by hand: the first unit is off. What should come back through its weights?",
    ),
    _backward(
        weights_left_out,
        name="weights left out",
        looks_like="the second way ends behind ReLU, and never goes through the weights",
        why="W is square here, so the sums have the shape of a, and the result looks complete.",
        next="You have how the loss feels the sums. Nudge one entry of a: by how much does each sum move?",
    ),
    _backward(
        mask_behind_the_weights,
        name="mask behind the weights",
        looks_like="the mask is laid over what has come through the weights already",
        why="Backward, the last thing comes first: ReLU came after the weights. W is square here, so shapes say "
        "nothing.",
        next="Walk back from the output: what do you meet first, ReLU or the weights?",
    ),
    _backward(
        mask_on_the_skip_too,
        name="mask on the skip, too",
        looks_like="the mask stops the gradient on the skip, too",
        why="ReLU is on the way through the weights. The skip goes around it.",
        next="Take weights of 0 and biases of -1: all units are off, and the output is a. How does the loss feel a?",
    ),
    _backward(
        skip_added_before_the_weights,
        name="skip through the weights",
        looks_like="the gradient of the skip is added too early, and goes through the weights with the rest",
        why="A bracket closes too late. The skip joins behind the weights, seen from the output.",
        next="Take weights of 0. Then the output is a. How does the loss feel a?",
    ),
    _backward(
        weights_transposed,
        name="weights transposed",
        looks_like="the gradient goes back through the transpose of W",
        why="The forward pass has the transpose, and W is square here, so numpy has nothing to complain about.",
        next="Compare with your dL_da1 in backprop: which way up is W there?",
    ),
    _backward(
        other_mask,
        name="mask from other pre-activations",
        looks_like="the mask comes from a @ W + b, where the forward pass has the transpose of W",
        why="The pre-activations are computed a second time, and this time in another way. W is square, so it works.",
        next="Compare the line with that in your residual.",
    ),
    _backward(
        mask_of_a,
        name="mask of a",
        looks_like="the mask looks at a, which goes into the weights, and not at what comes out of them",
        why="a is the argument at hand. The pre-activations have to be computed again.",
        next="Which numbers went into the ReLU of this block?",
    ),
    _backward(
        mask_of_the_output,
        name="mask of the output",
        looks_like="the mask looks at the output of the whole block, in which a is added already",
        why="Behind a plain ReLU one may look at its output. Here something was added to it.",
        next="Take an a of 5 and a sum of -1. The output is 5. Is the unit on?",
    ),
    _backward(
        mask_of_the_upstream,
        name="mask of the upstream gradient",
        looks_like="the mask looks at the sign of the upstream gradient",
        why="ReLU is about signs, and the upstream gradient is the first array at hand.",
        next="Which numbers went into the ReLU of this block?",
    ),
    _backward(
        mask_without_bias,
        name="bias left out of the mask",
        looks_like="the mask comes from a @ W.T, and b is left out",
        why="In the result no b can be seen. It decides which units are on.",
        next="Take an a of 0 and a b of 1. Is the unit on?",
    ),
    _backward(
        values_for_mask,
        name="activations in place of the mask",
        looks_like="the gradient is multiplied by what ReLU passed on, where it should be multiplied by 0 or 1",
        why="ReLU's output and its slope are easily confused: both are 0 on the left.",
        next="Take a unit whose sum is 3. If the sum grows by 0.1, by how much does its output grow?",
    ),
    _backward(
        a_along_the_skip,
        name="a along the skip",
        looks_like="a comes back along the skip, in place of the upstream gradient",
        why="It is what went forward along the skip. On the way back a gradient comes.",
        next="Take weights of 0, and an upstream gradient of 2. Then the output is a. How does the loss feel a?",
    ),
    _backward(
        one_along_the_skip,
        name="1 along the skip",
        looks_like="a 1 is added for the skip, and it is not multiplied by the upstream gradient",
        why="The slope of the skip is 1, and that is right. The chain rule multiplies it by what comes in.",
        next="Take weights of 0, and an upstream gradient of 2. Then the output is a. How does the loss feel a?",
    ),
    _backward(
        skip_subtracted,
        name="minus in place of plus",
        looks_like="the part that comes through the weights is subtracted from that of the skip",
        why="One sign. Where a value is used twice, both gradients are added.",
        next="Differentiate a + w * a, all plain numbers.",
    ),
    _backward(
        ways_multiplied,
        name="ways multiplied",
        looks_like="the gradients of the two ways are multiplied, where they should be added",
        why="Along one way the chain rule multiplies. Two ways are added.",
        next="Take weights of 0. Then the output is a. How does the loss feel a?",
    ),
    _backward(
        weights_of_the_other_mask,
        name="mask the wrong way round",
        looks_like="the mask lets through the units that are off, and stops those that are on",
        why="A comparison has two directions.",
        next="Take the example by hand: which of the two units is on?",
    ),
)
