"""Known mistakes in ``input_gradient(weights, zs, activations, y_target)``, how the loss feels the inputs."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def stops_before_the_first_weights(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dz


def input_masked(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return (dL_dz @ weights[0]) * (activations[0] > 0)


def last_mask_forgotten(weights, zs, activations, y_target):
    dL_da = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = dL_da if layer == len(weights) - 1 else dL_da * (zs[layer] > 0)
        dL_da = dL_dz @ weights[layer]
    return dL_da @ weights[0]


def no_masks(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = dL_dz @ weights[layer]
    return dL_dz @ weights[0]


def not_divided(weights, zs, activations, y_target):
    dL_dz = activations[-1] - y_target
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dz @ weights[0]


def divided_twice(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dz @ weights[0] / len(y_target)


def downhill(weights, zs, activations, y_target):
    dL_dz = (y_target - activations[-1]) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dz @ weights[0]


def added_up_over_the_examples(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return (dL_dz @ weights[0]).sum(axis=0)


def averaged_over_the_examples(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return np.broadcast_to((dL_dz @ weights[0]).mean(axis=0), activations[0].shape).copy()


def times_the_input(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return (dL_dz @ weights[0]) * activations[0]


def sign_only(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return np.sign(dL_dz @ weights[0])


def weights_transposed(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dz @ weights[0].T


def first_weights_gradient(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dz.T @ activations[0]


def masked_by_the_gradient(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = np.maximum(dL_dz @ weights[layer], 0.0)
    return dL_dz @ weights[0]


def prediction_alone(weights, zs, activations, y_target):
    dL_dz = activations[-1] / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dz @ weights[0]


_input_gradient = partial(Mistake, "input_gradient")

MISTAKES = (
    _input_gradient(
        stops_before_the_first_weights,
        name="stops at the first layer",
        looks_like="it is the gradient of the first layer's z, and the step through its weights is missing",
        why="For the weights' gradients the way back ends there. The inputs lie one step further.",
        next="Compare the shape of the result with that of X.",
    ),
    _input_gradient(
        input_masked,
        name="input masked",
        looks_like="the gradient is 0 wherever X is not positive",
        why="Going back a layer ends with a mask, and one more was added. There is no ReLU in front of the inputs.",
        next="Nudge an input that is negative. Does the loss change?",
    ),
    _input_gradient(
        last_mask_forgotten,
        name="first layer's mask missing",
        looks_like="the gradient passes through the first layer's ReLU as if it were not there",
        why="The last step stands behind the loop, and what the loop does before each product is missing there.",
        next="Which layers have a ReLU? Count the masks on your way back.",
    ),
    _input_gradient(
        no_masks,
        name="no masks",
        looks_like="only the weights are multiplied, and no ReLU stops anything",
        why="The product of the weights is the large part. Without the masks the network would be a single line.",
        next="A unit whose z is negative passes on 0, however it is nudged. What is the gradient of its z?",
    ),
    _input_gradient(
        not_divided,
        name="1/N missing",
        looks_like="the gradient is not divided by the number of examples",
        why="Each example has an input of its own, so nothing is added up and a division seems out of place. L is "
        "a mean "
        "all the same.",
        next="Nudge one input of one example, among N. By how much does the mean loss change?",
    ),
    _input_gradient(
        divided_twice,
        name="1/N twice",
        looks_like="the gradient is divided by the number of examples twice",
        why="The 1/N is in the gradient at the output already, and travels along from there.",
        next="Look for each place where N comes in. One of them is enough.",
    ),
    _input_gradient(
        downhill,
        name="sign flipped",
        looks_like="the result is the negative gradient: it points to where the loss falls",
        why="Training steps downhill, so the other direction is the familiar one. A gradient points uphill.",
        next="Move the inputs a little along your result. Does the loss rise?",
    ),
    _input_gradient(
        added_up_over_the_examples,
        name="added up over the examples",
        looks_like="the examples are added up, so that one row is left",
        why="For weights and biases they are added up, because all examples share them. Each example has its own "
        "input.",
        next="Compare the shape of the result with that of X.",
    ),
    _input_gradient(
        averaged_over_the_examples,
        name="averaged over the examples",
        looks_like="every example gets the mean of all gradients",
        why="For weights and biases the examples come together, because all of them share those. Each example has "
        "its "
        "own input.",
        next="Make one example a perfect prediction. Which gradient should its own inputs have?",
    ),
    _input_gradient(
        times_the_input,
        name="multiplied by the input",
        looks_like="the gradient is multiplied by X",
        why="Gradient times input is used to colour pictures with what mattered. The gradient itself is asked for.",
        next="Nudge an input that is 0. Does the loss change?",
    ),
    _input_gradient(
        sign_only,
        name="sign only",
        looks_like="only the signs come back",
        why="For the picture that fools a network the signs are taken. That is done with the gradient, afterwards.",
        next="How fast the loss changes with an input is a number of any size. What do you get for it?",
    ),
    _input_gradient(
        weights_transposed,
        name="first weights transposed",
        looks_like="the last step goes through the transpose of the first weights",
        why="The way forward had a transpose. With equal sizes both fit, and nothing complains.",
        next="A row of W belongs to the unit that the gradient comes from. Which sizes must meet in the product?",
    ),
    _input_gradient(
        first_weights_gradient,
        name="gradient of the weights",
        looks_like="it is the gradient of the first weights, and not of the inputs",
        why="It was the last thing that backward did, and both are made of the same gradient.",
        next="Compare the shape of the result with that of X.",
    ),
    _input_gradient(
        masked_by_the_gradient,
        name="ReLU of the gradient",
        looks_like="negative gradients are set to 0, whatever z was",
        why="ReLU on the way forward suggests ReLU on the way back. It is z that decides, and not the gradient.",
        next="Take a positive z and an upstream gradient of -1. What should pass?",
    ),
    _input_gradient(
        prediction_alone,
        name="target left out",
        looks_like="the way back begins with the prediction alone",
        why="The prediction is the last array in the list, and the loop begins at once.",
        next="Which gradient should a perfect prediction have?",
    ),
)
