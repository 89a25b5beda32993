"""Known mistakes in ``predict(X, weights, biases)``, the class of each example."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def probabilities(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    return np.exp(z - z.max(axis=1, keepdims=True)) / np.exp(z - z.max(axis=1, keepdims=True)).sum(
        axis=1, keepdims=True
    )


def largest_probability(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    return np.max(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True), axis=1)


def largest_score(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    return z.max(axis=1)


def down_the_columns(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    return z.argmax(axis=0)


def over_everything(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    return z.argmax()


def counted_from_one(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    return z.argmax(axis=1) + 1


def least_likely(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    return z.argmin(axis=1)


def one_hot(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    return np.eye(z.shape[1])[z.argmax(axis=1)]


def as_a_column(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    return z.argmax(axis=1).reshape(-1, 1)


def rounded(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    return np.round(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))


def yes_or_no(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    return (np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))[:, -1] > 0.5


def largest_size(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    return np.abs(z).argmax(axis=1)


def relu_first(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        z = a @ W.T + b
        a = np.maximum(z, 0.0)
    return a.argmax(axis=1)


def without_relu(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        a = a @ W.T + b
    return a.argmax(axis=1)


def without_biases(X, weights, biases):
    a = X
    for W in weights:
        z = a @ W.T
        a = np.maximum(z, 0.0)
    return z.argmax(axis=1)


def last_layer_alone(X, weights, biases):
    return (X @ weights[-1].T + biases[-1]).argmax(axis=1)


def last_hidden_layer(X, weights, biases):
    a = X
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        a = np.maximum(a @ W.T + b, 0.0)
    return a.argmax(axis=1)


_predict = partial(Mistake, "predict")

MISTAKES = (
    _predict(
        probabilities,
        name="all probabilities",
        looks_like="all probabilities come back, not the class",
        why="The forward pass ends with them, and that looks like a prediction.",
        next="How many numbers should there be for each example? Compare the shapes.",
    ),
    _predict(
        largest_probability,
        name="largest probability",
        looks_like="the largest probability itself comes back, and not its place",
        why="max and argmax differ by three letters. The one gives the value, the other says where it is.",
        next="Is your answer something that could be compared with the number of a class?",
    ),
    _predict(
        largest_score,
        name="largest score",
        looks_like="the largest score itself comes back, and not its place",
        why="max and argmax differ by three letters. The one gives the value, the other says where it is.",
        next="Is your answer something that could be compared with the number of a class?",
    ),
    _predict(
        down_the_columns,
        name="down the columns",
        looks_like="the largest is looked for down each column, over the examples",
        why="axis=0 goes down the rows. The classes of one example stand side by side, along axis 1.",
        next="How many examples are there, and how many numbers do you return?",
    ),
    _predict(
        over_everything,
        name="one for all",
        looks_like="the largest of the whole array is looked for, so that one number comes back",
        why="argmax without an axis looks through the whole array, as if it were one row.",
        next="How many examples are there, and how many numbers do you return?",
    ),
    _predict(
        counted_from_one,
        name="counted from 1",
        looks_like="the classes are counted from 1",
        why="People count from 1, Python counts from 0. The digit 0 is the class 0.",
        next="If the first class is the likeliest, which number should come back?",
    ),
    _predict(
        least_likely,
        name="least likely class",
        looks_like="the class with the smallest probability comes back",
        why="A loss is to be small, and a probability is to be large. The two are easily mixed up.",
        next="Print the probabilities of one example, and look which of them your answer points to.",
    ),
    _predict(
        one_hot,
        name="one-hot rows",
        looks_like="the answer is written in the way of y_target, with a 1 for the class",
        why="y_target looks like that. Here the number of the class is asked for.",
        next="How many numbers should there be for each example?",
    ),
    _predict(
        as_a_column,
        name="as a column",
        looks_like="the classes stand below each other, in an array with two axes",
        why="Rows are examples, and each has one number. With two axes a comparison with the labels gives a table.",
        next="Print the shape of your answer. It should be (N,).",
    ),
    _predict(
        rounded,
        name="rounded probabilities",
        looks_like="the probabilities are rounded to 0 or 1",
        why="For yes or no that is usual. With more classes the likeliest may have less than one half.",
        next="Take the probabilities 0.4, 0.35 and 0.25. Which class is it?",
    ),
    _predict(
        yes_or_no,
        name="yes or no",
        looks_like="it asks whether the last class is more likely than one half",
        why="For two classes that is usual. Here there may be more.",
        next="Take the probabilities 0.4, 0.35 and 0.25. Which class is it?",
    ),
    _predict(
        largest_size,
        name="largest size",
        looks_like="the score that is farthest from 0 decides, whatever its sign is",
        why="A large negative score is a large number, too. It says: certainly not this class.",
        next="Take the scores -5 and 1. Which class is the likelier one?",
    ),
    _predict(
        relu_first,
        name="ReLU before the choice",
        looks_like="the scores go through ReLU before the largest is looked for",
        why="ReLU stands in the loop, so it meets every layer. If all scores are negative, all of them become 0.",
        next="Take the scores -5 and -1. Which class is the likelier one?",
    ),
    _predict(
        without_relu,
        name="no ReLU",
        looks_like="the layers are multiplied without ReLU between them",
        why="The forward pass was written a second time, and a part of it was left out.",
        next="You have a function for the forward pass. What does it give that you need here?",
    ),
    _predict(
        without_biases,
        name="biases left out",
        looks_like="the biases are not added",
        why="The forward pass was written a second time, and a part of it was left out.",
        next="You have a function for the forward pass. What does it give that you need here?",
    ),
    _predict(
        last_layer_alone,
        name="last layer alone",
        looks_like="X goes straight into the last layer",
        why="The last layer is the one that speaks of classes. It is made for what the layer before hands on.",
        next="You have a function for the forward pass. Which of its arrays holds the probabilities?",
    ),
    _predict(
        last_hidden_layer,
        name="last hidden layer",
        looks_like="the largest is looked for in the last hidden layer",
        why="The index is off by one, counted from the end.",
        next="How many units has the layer that you look at, and how many classes are there?",
    ),
)
