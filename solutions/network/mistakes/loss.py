"""Known mistakes in ``loss(y_pred, y_target)``, the mean cross-entropy."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def no_minus(y_pred, y_target):
    return np.mean(np.log(np.maximum(np.sum(y_pred * y_target, axis=1), 1e-12)))


def summed(y_pred, y_target):
    return -np.sum(np.log(np.maximum(np.sum(y_pred * y_target, axis=1), 1e-12)))


def mean_over_all_entries(y_pred, y_target):
    return -np.mean(y_target * np.log(np.maximum(y_pred, 1e-12)))


def one_number_for_each_example(y_pred, y_target):
    return -np.log(np.maximum(np.sum(y_pred * y_target, axis=1), 1e-12))


def mean_squared_error(y_pred, y_target):
    return np.mean((y_pred - y_target) ** 2)


def sum_of_squares(y_pred, y_target):
    return np.mean(np.sum((y_pred - y_target) ** 2, axis=1))


def one_minus_probability(y_pred, y_target):
    return np.mean(1.0 - np.sum(y_pred * y_target, axis=1))


def share_of_wrong_answers(y_pred, y_target):
    return np.mean(y_pred.argmax(axis=1) != y_target.argmax(axis=1))


def logarithm_of_the_mean(y_pred, y_target):
    return -np.log(np.maximum(np.mean(np.sum(y_pred * y_target, axis=1)), 1e-12))


def two_as_the_base(y_pred, y_target):
    return -np.mean(np.log2(np.maximum(np.sum(y_pred * y_target, axis=1), 1e-12)))


def ten_as_the_base(y_pred, y_target):
    return -np.mean(np.log10(np.maximum(np.sum(y_pred * y_target, axis=1), 1e-12)))


def roles_swapped(y_pred, y_target):
    return -np.mean(np.sum(y_pred * np.log(np.maximum(y_target, 1e-12)), axis=1))


def every_class_counts(y_pred, y_target):
    return -np.mean(np.sum(np.log(np.maximum(y_pred, 1e-12)), axis=1))


def wrong_classes_count_too(y_pred, y_target):
    wrong = (1.0 - y_target) * np.log(np.maximum(1.0 - y_pred, 1e-12))
    return -np.mean(np.sum(y_target * np.log(np.maximum(y_pred, 1e-12)) + wrong, axis=1))


def entropy_of_the_prediction(y_pred, y_target):
    return -np.mean(np.sum(y_pred * np.log(np.maximum(y_pred, 1e-12)), axis=1))


def likeliest_class(y_pred, y_target):
    return -np.mean(np.log(np.maximum(y_pred.max(axis=1), 1e-12)))


def infinite_where_certain(y_pred, y_target):
    return -np.mean(np.log(np.sum(y_pred * y_target, axis=1)))


def no_number_at_zero(y_pred, y_target):
    return -np.mean(np.sum(y_target * np.log(y_pred), axis=1))


def wide_margin(y_pred, y_target):
    return -np.mean(np.log(np.sum(y_pred * y_target, axis=1) + 0.01))


_loss = partial(Mistake, "loss")

MISTAKES = (
    _loss(
        no_minus,
        name="no minus",
        looks_like="the minus sign is missing",
        why="A logarithm of a probability is negative, and that is easy to overlook. The loss turns it around.",
        next="A good prediction has a loss close to 0, a bad one a large positive loss. Try one of each.",
    ),
    _loss(
        summed,
        name="sum instead of mean",
        looks_like="the examples are added up, and not averaged",
        why="Many texts write a sum over the examples. Then the loss depends on how many there are.",
        next="Give it the same two examples twice over. Should the loss change?",
    ),
    _loss(
        mean_over_all_entries,
        name="mean over all entries",
        looks_like="the mean is taken over all entries of the array, the classes among them",
        why="A mean without an axis counts every entry. In a row only the right class has something to say.",
        next="Take one example with a probability of 0.5 for the right class. By what is your answer too small?",
    ),
    _loss(
        one_number_for_each_example,
        name="one loss for each example",
        looks_like="each example has its loss, and they are not averaged",
        why="The logarithm is the hard part, and after it the work seems to be done.",
        next="The loss is one number, whatever N is. What makes one number of N?",
    ),
    _loss(
        mean_squared_error,
        name="squared error",
        looks_like="it is the mean squared error",
        why="It is the loss that most people meet first. For classes there is a better one.",
        next="Take a right class with probability 0.001. How large is your loss, and how large is -log 0.001?",
    ),
    _loss(
        sum_of_squares,
        name="squared error, added up",
        looks_like="the squared errors of each example are added up, and there is no logarithm",
        why="It is the loss that most people meet first. For classes there is a better one.",
        next="Take a right class with probability 0.001. How large is your loss, and how large is -log 0.001?",
    ),
    _loss(
        one_minus_probability,
        name="one minus the probability",
        looks_like="the loss is what the right class lacks to a probability of 1",
        why="It is 0 for a sure, right answer, as a loss should be. A confident mistake costs at most 1 that way.",
        next="Compare right classes with 0.01 and with 0.0001. By how much should the loss differ?",
    ),
    _loss(
        share_of_wrong_answers,
        name="share of wrong answers",
        looks_like="it counts the examples that are classified wrong",
        why="That is what we care about in the end. It moves in jumps, so no slope can be had from it.",
        next="Change a probability from 0.6 to 0.7. Does your loss notice?",
    ),
    _loss(
        logarithm_of_the_mean,
        name="logarithm of the mean",
        looks_like="the probabilities are averaged first, and the logarithm is taken of their mean",
        why="The order of the two looks like a matter of taste. It is not: a single bad example must count in full.",
        next="Take the probabilities 1 and 0.01. The mean of the two logarithms is -2.3. What do you get?",
    ),
    _loss(
        two_as_the_base,
        name="logarithm to base 2",
        looks_like="the logarithm has the base 2",
        why="Information is measured in bits, with the base 2. The gradient that you know belongs to the natural "
        "one.",
        next="Take a probability of 0.5. The lesson's loss for it is 0.693.",
    ),
    _loss(
        ten_as_the_base,
        name="logarithm to base 10",
        looks_like="the logarithm has the base 10",
        why="On a calculator `log` has the base 10. The gradient that you know belongs to the natural logarithm.",
        next="Take a probability of 0.5. The lesson's loss for it is 0.693.",
    ),
    _loss(
        roles_swapped,
        name="prediction and target swapped",
        looks_like="the logarithm is taken of the target, and the prediction is its weight",
        why="Both arrays have the same shape, and the formula reads well either way.",
        next="The target holds zeros and ones. Which of the two has a logarithm worth taking?",
    ),
    _loss(
        every_class_counts,
        name="every class counts",
        looks_like="the logarithms of all classes are added up, whatever the target is",
        why="The target is needed to pick the right class, and it was left out.",
        next="Keep the prediction, and make another class the right one. Does your loss change?",
    ),
    _loss(
        wrong_classes_count_too,
        name="wrong classes count, too",
        looks_like="each wrong class adds the logarithm of one minus its probability",
        why="That is the loss of several questions with yes or no. Here one question has several answers, and "
        "softmax "
        "ties them together.",
        next="Let the right class have 0.5, and share the rest in two ways. Should the loss change?",
    ),
    _loss(
        entropy_of_the_prediction,
        name="entropy of the prediction",
        looks_like="the logarithms are weighted with the prediction itself, and the target is not used",
        why="The formula of entropy looks much like that of cross-entropy. Cross means: between two different "
        "things.",
        next="Keep the prediction, and make another class the right one. Does your loss change?",
    ),
    _loss(
        likeliest_class,
        name="likeliest class",
        looks_like="it takes the largest probability of each row, and not that of the right class",
        why="The two are the same wherever the network is right.",
        next="Try a sure and wrong prediction: 0.99 for the wrong class. How large should the loss be?",
    ),
    _loss(
        infinite_where_certain,
        name="infinite at probability 0",
        looks_like="a right class with probability 0 gives an infinite loss",
        why="That is what the formula says. One such example would make the mean of all others infinite.",
        next="Give it [[1.0, 0.0]] with the second class right. A tiny number below the probability helps.",
    ),
    _loss(
        no_number_at_zero,
        name="no number at probability 0",
        looks_like="a probability of 0 anywhere in the prediction gives a loss that is no number",
        why="The logarithm of 0 is minus infinity, and 0 times that is not 0: it is no number at all.",
        next="Give it [[1.0, 0.0]] with the first class right. What is the loss, and what should it be?",
    ),
    _loss(
        wide_margin,
        name="margin too wide",
        looks_like="what keeps the logarithm finite is so large that it changes ordinary losses",
        why="Something must be added before the logarithm, and a hundredth seems small. Beside a probability of "
        "0.05 it "
        "is not.",
        next="Take a probability of 0.05. Your loss should agree with -log 0.05 to three digits. Which number is "
        "small "
        "enough?",
    ),
)
