"""Known mistakes in ``dL_dz3(y_pred, y_target)``, the gradient of the loss with respect to the scores."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def not_divided(y_pred, y_target):
    return y_pred - y_target


def divided_twice(y_pred, y_target):
    N = y_pred.shape[0]
    return (y_pred - y_target) / N / N


def only_target_divided(y_pred, y_target):
    return y_pred - y_target / y_pred.shape[0]


def divided_by_classes(y_pred, y_target):
    return (y_pred - y_target) / y_pred.shape[1]


def divided_by_entries(y_pred, y_target):
    return (y_pred - y_target) / y_pred.size


def sign_flipped(y_pred, y_target):
    return (y_target - y_pred) / y_pred.shape[0]


def sign_flipped_not_divided(y_pred, y_target):
    return y_target - y_pred


def target_left_out(y_pred, y_target):
    return y_pred / y_pred.shape[0]


def stops_at_y_pred(y_pred, y_target):
    return -y_target / y_pred / y_pred.shape[0]


def stops_at_y_pred_not_divided(y_pred, y_target):
    return -y_target / y_pred


def right_class_only(y_pred, y_target):
    return -y_target * (1 - y_pred) / y_pred.shape[0]


def squared_error(y_pred, y_target):
    return 2 * (y_pred - y_target) / y_pred.shape[0]


def squared_error_not_divided(y_pred, y_target):
    return 2 * (y_pred - y_target)


def sigmoid_derivative(y_pred, y_target):
    return (y_pred - y_target) * y_pred * (1 - y_pred) / y_pred.shape[0]


def binary_cross_entropy(y_pred, y_target):
    return (y_pred - y_target) / (y_pred * (1 - y_pred)) / y_pred.shape[0]


def softmax_again(y_pred, y_target):
    exponentials = np.exp(y_pred)
    probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
    return (probabilities - y_target) / y_pred.shape[0]


def absolute_difference(y_pred, y_target):
    return np.abs(y_pred - y_target) / y_pred.shape[0]


def hard_prediction(y_pred, y_target):
    prediction = np.eye(y_pred.shape[1])[np.argmax(y_pred, axis=1)]
    return (prediction - y_target) / y_pred.shape[0]


def loss_itself(y_pred, y_target):
    return -np.sum(y_target * np.log(y_pred)) / y_pred.shape[0]


def examples_averaged(y_pred, y_target):
    return np.mean(y_pred - y_target, axis=0)


_known = partial(Mistake, "dL_dz3")

MISTAKES = (
    _known(
        not_divided,
        name="1/N missing",
        looks_like="the losses are added up instead of averaged: the factor 1/N is missing",
        why="With one example, as in the exercise by hand, N is 1 and the factor cannot be seen. Some "
        "lessons put it into the gradients of the weights; in this course it is in dL_dz3 and nowhere else. Or "
        "N is there, and is not the number of rows of the arrays that the function is given.",
        next="Write down L for two examples and differentiate it with respect to one entry of z3. What "
        "becomes of the 1/2 in front of the sum?",
    ),
    _known(
        divided_twice,
        name="1/N twice",
        looks_like="the factor 1/N is in the result twice",
        why="Lessons put the 1/N in different places, and a mean and a division together give two of them. "
        "L is one mean, so it brings one factor.",
        next="With N = 2, which share of the first example's own gradient is left in the mean: 1/2 or 1/4? "
        "Then look for the second division.",
    ),
    _known(
        only_target_divided,
        name="only y_target divided by N",
        looks_like="only y_target is divided by N, and y_pred is not",
        why="Python divides before it subtracts, as on paper: a - b / N is a - (b / N).",
        next="Read your line aloud in the order in which Python computes it. What has to happen first, and how do "
        "you tell Python so?",
    ),
    _known(
        divided_by_classes,
        name="divided by the number of classes",
        looks_like="the division is by the number of classes, not by the number of examples",
        why="Both are sizes of the same array, and one index is quickly taken for the other.",
        next="Write the shape of y_pred, (N, n3), next to your code. A row is an example: which of the two "
        "sizes counts the rows?",
    ),
    _known(
        divided_by_entries,
        name="divided by the number of entries",
        looks_like="the division is by the number of all entries, N times n3, and not by N",
        why="A mean over a whole array averages over the classes, too. The loss adds up over the classes "
        "and averages over the examples only.",
        next="Take two examples and three classes. How many losses does L average: two or six?",
    ),
    _known(
        sign_flipped,
        name="sign flipped",
        looks_like="the sign is the wrong way round",
        why="The minus of -log is easily lost, and many texts define an error as target minus prediction. "
        "The gradient points to where the loss grows.",
        next="Take a y_pred of [0.5, 0.5, 0] with the target [0, 1, 0]. A higher score for the first class "
        "makes the loss larger: which sign must the first entry have?",
    ),
    _known(
        sign_flipped_not_divided,
        name="sign flipped, 1/N missing",
        looks_like="the sign is the wrong way round and the factor 1/N is missing",
        why="Target minus prediction is how many texts write an error, and with one example there is no 1/N "
        "to see. The gradient points to where the loss grows, and L is a mean.",
        next="First the sign: with the target [0, 1, 0], does a higher score for the first class raise or "
        "lower the loss? Then write down L for two examples and follow its 1/2.",
    ),
    _known(
        target_left_out,
        name="y_target left out",
        looks_like="y_target does not take part",
        why="For every class but the right one the target is 0, so most entries come out right without it.",
        next="Work out the entry of the right class for a y_pred of [0.5, 0.5, 0] and the target [0, 1, 0]: "
        "does a higher score there raise or lower the loss?",
    ),
    _known(
        stops_at_y_pred,
        name="stops at y_pred",
        looks_like="the chain rule stops at y_pred: the softmax between z3 and y_pred is left out",
        why="Differentiating the logarithm is the first link of the chain, and it feels complete. The step "
        "asks for the derivative with respect to z3, one link further back.",
        next="Go on through the softmax: write down how the right class's probability changes with its own "
        "score, and with another class's score. Multiply, and see how much cancels.",
    ),
    _known(
        stops_at_y_pred_not_divided,
        name="stops at y_pred, 1/N missing",
        looks_like="the chain rule stops at y_pred, before the softmax, and the factor 1/N is missing",
        why="Differentiating the logarithm of one example is the first link of the chain, and it feels "
        "complete. The step asks for the derivative with respect to z3, and L is a mean over the examples.",
        next="Go on through the softmax: how does the right class's probability change with its own score, "
        "and with another's? Then write down L for two examples and follow its 1/2.",
    ),
    _known(
        right_class_only,
        name="only the right class",
        looks_like="only the entry of the right class has a gradient, and the other classes get 0",
        why="The loss reads only one probability, so it seems that only one score matters; the diagonal of "
        "the softmax's derivative alone gives the same. But all scores share one denominator.",
        next="Take the scores [3, 3, -1], the second class being right, and raise the first score a little. "
        "What happens to the second probability, and so to the loss?",
    ),
    _known(
        squared_error,
        name="factor 2 of a squared error",
        looks_like="there is a factor 2, as the derivative of a squared error has it",
        why="The squared error is the first loss that most people differentiate. Cross-entropy has no square in it.",
        next="Differentiate -log(y_pred) through the softmax for one entry on paper, and look where a 2 "
        "could come from.",
    ),
    _known(
        squared_error_not_divided,
        name="factor 2, 1/N missing",
        looks_like="there is a factor 2, as from a squared error, and the factor 1/N is missing",
        why="The squared error of one example is the first loss that most people differentiate. Here the "
        "loss is a cross-entropy, without a square, and a mean over the examples.",
        next="Differentiate -log(y_pred) through the softmax for one entry and look where a 2 could come "
        "from. Then write down L for two examples and follow its 1/2.",
    ),
    _known(
        sigmoid_derivative,
        name="extra derivative of a sigmoid",
        looks_like="the result has an extra factor y_pred * (1 - y_pred), the derivative of a sigmoid",
        why="Behind a sigmoid and a squared error that factor is right. With softmax and cross-entropy, "
        "y_pred cancels against the 1/y_pred of the logarithm, and no product is left.",
        next="For the right class, write the derivatives d(-log(y_pred))/dy_pred and dy_pred/dz3 next to "
        "each other. Multiply: what is left?",
    ),
    _known(
        binary_cross_entropy,
        name="binary cross-entropy",
        looks_like="the loss is differentiated as a binary cross-entropy, and with respect to y_pred instead of z3",
        why="Problems with two classes are taught first, and there the target and 1 - target have a "
        "logarithm each. Here a row holds several classes and the loss has one logarithm, of the right "
        "class's probability.",
        next="Write down this course's loss for one example with the target [0, 1, 0], and differentiate it "
        "through the softmax, with respect to the three scores.",
    ),
    _known(
        softmax_again,
        name="softmax applied again",
        looks_like="softmax is applied to y_pred once more",
        why="The forward pass ends in a softmax, so it is natural to begin the way back with one. But "
        "y_pred is its result already.",
        next="Add up a row of y_pred. Does it still have to be turned into probabilities?",
    ),
    _known(
        absolute_difference,
        name="absolute difference",
        looks_like="the absolute value of the difference is taken, so that no entry is negative",
        why="An error feels like a size, and sizes are positive. A gradient needs its sign, which says in "
        "which direction the loss grows.",
        next="For a y_pred of [0.5, 0.5, 0] and the target [0, 1, 0], say for every score whether raising it "
        "raises or lowers the loss, and compare the signs.",
    ),
    _known(
        hard_prediction,
        name="argmax instead of probabilities",
        looks_like="the probabilities are turned into a choice of one class first, with 1 for it and 0 for the rest",
        why="Accuracy is counted like that. The loss also depends on how sure the network is, so an answer "
        "that is right with a probability of 0.6 still has a gradient.",
        next="Compare the losses of [0.6, 0.4] and [0.9, 0.1] when the first class is right. Then find the "
        "line after which your code cannot tell them apart.",
    ),
    _known(
        loss_itself,
        name="the loss, not its gradient",
        looks_like="the result is the loss itself, one number, and not its gradient",
        why="Both are made of the same two arrays, and the name dL_dz3 can be read as 'the loss at layer 3'.",
        next="Write down the shape of z3: the gradient has one derivative for each of its entries. Then ask "
        "for one entry: how does L change with it?",
    ),
    _known(
        examples_averaged,
        name="examples averaged into one row",
        looks_like="the rows of all examples are averaged into one",
        why="L is a mean over the examples, so taking a mean looks right. But every example has scores of "
        "its own, and so a row of derivatives of its own; the examples meet later, in the weights.",
        next="Write the shape of z3 next to the shape of your result: they must be equal. Which part of a "
        "mean may stay if the N rows are kept apart?",
    ),
)
