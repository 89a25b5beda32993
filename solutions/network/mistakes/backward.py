"""Known mistakes in ``backward(weights, zs, activations, y_target)``, the gradients of all weights and biases."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def not_divided(weights, zs, activations, y_target):
    dL_dz = activations[-1] - y_target
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def divided_in_every_layer(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer] / len(y_target))
        dL_dbs.insert(0, dL_dz.mean(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def weights_divided_again(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer] / len(y_target))
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def biases_averaged(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.mean(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def biases_along_the_rows(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=1))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def biases_not_added_up(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz)
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def sign_flipped(weights, zs, activations, y_target):
    dL_dz = (y_target - activations[-1]) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def prediction_alone(weights, zs, activations, y_target):
    dL_dz = activations[-1] / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def slope_of_softmax_again(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) * activations[-1] * (1 - activations[-1]) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def mask_at_the_output(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) * (zs[-1] > 0) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def no_mask(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = dL_dz @ weights[layer]
    return dL_dWs, dL_dbs


def mask_of_the_gradient(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = np.maximum(dL_dz @ weights[layer], 0.0)
    return dL_dWs, dL_dbs


def mask_upside_down(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] < 0)
    return dL_dWs, dL_dbs


def relu_instead_of_its_slope(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * np.maximum(zs[layer - 1], 0.0)
    return dL_dWs, dL_dbs


def sign_as_mask(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * np.sign(zs[layer - 1])
    return dL_dWs, dL_dbs


def mask_of_the_layer_above(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz * (zs[layer] > 0)) @ weights[layer]
    return dL_dWs, dL_dbs


def weights_transposed(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer].T) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def operands_swapped(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, activations[layer].T @ dL_dz)
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def zs_instead_of_activations(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ ([activations[0], *zs][layer]))
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def activations_of_the_layer_itself(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer + 1])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def last_layer_first(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs[::-1], dL_dbs[::-1]


def biases_first(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dbs, dL_dWs


def weights_only(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs


def a_pair_for_each_layer(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return list(zip(dL_dWs, dL_dbs, strict=True))


def first_layer_left_out(weights, zs, activations, y_target):
    dL_dz = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [], []
    for layer in range(len(weights) - 1, 0, -1):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs


def gradient_not_handed_on(weights, zs, activations, y_target):
    at_the_output = (activations[-1] - y_target) / len(y_target)
    dL_dWs, dL_dbs = [at_the_output.T @ activations[-2]], [at_the_output.sum(axis=0)]
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (at_the_output @ weights[layer]) * (zs[layer - 1] > 0)
        dL_dWs.insert(0, dL_dz.T @ activations[layer - 1])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
    return dL_dWs, dL_dbs


def three_layers(weights, zs, activations, y_target):
    (_, W2, W3), (z1, z2, _), (X, a1, a2, y_pred) = weights, zs, activations
    dL_dz3 = (y_pred - y_target) / len(y_target)
    dL_dz2 = (dL_dz3 @ W3) * (z2 > 0)
    dL_dz1 = (dL_dz2 @ W2) * (z1 > 0)
    return [dL_dz1.T @ X, dL_dz2.T @ a1, dL_dz3.T @ a2], [dL_dz1.sum(axis=0), dL_dz2.sum(axis=0), dL_dz3.sum(axis=0)]


_backward = partial(Mistake, "backward")

MISTAKES = (
    _backward(
        not_divided,
        name="1/N missing",
        looks_like="the gradient at the output is not divided by the number of examples",
        why="For one example there is nothing to divide by. L is a mean, so each of N examples counts 1/N.",
        next="Give it the same example twice. Should the gradients be twice as large?",
    ),
    _backward(
        divided_in_every_layer,
        name="1/N twice",
        looks_like="the gradients of weights and biases are divided by N once more",
        why="Some texts put the 1/N there. Here it is in the gradient at the output, and travels along from there.",
        next="Look for each place where N comes in. One of them is enough for the whole way back.",
    ),
    _backward(
        weights_divided_again,
        name="weights divided again",
        looks_like="the gradients of the weights are divided by N once more, and those of the biases are not",
        why="Some texts put the 1/N there. Here it is in the gradient at the output, and travels along from there.",
        next="Look for each place where N comes in. One of them is enough for the whole way back.",
    ),
    _backward(
        biases_averaged,
        name="biases averaged",
        looks_like="the gradients of the biases are means over the examples, not sums",
        why="A loss that is a mean suggests means everywhere. The 1/N is in the upstream gradient already.",
        next="A bias is the weight on an input of 1. Compare with what the weights' gradient does over the examples.",
    ),
    _backward(
        biases_along_the_rows,
        name="biases along the rows",
        looks_like="the gradients of the biases are added up along each row",
        why="axis=1 runs along a row. One number for each unit is left when the examples are added up.",
        next="Compare the shape of each gradient with that of its bias.",
    ),
    _backward(
        biases_not_added_up,
        name="biases not added up",
        looks_like="the gradients of the biases still have a row for each example",
        why="A bias moves each z by the same amount, so the upstream gradient is its gradient, once for each "
        "example.",
        next="Compare the shape of each gradient with that of its bias.",
    ),
    _backward(
        sign_flipped,
        name="sign flipped",
        looks_like="all gradients have the wrong sign: the target comes first in the difference",
        why="What is missing is target minus prediction, and that reads naturally. The loss falls in that direction.",
        next="A step against the gradient must lower the loss. Take one, and compare the losses.",
    ),
    _backward(
        prediction_alone,
        name="target left out",
        looks_like="the prediction alone is the gradient at the output",
        why="The prediction is the last array in the list, and the loop begins at once.",
        next="Which gradient should a perfect prediction have?",
    ),
    _backward(
        slope_of_softmax_again,
        name="softmax's slope again",
        looks_like="the gradient at the output is multiplied by p (1 - p), the slope of a sigmoid",
        why="Every layer multiplies by the slope of its activation. At the output that has been done: the "
        "difference is "
        "what softmax and cross-entropy give together.",
        next="Look at step 3 of the lesson on backpropagation again. What is left after the two slopes are "
        "multiplied?",
    ),
    _backward(
        mask_at_the_output,
        name="mask at the output",
        looks_like="the gradient at the output goes through a ReLU's mask",
        why="In the loop all layers look alike. The last layer has softmax in the place of ReLU.",
        next="Which layers have a ReLU? Only on the way through one of those there is a mask.",
    ),
    _backward(
        no_mask,
        name="no mask",
        looks_like="the gradient passes through ReLU as if it were not there",
        why="The product with the weights is the large part of the step back. A network learns that way, too, a "
        "little "
        "worse, so nothing shows.",
        next="A unit whose z is negative passes on 0, however it is nudged. What is the gradient of its z?",
    ),
    _backward(
        mask_of_the_gradient,
        name="ReLU of the gradient",
        looks_like="negative gradients are set to 0, whatever z was",
        why="ReLU on the way forward suggests ReLU on the way back. It is z that decides, and not the gradient.",
        next="Take a positive z and an upstream gradient of -1. What should pass?",
    ),
    _backward(
        mask_upside_down,
        name="mask upside down",
        looks_like="the gradient passes where z is negative, and stops where it is positive",
        why="It is easy to think of what the mask takes away instead of what it keeps.",
        next="Which units passed something on in the forward pass? Their gradients pass as well.",
    ),
    _backward(
        relu_instead_of_its_slope,
        name="ReLU, not its slope",
        looks_like="the gradient is multiplied by ReLU of z, and not by its slope",
        why="Both are 0 for a negative z. For a positive one the slope is 1, however large z is.",
        next="Take a z of 5 and an upstream gradient of 1. What should pass?",
    ),
    _backward(
        sign_as_mask,
        name="sign as a mask",
        looks_like="the gradient is multiplied by the sign of z",
        why="The sign is 1 where the unit is on. Where it is off, the sign is -1, and the slope is 0.",
        next="Take a z of -2. What should pass?",
    ),
    _backward(
        mask_of_the_layer_above,
        name="mask of the layer above",
        looks_like="the mask is made of the z that the gradient comes from, before the product with the weights",
        why="The index is off by one: the weights of a layer lead from the z below it to its own.",
        next="After the product with weights[layer] you stand before another z. What is its place in the list?",
    ),
    _backward(
        weights_transposed,
        name="weights transposed",
        looks_like="the gradient goes back through the transpose of the weights",
        why="The way forward had a transpose. With equal sizes both fit, and nothing complains.",
        next="A row of W belongs to the unit that the gradient comes from. Which sizes must meet in the product?",
    ),
    _backward(
        operands_swapped,
        name="operands swapped",
        looks_like="the gradients of the weights come out transposed",
        why="Both products add up over the examples. Only one of them has the shape of W.",
        next="Compare the shape of each gradient with that of its weights.",
    ),
    _backward(
        zs_instead_of_activations,
        name="z instead of activations",
        looks_like="the gradients of the weights are made with the z of the layer before, without ReLU",
        why="Both lists are at hand. A weight was multiplied by what the layer before it handed on.",
        next="Take a unit with a negative z. How does the loss feel a weight on what it hands on?",
    ),
    _backward(
        activations_of_the_layer_itself,
        name="activations of the layer itself",
        looks_like="the gradients of the weights are made with what the layer gave, not with what went into it",
        why="The index is off by one: activations begins with X, so it is one array longer than the weights.",
        next="Which array did weights[0] meet in the forward pass? Find its place in the list.",
    ),
    _backward(
        last_layer_first,
        name="last layer first",
        looks_like="the gradients come in the order in which they were found, last layer first",
        why="The loop begins at the last layer, and append puts its gradient at the beginning of the list.",
        next="Compare the shapes of the lists dL_dWs and weights, one after the other.",
    ),
    _backward(
        biases_first,
        name="biases first",
        looks_like="the gradients of the biases come back first",
        why="Two lists go out, and nothing in their names says which is the first.",
        next="Read the Returns part of the docstring again, and compare the order.",
    ),
    _backward(
        weights_only,
        name="weights only",
        looks_like="the gradients of the biases do not come back",
        why="The weights are most of the work and most of the numbers.",
        next="Two lists belong behind return, with a comma between them.",
    ),
    _backward(
        a_pair_for_each_layer,
        name="a pair for each layer",
        looks_like="there is one list, with a pair of gradients for each layer",
        why="It keeps together what belongs together. Here two lists are asked for, one of weights and one of "
        "biases.",
        next="Read the Returns part of the docstring again: how many lists, and what is in each?",
    ),
    _backward(
        first_layer_left_out,
        name="first layer left out",
        looks_like="the gradients of the first layer are missing",
        why="range stops before its last number, and the step back to the layer before is not needed there.",
        next="Count the arrays in dL_dWs and in weights.",
    ),
    _backward(
        gradient_not_handed_on,
        name="gradient not handed on",
        looks_like="each layer begins anew with the gradient at the output",
        why="Two variables where one is enough: the gradient that a layer gets is the one that the last round made.",
        next="With two layers it is right. Give it three: which gradient goes into the second round of your loop?",
    ),
    _backward(
        three_layers,
        name="three layers written in",
        looks_like="it is written for three layers, and other networks stop it",
        why="The network that you know has three layers. Here the lists say how many there are.",
        next="Give it a network of two layers. A loop over the weights, backwards, serves every depth.",
    ),
)
