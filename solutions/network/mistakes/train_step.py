"""Known mistakes in ``train_step(weights, biases, X, y_target, learning_rate)``, one step downhill."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def uphill(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer] + learning_rate * dL_dz.T @ activations[layer])
        new_biases.insert(0, biases[layer] + learning_rate * dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, loss


def rate_left_out(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer] - dL_dz.T @ activations[layer])
        new_biases.insert(0, biases[layer] - dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, loss


def rate_divides(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer] - dL_dz.T @ activations[layer] / learning_rate)
        new_biases.insert(0, biases[layer] - dL_dz.sum(axis=0) / learning_rate)
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, loss


def biases_stay(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
        new_biases.insert(0, biases[layer])
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, loss


def weights_stay(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer])
        new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, loss


def nothing_moves(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer])
        new_biases.insert(0, biases[layer])
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, loss


def rate_on_the_weights_alone(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
        new_biases.insert(0, biases[layer] - dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, loss


def gradients_returned(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, dL_dz.T @ activations[layer])
        new_biases.insert(0, dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, loss


def steps_returned(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, -learning_rate * dL_dz.T @ activations[layer])
        new_biases.insert(0, -learning_rate * dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, loss


def loss_after_the_step(weights, biases, X, y_target, learning_rate):
    def forward(weights, biases):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        return zs, activations

    zs, activations = forward(weights, biases)
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
        new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    y_pred = forward(new_weights, new_biases)[1][-1]
    return new_weights, new_biases, -np.mean(np.log(np.sum(y_pred * y_target, axis=1)))


def new_weights_on_the_way_back(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
        new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ new_weights[0]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, loss


def weights_averaged_with_the_step(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, (1 - learning_rate) * weights[layer] + learning_rate * dL_dz.T @ activations[layer])
        new_biases.insert(0, (1 - learning_rate) * biases[layer] + learning_rate * dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, loss


def loss_first(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
        new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return loss, new_weights, new_biases


def without_the_loss(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
        new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases


def pairs(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
        new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return list(zip(new_weights, new_biases, strict=True)), loss


def loss_added_up(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
        new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, loss * len(X)


def prediction_for_the_loss(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
        new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, activations[-1]


def step_divided_again(weights, biases, X, y_target, learning_rate):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0.0))
    exponentials = np.exp(zs[-1])
    activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
    dL_dz = (activations[-1] - y_target) / len(X)
    new_weights, new_biases = [], []
    for layer in reversed(range(len(weights))):
        new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer] / len(X))
        new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0) / len(X))
        dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
    return new_weights, new_biases, loss


_train_step = partial(Mistake, "train_step")

MISTAKES = (
    _train_step(
        uphill,
        name="uphill",
        looks_like="the step goes along the gradient, not against it",
        why="A plus looks friendlier than a minus. The gradient points to where the loss rises.",
        next="Take ten steps, and print the loss of each. Which way does it go?",
    ),
    _train_step(
        rate_left_out,
        name="rate left out",
        looks_like="the whole gradient is subtracted, without the learning rate",
        why="The gradient says in which direction to go, and it is tempting to go all the way.",
        next="Call it with two rates. Are the new weights different?",
    ),
    _train_step(
        rate_divides,
        name="divided by the rate",
        looks_like="the gradient is divided by the learning rate",
        why="A product and a quotient differ by one character, and at a rate of 1 by nothing.",
        next="A smaller rate means a smaller step. Is yours smaller at 0.1 than at 1?",
    ),
    _train_step(
        biases_stay,
        name="biases stay",
        looks_like="the weights take their step, and the biases come back as they were",
        why="The weights are most of the numbers, and the loss falls without the biases, too.",
        next="Compare the biases before and after a step.",
    ),
    _train_step(
        weights_stay,
        name="weights stay",
        looks_like="the biases take their step, and the weights come back as they were",
        why="The new weights were computed and not kept, or the old list was returned.",
        next="Compare the weights before and after a step.",
    ),
    _train_step(
        nothing_moves,
        name="nothing moves",
        looks_like="weights and biases come back as they were",
        why="The new ones were computed and not kept, or the old lists were returned.",
        next="Compare the weights before and after a step. What do you do with what you compute?",
    ),
    _train_step(
        rate_on_the_weights_alone,
        name="rate on the weights alone",
        looks_like="the biases take the whole gradient, without the learning rate",
        why="The line for the biases was written second, and a part of it was left out.",
        next="Call it with a rate of 0. Is anything different afterwards?",
    ),
    _train_step(
        gradients_returned,
        name="gradients returned",
        looks_like="the gradients come back in the place of the new weights and biases",
        why="They are the fruit of the whole way back. The step itself is one line more.",
        next="Call it with a rate of 0. What should come back then?",
    ),
    _train_step(
        steps_returned,
        name="steps returned",
        looks_like="the steps come back, and not where they lead to",
        why="How far to go is the interesting part. From where is easily forgotten.",
        next="Call it with a rate of 0. What should come back then?",
    ),
    _train_step(
        loss_after_the_step,
        name="loss after the step",
        looks_like="the loss is that of the new weights",
        why="It is natural to ask how good the network is by now. That takes a second forward pass. The first one "
        "gives the loss before the step for nothing.",
        next="Call it with two rates. Should the loss that comes back depend on the rate?",
    ),
    _train_step(
        new_weights_on_the_way_back,
        name="new weights on the way back",
        looks_like="the gradient goes back through weights that have already taken their step",
        why="Gradient and step share one loop, and the step came first. All gradients belong to the old weights.",
        next="With one layer it is right. First find all gradients, then change the weights.",
    ),
    _train_step(
        weights_averaged_with_the_step,
        name="moving average",
        looks_like="weights and gradient are averaged, as in a running mean",
        why="Such a line keeps something old and adds something new, and so does a step downhill. The old weights "
        "are "
        "kept in full.",
        next="Give it a perfect prediction, whose gradient is 0. Should the weights shrink?",
    ),
    _train_step(
        loss_first,
        name="loss first",
        looks_like="the loss comes back first",
        why="Three things come back, and nothing in the call says in which order.",
        next="Read the Returns part of the docstring again, and compare the order.",
    ),
    _train_step(
        without_the_loss,
        name="loss not returned",
        looks_like="the loss does not come back",
        why="For the step it is not needed: the gradient is found without its value.",
        next="Three things belong behind return. Which is the third?",
    ),
    _train_step(
        pairs,
        name="a pair for each layer",
        looks_like="there is one list, with a pair of weights and biases for each layer",
        why="It keeps together what belongs together. Here two lists are asked for, as they came in.",
        next="Read the Returns part of the docstring again: how many lists, and what is in each?",
    ),
    _train_step(
        loss_added_up,
        name="loss added up",
        looks_like="the loss is the sum over the examples, not their mean",
        why="The sum of a batch is what an epoch adds up. One step gives the mean of its own examples.",
        next="What does your function loss give for the same examples?",
    ),
    _train_step(
        prediction_for_the_loss,
        name="prediction for the loss",
        looks_like="the predictions come back in the place of the loss",
        why="They are the last thing that the forward pass gives. The loss is one number made of them.",
        next="Which of your functions makes one number of predictions and targets?",
    ),
    _train_step(
        step_divided_again,
        name="1/N twice",
        looks_like="the step is divided by the number of examples once more",
        why="The 1/N is in the gradients already: it came in at the output.",
        next="Give it the same example twice. Should the step be half as long?",
    ),
)
