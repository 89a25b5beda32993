"""Known mistakes in ``mean_squared_error(y_pred, y_target)`` and in its gradient."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def added_up(y_pred, y_target):
    return np.sum((y_pred - y_target) ** 2)


def halved(y_pred, y_target):
    return 0.5 * np.mean((y_pred - y_target) ** 2)


def divided_by_examples(y_pred, y_target):
    return np.sum((y_pred - y_target) ** 2) / len(y_pred)


def absolute_error(y_pred, y_target):
    return np.mean(np.abs(y_pred - y_target))


def root_taken(y_pred, y_target):
    return np.sqrt(np.mean((y_pred - y_target) ** 2))


def mean_first(y_pred, y_target):
    return np.mean(y_pred - y_target) ** 2


def not_squared(y_pred, y_target):
    return np.mean(y_pred - y_target)


def squares_subtracted(y_pred, y_target):
    return np.mean(y_pred**2 - y_target**2)


def one_for_each_row(y_pred, y_target):
    return np.mean((y_pred - y_target) ** 2, axis=-1)


def not_averaged(y_pred, y_target):
    return (y_pred - y_target) ** 2


def doubled_not_squared(y_pred, y_target):
    return np.mean(2 * (y_pred - y_target))


_forward = partial(Mistake, "mean_squared_error")
_FORWARD = (
    _forward(
        added_up,
        name="sum instead of mean",
        looks_like="the squares are added up, and not averaged",
        why="Many texts write the sum and mention the mean later. With a sum the loss grows with the number of "
        "examples.",
        next="Take four errors of 1. What is the mean of their squares?",
    ),
    _forward(
        halved,
        name="factor one half",
        looks_like="the result is half of the mean",
        why="Some texts put a 1/2 in front, so that the 2 of the derivative cancels. In this course there is none "
        "here.",
        next="Take one error of 2. What is the mean of its square?",
    ),
    _forward(
        divided_by_examples,
        name="divided by N only",
        looks_like="the sum is divided by the number of rows, and not by the number of all entries",
        why="The mean over the examples is what backprop uses. Here the mean is over all entries, so n is in it, "
        "too.",
        next="Take one example with four errors of 1. What is the mean of the four squares?",
    ),
    _forward(
        absolute_error,
        name="absolute error",
        looks_like="the sizes of the errors are averaged, and not their squares",
        why="It is another loss, the mean absolute error. For errors of 1 the two agree.",
        next="Take one error of 3. What is its square?",
    ),
    _forward(
        root_taken,
        name="root taken",
        looks_like="the root of the mean is returned",
        why="The root has the unit of the target, so people like to report it. The loss that is trained with has "
        "none.",
        next="Take one error of 3. What is the mean of its square, without a root?",
    ),
    _forward(
        mean_first,
        name="mean before square",
        looks_like="the errors are averaged first, and the mean is squared",
        why="The two brackets are easily swapped. Then errors of opposite signs cancel.",
        next="Take the errors 1 and -1. Both are wrong by 1: is the loss 0?",
    ),
    _forward(
        not_squared,
        name="not squared",
        looks_like="the errors are averaged as they are, with their signs",
        why="Without a square, errors of opposite signs cancel, and the loss can be negative.",
        next="Take the errors 1 and -1. Both are wrong by 1: is the loss 0?",
    ),
    _forward(
        squares_subtracted,
        name="squares subtracted",
        looks_like="both arrays are squared first, and subtracted afterwards",
        why="Python squares before it subtracts, unless brackets say otherwise.",
        next="Take a y_pred of 3 and a y_target of 1. What is the error, and what is its square?",
    ),
    _forward(
        one_for_each_row,
        name="one loss for each row",
        looks_like="there is one mean for each row, and not one number for all",
        why="An axis in np.mean keeps the rows apart. The loss is one number for the whole batch.",
        next="Print the shape of your result. A single number has the shape ().",
    ),
    _forward(
        not_averaged,
        name="not averaged",
        looks_like="the squared errors are returned, and no mean is taken",
        why="Squaring is the visible part of the formula. The word mean stands in front of it.",
        next="Print the shape of your result. A single number has the shape ().",
    ),
    _forward(
        doubled_not_squared,
        name="doubled instead of squared",
        looks_like="the errors are multiplied by 2, and not squared",
        why="One star multiplies, and two stars are a power. The derivative has a factor of 2, too.",
        next="Take one error of 3. What is its square?",
    ),
)


def two_missing(y_pred, y_target):
    return (y_pred - y_target) / y_pred.size


def not_divided(y_pred, y_target):
    return 2 * (y_pred - y_target)


def gradient_divided_by_examples(y_pred, y_target):
    return 2 * (y_pred - y_target) / len(y_pred)


def divided_by_columns(y_pred, y_target):
    return 2 * (y_pred - y_target) / y_pred.shape[-1]


def neither_two_nor_mean(y_pred, y_target):
    return y_pred - y_target


def sign_flipped(y_pred, y_target):
    return 2 * (y_target - y_pred) / y_pred.size


def sizes_only(y_pred, y_target):
    return 2 * np.abs(y_pred - y_target) / y_pred.size


def still_squared(y_pred, y_target):
    return (y_pred - y_target) ** 2 / y_pred.size


def averaged_away(y_pred, y_target):
    return 2 * np.mean(y_pred - y_target)


def halved_again(y_pred, y_target):
    return 0.5 * (y_pred - y_target) / y_pred.size


def brackets_missing(y_pred, y_target):
    return 2 * y_pred - y_target / y_pred.size


def target_left_out(y_pred, y_target):
    return 2 * y_pred / y_pred.size


_back = partial(Mistake, "dL_dy_mean_squared_error")
_BACK = (
    _back(
        two_missing,
        name="factor 2 missing",
        looks_like="the factor 2, which comes down from the square, is missing",
        why="Where the loss has a 1/2 in front, the two cancel. In this course the loss has none.",
        next="What is the derivative of x squared? Then nudge one entry of y_pred by 0.001 and look at the loss.",
    ),
    _back(
        not_divided,
        name="mean missing",
        looks_like="the gradient is that of a sum of squares: the division by the number of entries is missing",
        why="The loss is a mean. Its derivative is a mean's, so each entry counts only its share.",
        next="Take four entries. If one of the squares grows by 1, by how much does the mean grow?",
    ),
    _back(
        gradient_divided_by_examples,
        name="divided by N only",
        looks_like="the division is by the number of rows, and not by the number of all entries",
        why="In backprop the mean is over the examples. Here the mean is over all entries, so n is in it, too.",
        next="Take one example with four entries. How many squares does the mean average?",
    ),
    _back(
        divided_by_columns,
        name="divided by n only",
        looks_like="the division is by the number of columns, and not by the number of all entries",
        why="Both are sizes of the same array. The mean is over the whole of it.",
        next="Take four examples with one entry each. How many squares does the mean average?",
    ),
    _back(
        neither_two_nor_mean,
        name="the error itself",
        looks_like="the result is the error itself: the factor 2 and the division by the number of entries are "
        "missing",
        why="With softmax and cross-entropy the gradient is the error. The squared error has its own factors.",
        next="Write down the loss for two entries, and differentiate it by the first. What stands in front of the "
        "error?",
    ),
    _back(
        sign_flipped,
        name="sign flipped",
        looks_like="the sign is the wrong way round",
        why="Squared, the order of a difference does not matter. In the derivative it does.",
        next="Take a y_pred of 3 and a target of 1. If y_pred grows, does the loss grow or shrink?",
    ),
    _back(
        sizes_only,
        name="absolute value",
        looks_like="the sizes of the errors are taken, so that no entry is negative",
        why="A loss has no sign, and a gradient has one: it says in which direction the loss grows.",
        next="Take a y_pred of 1 and a target of 3. If y_pred grows, does the loss grow or shrink?",
    ),
    _back(
        still_squared,
        name="the square kept",
        looks_like="the squared errors are divided by their number, which is the loss and not its gradient",
        why="The loss and its gradient are made of the same parts. The derivative of a square has no square in it.",
        next="Take an error of -3. Can the gradient be positive there?",
    ),
    _back(
        averaged_away,
        name="one number for all",
        looks_like="the mean of the gradient is returned, one number for all entries",
        why="There is a mean in the loss. Its derivative has a part for each entry: the mean becomes a division.",
        next="Write down the shape of y_pred. The gradient has one number for each of its entries.",
    ),
    _back(
        halved_again,
        name="halved instead of doubled",
        looks_like="the factor is one half where it should be 2",
        why="Differentiating a square brings the 2 down from the exponent into the front, as a factor.",
        next="What is the derivative of x squared at x = 3? Nudge x by 0.001 and look.",
    ),
    _back(
        brackets_missing,
        name="brackets missing",
        looks_like="only y_pred is multiplied by 2, and only y_target is divided",
        why="Python multiplies and divides before it subtracts, as on paper.",
        next="Read your line aloud in the order in which Python computes it. What has to happen first?",
    ),
    _back(
        target_left_out,
        name="y_target left out",
        looks_like="y_target does not take part",
        why="Where a target is 0, it does not show.",
        next="Take a y_pred that equals its target. The loss is at its lowest: what must the gradient be?",
    ),
)

MISTAKES = (*_FORWARD, *_BACK)
