"""Known mistakes in ``update(w, dL_dw, learning_rate)``, one step of gradient descent."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def uphill(w, dL_dw, learning_rate):
    return w + learning_rate * dL_dw


def rate_left_out(w, dL_dw, learning_rate):
    return w - dL_dw


def gradient_left_out(w, dL_dw, learning_rate):
    return w - learning_rate


def unchanged(w, dL_dw, learning_rate):
    return w


def step_only(w, dL_dw, learning_rate):
    return -learning_rate * dL_dw


def step_only_uphill(w, dL_dw, learning_rate):
    return learning_rate * dL_dw


def subtracted_the_other_way(w, dL_dw, learning_rate):
    return learning_rate * dL_dw - w


def rate_times_everything(w, dL_dw, learning_rate):
    return learning_rate * (w - dL_dw)


def divided_by_rate(w, dL_dw, learning_rate):
    return w - dL_dw / learning_rate


def step_times_w(w, dL_dw, learning_rate):
    return w - learning_rate * dL_dw * w


def moving_average(w, dL_dw, learning_rate):
    return (1 - learning_rate) * w + learning_rate * dL_dw


def weights_shrunk_too(w, dL_dw, learning_rate):
    return (1 - learning_rate) * w - learning_rate * dL_dw


def two_steps(w, dL_dw, learning_rate):
    w = w - learning_rate * dL_dw
    return w - learning_rate * dL_dw


def divided_by_rows(w, dL_dw, learning_rate):
    return w - learning_rate * dL_dw / dL_dw.shape[0]


def sign_of_gradient(w, dL_dw, learning_rate):
    return w - learning_rate * np.sign(dL_dw)


def gradient_normalised(w, dL_dw, learning_rate):
    return w - learning_rate * dL_dw / np.linalg.norm(dL_dw)


_known = partial(Mistake, "update")

MISTAKES = (
    _known(
        uphill,
        name="uphill",
        looks_like="the step is added, so that it goes uphill",
        why="'Going along the gradient' sounds like adding it. The gradient points to where the loss grows, "
        "and the step should go the other way.",
        next="Take the loss w * w at w = 3, where the gradient is 6. Should w become larger or smaller, for "
        "the loss to fall?",
    ),
    _known(
        rate_left_out,
        name="learning rate left out",
        looks_like="the learning rate does not take part",
        why="The direction is right, and on a small example the full step looks fine. Its length is what "
        "the learning rate is for.",
        next="Take w = 2, the gradient 1 and the learning rate 0.1. How far should w move?",
    ),
    _known(
        gradient_left_out,
        name="gradient left out",
        looks_like="the learning rate itself is subtracted, and the gradient does not take part",
        why="The rate is often called the length of a step; but it is a factor, and the gradient gives each "
        "weight its own direction and size.",
        next="Take the gradients 1 and -4 and the rate 0.1. Which way, and how far, should each of the two "
        "weights move?",
    ),
    _known(
        unchanged,
        name="w returned unchanged",
        looks_like="w is returned as it came",
        why="An expression that is worked out but not stored is lost, and so is a change that is made to a copy.",
        next="Print the value that your function returns for w = 2, the gradient 1 and the rate 0.1, and "
        "follow the new value from where it is worked out to the return.",
    ),
    _known(
        step_only,
        name="only the step",
        looks_like="the step is returned without the w that it starts from",
        why="How far to move is the interesting part of the rule. The function is asked for where w arrives.",
        next="Take w = 2, the gradient 1 and the rate 0.1. Where is w afterwards?",
    ),
    _known(
        step_only_uphill,
        name="only the step, sign flipped",
        looks_like="the rate times the gradient is returned: w is missing, and so is the minus",
        why="The product is the new part of the rule. The function is asked for where w arrives, and the "
        "step goes against the gradient.",
        next="Take w = 2, the gradient 1 and the rate 0.1. Where is w afterwards, a little lower or a little higher?",
    ),
    _known(
        subtracted_the_other_way,
        name="subtracted the other way round",
        looks_like="w is subtracted from the step instead of the step from w",
        why="In a difference the order matters, and 'subtract the step from w' names the two the other way round.",
        next="Take w = 2, the gradient 1 and the rate 0.1. A small step should leave w near 2: is your "
        "result near 2?",
    ),
    _known(
        rate_times_everything,
        name="rate applied to w, too",
        looks_like="the learning rate multiplies w as well as the gradient",
        why="A pair of brackets reaches one term too far. With a small rate the weights then collapse towards 0.",
        next="Set the gradient to 0: a weight with no slope under it should stay where it is. Does yours?",
    ),
    _known(
        divided_by_rate,
        name="divided by the rate",
        looks_like="the gradient is divided by the learning rate",
        why="The two stand close together in the rule, and which of them scales the other is easily turned round.",
        next="Take the gradient 1 and the rate 0.1, then the rate 0.01. Which of the two should give the "
        "smaller step?",
    ),
    _known(
        step_times_w,
        name="step multiplied by w",
        looks_like="the step is multiplied by w as well",
        why="w times the gradient is what comes out when w is changed by a factor instead of by an amount. "
        "A weight of 0 would then never move.",
        next="Take w = 0, the gradient 1 and the rate 0.1. Where should w be afterwards?",
    ),
    _known(
        moving_average,
        name="moving average",
        looks_like="w and the gradient are mixed, as in a moving average",
        why="Momentum and Adam keep such an average, of the gradients. In plain gradient descent w keeps "
        "its whole value, and the step goes against the gradient.",
        next="Set the gradient to 0: should w change at all? Then take w = 2, the gradient 1 and the rate 0.1.",
    ),
    _known(
        weights_shrunk_too,
        name="weights shrunk, too",
        looks_like="w is also shrunk by the learning rate, as by a weight decay of 1",
        why="Weight decay is a real method against overfitting. Here the rule is plain gradient descent, "
        "and the loss has no term for it.",
        next="Set the gradient to 0: a weight with no slope under it should stay where it is. Does yours?",
    ),
    _known(
        two_steps,
        name="two steps at once",
        looks_like="the step is taken twice",
        why="When w is first changed in place, the return often repeats the rule. Once is what is asked for.",
        next="Take w = 2, the gradient 1 and the rate 0.1, and follow w line by line.",
    ),
    _known(
        divided_by_rows,
        name="divided by the number of rows",
        looks_like="the gradient is divided by its number of rows, as if they were examples",
        why="The first size of an array is often N, but here the rows are units of the layer. The 1/N of "
        "the mean is already in the gradient, from dL_dz3.",
        next="Write down the shape of dL_dw: it is the one of w. Is there a size in it that counts examples?",
    ),
    _known(
        sign_of_gradient,
        name="sign of the gradient only",
        looks_like="only the sign of the gradient counts, so that every weight moves equally far",
        why="There are methods that do so. In plain gradient descent a steep slope makes a large step and a "
        "gentle one a small step.",
        next="Take the gradients 1 and -4 and the rate 0.1. How far should each of the two weights move?",
    ),
    _known(
        gradient_normalised,
        name="gradient normalised",
        looks_like="the gradient is scaled to length 1 first",
        why="A direction is often thought of as a vector of length 1, and large gradients are sometimes "
        "clipped like that. In plain gradient descent the length counts: near a minimum the steps become "
        "short by themselves.",
        next="Take a single weight with the gradient 4 and the rate 0.1. How far should it move?",
    ),
)
