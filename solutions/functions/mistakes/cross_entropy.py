"""Known mistakes in ``binary_cross_entropy(y_pred, y_target)`` and in its gradient."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def logarithm_of_zero(y_pred, y_target):
    return -np.mean(y_target * np.log(y_pred) + (1 - y_target) * np.log(1 - y_pred))


def infinite_where_wrong(y_pred, y_target):
    return -np.mean(np.log(np.where(y_target == 1, y_pred, 1 - y_pred)))


def infinite_becomes_zero(y_pred, y_target):
    p = np.where(y_target == 1, y_pred, 1 - y_pred)
    return -np.mean(np.log(np.where(p > 0, p, 1.0)))


def no_half_forgotten(y_pred, y_target):
    p = np.clip(y_pred, 1e-12, 1 - 1e-12)
    return -np.mean(y_target * np.log(p))


def yes_half_forgotten(y_pred, y_target):
    p = np.clip(y_pred, 1e-12, 1 - 1e-12)
    return -np.mean((1 - y_target) * np.log(1 - p))


def sign_lost(y_pred, y_target):
    p = np.clip(y_pred, 1e-12, 1 - 1e-12)
    return np.mean(y_target * np.log(p) + (1 - y_target) * np.log(1 - p))


def minus_between(y_pred, y_target):
    p = np.clip(y_pred, 1e-12, 1 - 1e-12)
    return -np.mean(y_target * np.log(p) - (1 - y_target) * np.log(1 - p))


def added_up(y_pred, y_target):
    p = np.clip(y_pred, 1e-12, 1 - 1e-12)
    return -np.sum(y_target * np.log(p) + (1 - y_target) * np.log(1 - p))


def divided_by_examples(y_pred, y_target):
    p = np.clip(y_pred, 1e-12, 1 - 1e-12)
    return -np.sum(y_target * np.log(p) + (1 - y_target) * np.log(1 - p)) / len(y_pred)


def yes_and_no_swapped(y_pred, y_target):
    p = np.clip(y_pred, 1e-12, 1 - 1e-12)
    return -np.mean((1 - y_target) * np.log(p) + y_target * np.log(1 - p))


def weighted_by_itself(y_pred, y_target):
    p = np.clip(y_pred, 1e-12, 1 - 1e-12)
    return -np.mean(p * np.log(p) + (1 - p) * np.log(1 - p))


def logarithm_to_base_two(y_pred, y_target):
    p = np.clip(y_pred, 1e-12, 1 - 1e-12)
    return -np.mean(y_target * np.log2(p) + (1 - y_target) * np.log2(1 - p))


def no_logarithm(y_pred, y_target):
    return np.mean(np.abs(y_pred - y_target))


def squared(y_pred, y_target):
    return np.mean((y_pred - y_target) ** 2)


def one_for_each_row(y_pred, y_target):
    p = np.clip(y_pred, 1e-12, 1 - 1e-12)
    return -np.mean(y_target * np.log(p) + (1 - y_target) * np.log(1 - p), axis=-1)


_forward = partial(Mistake, "binary_cross_entropy")
_FORWARD = (
    _forward(
        logarithm_of_zero,
        name="logarithm of 0",
        looks_like="the formula is right, and a probability of exactly 0 or 1 gives NaN or infinite",
        why="On paper 0 times the logarithm of 0 is left out. A computer multiplies 0 by minus infinite, and that "
        "is NaN. A sigmoid does give exactly 1 for a score of 40.",
        next="Keep the probabilities away from 0 and 1 by something tiny, before you take a logarithm.",
    ),
    _forward(
        infinite_where_wrong,
        name="infinite where it is wrong",
        looks_like="a probability of exactly 0 for the right answer makes the loss infinite",
        why="That is what the formula says, and nothing can be learned from an infinite loss: every mean with it is "
        "infinite, too.",
        next="Keep the probabilities away from 0 and 1 by something tiny, before you take a logarithm.",
    ),
    _forward(
        infinite_becomes_zero,
        name="infinite turned into 0",
        looks_like="where the logarithm would be infinite, the loss is set to 0",
        why="The infinite loss is gone. But the worst answer of all, sure and wrong, costs nothing now.",
        next="Compare the loss of a right answer that was given 0.000001 with one that was given 0. Which should be "
        "larger?",
    ),
    _forward(
        no_half_forgotten,
        name="only where the target is 1",
        looks_like="only entries with the target 1 have a cost",
        why="Cross-entropy of several classes has one term, since the probabilities of a row add up to 1. Here each "
        "entry is a question of its own, and a no can be wrong, too.",
        next="Take a y_pred of 0.9 with the target 0. The network is wrong: what does that cost in your function?",
    ),
    _forward(
        yes_half_forgotten,
        name="only where the target is 0",
        looks_like="only entries with the target 0 have a cost",
        why="There are two terms, one for each answer, and one of them is missing.",
        next="Take a y_pred of 0.1 with the target 1. The network is wrong: what does that cost in your function?",
    ),
    _forward(
        sign_lost,
        name="minus in front missing",
        looks_like="the minus in front is missing, so that the loss is negative",
        why="The logarithm of a probability is negative. The minus makes a cost out of it.",
        next="What is the logarithm of 0.5? A loss should not be negative.",
    ),
    _forward(
        minus_between,
        name="minus between the two terms",
        looks_like="the second term is subtracted from the first, and not added to it",
        why="The two minus signs of (1 - t) and log(1 - p) invite a third one.",
        next="Take a y_pred of 0.9 with the target 0. Is your loss negative?",
    ),
    _forward(
        added_up,
        name="sum instead of mean",
        looks_like="the costs are added up, and not averaged",
        why="Many texts write the sum. With a sum the loss grows with the number of examples.",
        next="Take four entries that cost log 2 each. What is their mean?",
    ),
    _forward(
        divided_by_examples,
        name="divided by N only",
        looks_like="the sum is divided by the number of rows, and not by the number of all entries",
        why="With several classes a row is one question. Here every entry is one, so the mean is over all of them.",
        next="Take one example with four entries that cost log 2 each. What is the mean of the four?",
    ),
    _forward(
        yes_and_no_swapped,
        name="yes and no swapped",
        looks_like="the two logarithms have changed places: what is right costs much, and what is wrong costs little",
        why="There are four parts, two with a 1 in front, and they are easily paired in the wrong way.",
        next="Take a y_pred of 0.9 with the target 1. The network is right: is your loss small?",
    ),
    _forward(
        weighted_by_itself,
        name="y_target left out",
        looks_like="the logarithms are weighted by y_pred itself, and y_target does not take part",
        why="That is the entropy of the prediction: how undecided the network is, right or wrong.",
        next="Change y_target and keep y_pred. Does your loss change?",
    ),
    _forward(
        logarithm_to_base_two,
        name="logarithm to base 2",
        looks_like="the logarithm has the base 2",
        why="In information theory that gives bits. The losses of this course, and of libraries, use the natural "
        "one.",
        next="What does an undecided answer cost, with a y_pred of 0.5: 1, or 0.69?",
    ),
    _forward(
        no_logarithm,
        name="no logarithm",
        looks_like="the distance of the probability from the target is averaged, without a logarithm",
        why="The distance says how wrong an answer is. The logarithm makes sure and wrong much more expensive than "
        "that.",
        next="What should a right answer cost that was given 0.001? The lesson says: without any limit.",
    ),
    _forward(
        squared,
        name="squared error",
        looks_like="the result is the mean squared error",
        why="It is the loss of the step before. With a sigmoid it is flat where the network is confident and wrong.",
        next="What should an answer with a y_pred of 0.5 cost: 0.25, or log 2?",
    ),
    _forward(
        one_for_each_row,
        name="one loss for each row",
        looks_like="there is one mean for each row, and not one number for all",
        why="An axis in np.mean keeps the rows apart. The loss is one number for the whole batch.",
        next="Print the shape of your result. A single number has the shape ().",
    ),
)


def not_divided(y_pred, y_target):
    return (y_pred - y_target) / (y_pred * (1 - y_pred))


def gradient_divided_by_examples(y_pred, y_target):
    return (y_pred - y_target) / (y_pred * (1 - y_pred)) / len(y_pred)


def already_at_the_score(y_pred, y_target):
    return (y_pred - y_target) / y_pred.size


def the_error_itself(y_pred, y_target):
    return y_pred - y_target


def sign_flipped(y_pred, y_target):
    return (y_target - y_pred) / (y_pred * (1 - y_pred)) / y_pred.size


def gradient_of_yes_only(y_pred, y_target):
    return -y_target / y_pred / y_pred.size


def inner_minus_lost(y_pred, y_target):
    return -(y_target / y_pred + (1 - y_target) / (1 - y_pred)) / y_pred.size


def multiplied_by_the_slope(y_pred, y_target):
    return (y_pred - y_target) * y_pred * (1 - y_pred) / y_pred.size


def of_the_squared_error(y_pred, y_target):
    return 2 * (y_pred - y_target) / y_pred.size


def half_a_denominator(y_pred, y_target):
    return (y_pred - y_target) / y_pred / y_pred.size


def brackets_missing(y_pred, y_target):
    return (y_pred - y_target) / y_pred * (1 - y_pred) / y_pred.size


def gradient_yes_and_no_swapped(y_pred, y_target):
    return (-(1 - y_target) / y_pred + y_target / (1 - y_pred)) / y_pred.size


def logarithm_kept(y_pred, y_target):
    return -(y_target * np.log(y_pred) + (1 - y_target) * np.log(1 - y_pred)) / y_pred.size


_back = partial(Mistake, "dL_dy_binary_cross_entropy")
_BACK = (
    _back(
        not_divided,
        name="mean missing",
        looks_like="the division by the number of entries is missing",
        why="The loss is a mean. So each entry counts only its share.",
        next="Take four entries. If the cost of one grows by 1, by how much does the mean grow?",
    ),
    _back(
        gradient_divided_by_examples,
        name="divided by N only",
        looks_like="the division is by the number of rows, and not by the number of all entries",
        why="With several classes a row is one question. Here every entry is one, so the mean is over all of them.",
        next="Take one example with four entries. How many costs does the mean average?",
    ),
    _back(
        already_at_the_score,
        name="the gradient at the score",
        looks_like="the result is the error, divided by the number of entries: the gradient by z, before the sigmoid",
        why="With a sigmoid before it, the gradient by the score is that short. This function stops at the "
        "probability, and the sigmoid has a way back of its own.",
        next="What is the derivative of -log(p) by p, at p = 0.5? Compare it with p - 1.",
    ),
    _back(
        the_error_itself,
        name="the error itself",
        looks_like="the result is the error, and neither a denominator nor the mean is there",
        why="With a sigmoid before it, the gradient by the score is the error. This function stops at the "
        "probability, and its loss is a mean.",
        next="What is the derivative of -log(p) by p, at p = 0.5? Then write down the mean of two costs.",
    ),
    _back(
        sign_flipped,
        name="sign flipped",
        looks_like="the sign is the wrong way round",
        why="The minus of -log is easily lost, or taken twice.",
        next="Take a y_pred of 0.5 with the target 1. If y_pred grows, does the loss grow or shrink?",
    ),
    _back(
        gradient_of_yes_only,
        name="only where the target is 1",
        looks_like="only entries with the target 1 have a gradient",
        why="Cross-entropy of several classes has one term. Here a no can be wrong, too, and has its own term.",
        next="Take a y_pred of 0.9 with the target 0. In which direction should it move?",
    ),
    _back(
        inner_minus_lost,
        name="inner minus lost",
        looks_like="both terms have the same sign: the minus inside of log(1 - p) is lost",
        why="The derivative of log(1 - p) is -1 / (1 - p). The minus comes from the inner derivative.",
        next="Take a y_pred of 0.9 with the target 0. If y_pred grows, does the loss grow or shrink?",
    ),
    _back(
        multiplied_by_the_slope,
        name="multiplied by p (1 - p)",
        looks_like="the error is multiplied by p * (1 - p), where it should be divided by it",
        why="The sigmoid's slope is p (1 - p), and it comes with its own function. In this gradient it is below the "
        "line, so that the two cancel.",
        next="Take a y_pred of 0.001 with the target 1. Should the gradient be tiny or huge?",
    ),
    _back(
        of_the_squared_error,
        name="gradient of the squared error",
        looks_like="the result is the gradient of the mean squared error",
        why="It is the loss of the step before, and it is the first that most people differentiate.",
        next="What is the derivative of -log(p) by p, at p = 0.5?",
    ),
    _back(
        half_a_denominator,
        name="factor 1 - p below the line missing",
        looks_like="the error is divided by the probability alone",
        why="Over one common denominator both p and 1 - p stand below the line.",
        next="Take a y_pred of 0.9 with the target 0. Work it out from -log(1 - p): how large is the derivative?",
    ),
    _back(
        brackets_missing,
        name="brackets below the line missing",
        looks_like="the error is divided by p and then multiplied by 1 - p",
        why="On paper a long fraction bar holds its denominator together. In Python brackets must do that.",
        next="Read your line aloud in the order in which Python computes it. What belongs below the line?",
    ),
    _back(
        gradient_yes_and_no_swapped,
        name="yes and no swapped",
        looks_like="the two terms have changed places",
        why="There are four parts, two with a 1 in front, and they are easily paired in the wrong way.",
        next="Take a y_pred of 0.9 with the target 1. The network is right: is your gradient small?",
    ),
    _back(
        logarithm_kept,
        name="the costs, not their slopes",
        looks_like="the result holds the cost of each entry, and not its slope",
        why="The loss and its gradient are made of the same two arrays. The derivative of a logarithm has none in "
        "it.",
        next="What is the derivative of log x? Then look for np.log in your function.",
    ),
)

MISTAKES = (*_FORWARD, *_BACK)
