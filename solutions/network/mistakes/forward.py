"""Known mistakes in ``forward(X, weights, biases)``, which returns all zs and all activations."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def relu_at_the_end(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    return zs, activations


def relu_before_softmax(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(activations[-1] - activations[-1].max(axis=1, keepdims=True))
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return zs, activations


def scores_at_the_end(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    activations[-1] = zs[-1]
    return zs, activations


def softmax_everywhere(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        exponentials = np.exp(zs[-1] - zs[-1].max(axis=1, keepdims=True))
        activations.append(exponentials / exponentials.sum(axis=1, keepdims=True))
    return zs, activations


def no_relu(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(zs[-1])
    exponentials = np.exp(zs[-1] - zs[-1].max(axis=1, keepdims=True))
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return zs, activations


def softmax_down_the_columns(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1] - zs[-1].max())
    activations[-1] = exponentials / exponentials.sum(axis=0)
    return zs, activations


def softmax_over_everything(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1] - zs[-1].max())
    activations[-1] = exponentials / exponentials.sum()
    return zs, activations


def largest_score_per_row_kept_apart(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.max(axis=1, keepdims=True)
    return zs, activations


def without_biases(X, weights, biases):
    zs, activations = [], [X]
    for W in weights:
        zs.append(activations[-1] @ W.T)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1] - zs[-1].max(axis=1, keepdims=True))
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return zs, activations


def biases_subtracted(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T - b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1] - zs[-1].max(axis=1, keepdims=True))
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return zs, activations


def biases_after_relu(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T)
        activations.append(np.maximum(zs[-1], 0.0) + b)
    exponentials = np.exp(zs[-1] + biases[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return zs, activations


def not_transposed(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1] - zs[-1].max(axis=1, keepdims=True))
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return zs, activations


def zs_hand_on(X, weights, biases):
    zs, activations, z = [], [X], X
    for W, b in zip(weights, biases, strict=True):
        z = z @ W.T + b
        zs.append(z)
        activations.append(np.maximum(z, 0.0))
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return zs, activations


def zs_after_relu(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(np.maximum(activations[-1] @ W.T + b, 0.0))
        activations.append(zs[-1])
    z = activations[-2] @ weights[-1].T + biases[-1]
    zs[-1] = z
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return zs, activations


def without_x(X, weights, biases):
    zs, activations, a = [], [], X
    for W, b in zip(weights, biases, strict=True):
        zs.append(a @ W.T + b)
        a = np.maximum(zs[-1], 0.0)
        activations.append(a)
    exponentials = np.exp(zs[-1] - zs[-1].max(axis=1, keepdims=True))
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return zs, activations


def x_among_the_zs(X, weights, biases):
    zs, activations = [X], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1] - zs[-1].max(axis=1, keepdims=True))
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return zs, activations


def activations_first(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1] - zs[-1].max(axis=1, keepdims=True))
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return activations, zs


def prediction_only(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def three_layers(X, weights, biases):
    (W1, W2, W3), (b1, b2, b3) = weights, biases
    z1 = X @ W1.T + b1
    a1 = np.maximum(0.0, z1)
    z2 = a1 @ W2.T + b2
    a2 = np.maximum(0.0, z2)
    z3 = a2 @ W3.T + b3
    exponentials = np.exp(z3 - z3.max(axis=1, keepdims=True))
    return [z1, z2, z3], [X, a1, a2, exponentials / exponentials.sum(axis=1, keepdims=True)]


_forward = partial(Mistake, "forward")

MISTAKES = (
    _forward(
        relu_at_the_end,
        name="no softmax",
        looks_like="the last layer ends with ReLU, as the layers before it do",
        why="In the loop all layers look alike. The last one is different: its scores become probabilities.",
        next="Print the last activations. Does each row add up to 1?",
    ),
    _forward(
        relu_before_softmax,
        name="ReLU before softmax",
        looks_like="the last scores go through ReLU, and then through softmax",
        why="ReLU stands in the loop, so it meets every layer. A negative score is then as good as a score of 0.",
        next="Take scores of -5 and -1. The second class is the likelier one: is it still after your last layer?",
    ),
    _forward(
        scores_at_the_end,
        name="scores at the end",
        looks_like="the last activations are the scores themselves, without softmax",
        why="It is correct that ReLU is left out at the end, but something else belongs in its place.",
        next="Print the last activations. Probabilities are positive, and each row of them adds up to 1.",
    ),
    _forward(
        softmax_everywhere,
        name="softmax in every layer",
        looks_like="every layer ends with softmax, the hidden ones too",
        why="One function for all layers is the shortest loop. Softmax shares out one unit of probability, and a "
        "hidden "
        "layer has none to share.",
        next="Which layer speaks of classes? Only that one ends with softmax, the others end with ReLU.",
    ),
    _forward(
        no_relu,
        name="no ReLU",
        looks_like="the hidden layers hand on their pre-activations, without ReLU",
        why="The product with the weights is the large part of a layer, and the small part after it is easily "
        "forgotten. "
        "Without it all layers together are one.",
        next="Print an activation of a hidden layer. Are there negative numbers in it?",
    ),
    _forward(
        softmax_down_the_columns,
        name="softmax down the columns",
        looks_like="softmax is taken down each column, over the examples",
        why="axis=0 goes down the rows of an array. The classes of one example stand side by side, along axis 1.",
        next="Add up each row of the last activations. What should come out, and what does?",
    ),
    _forward(
        softmax_over_everything,
        name="softmax over everything",
        looks_like="softmax divides by the sum over all examples and classes",
        why="A sum without an axis adds up the whole array. With one example that is the same.",
        next="Give it two examples. Each of them has probabilities of its own, which add up to 1.",
    ),
    _forward(
        largest_score_per_row_kept_apart,
        name="divided by the largest",
        looks_like="the exponentials are divided by the largest of their row, not by their sum",
        why="The largest score of a row is subtracted in many programs, so that exp cannot overflow. The division is "
        "another step.",
        next="Add up each row of the last activations. What should come out?",
    ),
    _forward(
        without_biases,
        name="biases left out",
        looks_like="the biases are not added",
        why="The product takes all of the attention. With biases of 0, as many networks start, nothing shows.",
        next="Give it an X of zeros. What should the first z be then?",
    ),
    _forward(
        biases_subtracted,
        name="biases subtracted",
        looks_like="the biases are subtracted",
        why="Some books speak of a threshold, which is subtracted. A bias is added.",
        next="Give it an X of zeros and a bias of 2. What should the first z be?",
    ),
    _forward(
        biases_after_relu,
        name="biases after ReLU",
        looks_like="the biases are added behind the ReLU",
        why="The order of the two looks like a matter of taste. A bias decides where a ReLU begins, so it comes "
        "first.",
        next="Take a product of -1 and a bias of 3. What does a unit pass on then: 2 or 3?",
    ),
    _forward(
        not_transposed,
        name="weights not transposed",
        looks_like="the weights are used as they are, where their transpose is needed",
        why="With as many units in every layer the shapes fit both ways, and nothing complains.",
        next="A row of W belongs to one unit, and a row of X to one example. Which sizes must meet in the product?",
    ),
    _forward(
        zs_hand_on,
        name="z handed on",
        looks_like="each layer is given the z of the layer before, not its activations",
        why="Both are at hand in the loop. ReLU is computed and kept, and the next layer never sees it.",
        next="Take a z of -1 in the first layer. What should the second layer get from this unit?",
    ),
    _forward(
        zs_after_relu,
        name="zs after ReLU",
        looks_like="the list zs holds what ReLU made of the pre-activations",
        why="One variable for both saves a line. On the way back the mask needs z itself, before ReLU.",
        next="Print zs. Are there negative numbers among those of the hidden layers?",
    ),
    _forward(
        without_x,
        name="X missing",
        looks_like="the list of activations begins with the first hidden layer, and X is not in it",
        why="X is given and not computed. On the way back it is the activation that the first weights met.",
        next="Count: how many arrays are in zs, and how many should be in activations?",
    ),
    _forward(
        x_among_the_zs,
        name="X among the zs",
        looks_like="X stands at the beginning of both lists",
        why="The two lists then have the same length, which looks tidy. No layer has X for its pre-activations.",
        next="Count the layers, and the arrays in zs. How many should there be?",
    ),
    _forward(
        activations_first,
        name="order of the two lists",
        looks_like="the activations come first, and the zs second",
        why="Both are lists of arrays, and nothing in the call says which is which.",
        next="Read the Returns part of the docstring again, and compare the order.",
    ),
    _forward(
        prediction_only,
        name="prediction only",
        looks_like="only the last activations come back",
        why="For a prediction that is enough. The way back needs all the arrays on the way.",
        next="What does backward get? Everything in its arguments beside the weights comes from here.",
    ),
    _forward(
        three_layers,
        name="three layers written in",
        looks_like="it is written for three layers, and other networks stop it",
        why="The network that you know has three layers. Here the lists say how many there are.",
        next="Give it a network of two layers. A loop over the weights serves every depth.",
    ),
)
