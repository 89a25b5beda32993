"""Known mistakes in ``tanh(z)`` and in the way back through it."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def infinite_over_infinite(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


def sigmoid_instead(z):
    return 1 / (1 + np.exp(-z))


def not_shifted(z):
    return 2 / (1 + np.exp(-2 * z))


def sigmoid_of_double(z):
    return 1 / (1 + np.exp(-2 * z))


def not_doubled(z):
    return 2 / (1 + np.exp(-z)) - 1


def sign_flipped(z):
    return -np.tanh(z)


def tangent(z):
    return np.tan(z)


def arc_tangent(z):
    return np.arctan(z)


def only_above_the_line(z):
    return np.sinh(z)


def upside_down(z):
    return 1 / np.tanh(z)


def slope_instead(z):
    return 1 - np.tanh(z) ** 2


def straight_and_cut(z):
    return np.clip(z, -1, 1)


_forward = partial(Mistake, "tanh")
_FORWARD = (
    _forward(
        infinite_over_infinite,
        name="infinite divided by infinite",
        looks_like="exponentials overflow above and below the line, and the result is NaN for a large z",
        why="The formula of the books is right on paper. In a computer exp(800) is infinite, and infinite divided "
        "by infinite is NaN.",
        next="Divide both halves of the fraction by exp(z), on paper: which exponential is left for a positive z? "
        "Or look whether numpy has the function.",
    ),
    _forward(
        sigmoid_instead,
        name="sigmoid instead",
        looks_like="the values are those of the sigmoid, from 0 to 1",
        why="The two curves have the same shape, and the sigmoid comes first in the lesson.",
        next="What should the value at 0 be? The curve is centred there.",
    ),
    _forward(
        not_shifted,
        name="shift by 1 missing",
        looks_like="the stretched sigmoid runs from 0 to 2, and is not shifted down by 1",
        why="Stretching and shifting are two steps, and the second is easily lost.",
        next="Print your result for z = 0. It should be 0.",
    ),
    _forward(
        sigmoid_of_double,
        name="only the inner factor 2",
        looks_like="the result is the sigmoid of 2 z, and it is neither stretched nor shifted",
        why="Of the relation between the two curves, the part inside is there already.",
        next="From where to where does a sigmoid run, and from where to where does tanh? Stretch, then shift.",
    ),
    _forward(
        not_doubled,
        name="z not doubled",
        looks_like="the sigmoid of z is stretched and shifted, where the sigmoid of 2 z should be",
        why="The range is right, from -1 to 1. The curve is too slow by a factor of 2, and at 0 and far away that "
        "does not show.",
        next="What is the slope of your curve at 0? Take a z of 0.001 and look. It should be 1.",
    ),
    _forward(
        sign_flipped,
        name="sign flipped",
        looks_like="the sign is the wrong way round",
        why="In the formula the two exponentials are easily swapped above the line.",
        next="tanh rises. Print your result for z = 1 and for z = 2.",
    ),
    _forward(
        tangent,
        name="np.tan instead",
        looks_like="the values are those of the ordinary tangent, np.tan",
        why="One letter is missing. The h in tanh stands for hyperbolic, and the ordinary tangent jumps at 1.57.",
        next="Print your result for z = 2. tanh is never outside of -1 to 1.",
    ),
    _forward(
        arc_tangent,
        name="np.arctan instead",
        looks_like="the values are those of np.arctan, which runs from -1.57 to 1.57",
        why="It is an S-shaped curve through 0, too, with the same slope there.",
        next="Print your result for z = 5. To which number does it come close? tanh comes close to 1.",
    ),
    _forward(
        only_above_the_line,
        name="not divided",
        looks_like="only the half above the fraction line is there, and the division is missing",
        why="np.sinh is one of the two parts of tanh, and its name is close.",
        next="Print your result for z = 5. Is it between -1 and 1?",
    ),
    _forward(
        upside_down,
        name="fraction upside down",
        looks_like="the fraction is upside down",
        why="The two halves differ in one sign only, so they are easily swapped.",
        next="At 0 one of the two halves is 0. Should it be above or below the line?",
    ),
    _forward(
        slope_instead,
        name="the slope, not the value",
        looks_like="the result is the slope 1 - a * a, and not the value",
        why="The two belong together, and the slope is the formula that one remembers.",
        next="Print your result for z = 0. It should be 0.",
    ),
    _forward(
        straight_and_cut,
        name="a straight line, cut off",
        looks_like="z is cut off at -1 and 1, and is not bent in between",
        why="Close to 0 the curve nearly is a straight line, and far away it nearly is 1. This is known as a hard "
        "tanh.",
        next="What is the tanh of log 2? The lesson worked it out by hand.",
    ),
)


def value_left_out(dL_da, z):
    return dL_da * (1 - z**2)


def upstream_left_out(dL_da, z):
    return 1 - np.tanh(z) ** 2


def square_left_out(dL_da, z):
    return dL_da * (1 - np.tanh(z))


def slope_of_sigmoid(dL_da, z):
    a = np.tanh(z)
    return dL_da * a * (1 - a)


def back_through_sigmoid(dL_da, z):
    a = 1 / (1 + np.exp(-z))
    return dL_da * a * (1 - a)


def plus_for_minus(dL_da, z):
    return dL_da * (1 + np.tanh(z) ** 2)


def one_left_out(dL_da, z):
    return -dL_da * np.tanh(z) ** 2


def signs_swapped(dL_da, z):
    return dL_da * (np.tanh(z) ** 2 - 1)


def only_the_value(dL_da, z):
    return dL_da * np.tanh(z)


def squared_together(dL_da, z):
    return dL_da * (1 - np.tanh(z)) ** 2


def product_comes_first(dL_da, z):
    return dL_da * 1 - np.tanh(z) ** 2


def of_the_upstream(dL_da, z):
    return z * (1 - np.tanh(dL_da) ** 2)


def divided_by_examples(dL_da, z):
    return dL_da * (1 - np.tanh(z) ** 2) / len(z)


_back = partial(Mistake, "dL_dz_tanh")
_BACK = (
    _back(
        value_left_out,
        name="z in place of the value",
        looks_like="the slope is computed from z itself, and not from tanh(z)",
        why="In the formula the a is what came out of tanh. The function is given what went in.",
        next="Take a z of 3: what is your factor there? The slope of tanh is never negative.",
    ),
    _back(
        upstream_left_out,
        name="dL_da left out",
        looks_like="the slope is right, and the upstream gradient is left out",
        why="The derivative of tanh is what one looks up. The chain rule multiplies it with what arrives from "
        "behind.",
        next="Take a dL_da of 0 everywhere. What must the result be, and what is yours?",
    ),
    _back(
        square_left_out,
        name="square missing",
        looks_like="the value is subtracted from 1, and not its square",
        why="A small 2 in a formula is easily overlooked. For a positive z the result even looks reasonable.",
        next="The curve has the same slope at z = 2 and at z = -2. Has yours?",
    ),
    _back(
        slope_of_sigmoid,
        name="a (1 - a), as for the sigmoid",
        looks_like="the slope is computed as a * (1 - a), which is the formula of the sigmoid",
        why="The two formulas are learned together, and both are made of the value alone.",
        next="At z = 0 the value is 0. Is tanh flat there?",
    ),
    _back(
        back_through_sigmoid,
        name="back through a sigmoid instead",
        looks_like="the gradient passes back through a sigmoid, and not through tanh",
        why="The function before this one in the lesson is the sigmoid's, and the two are written alike.",
        next="What is the slope of tanh at 0? Print your result for dL_da = 1 and z = 0.",
    ),
    _back(
        plus_for_minus,
        name="plus instead of minus",
        looks_like="the square is added to 1, and not subtracted from it",
        why="The ordinary tangent has the slope 1 + tan * tan. With the h it is a minus.",
        next="Where the curve is flat, the slope must be close to 0. What is yours at z = 5?",
    ),
    _back(
        one_left_out,
        name="1 left out",
        looks_like="the 1 in front of the square is missing",
        why="What is subtracted from 1 is there, and the 1 is not.",
        next="What is the slope of tanh at 0? Print your result for dL_da = 1 and z = 0.",
    ),
    _back(
        signs_swapped,
        name="sign flipped",
        looks_like="the sign is the wrong way round",
        why="The two parts of the difference have changed places.",
        next="tanh rises everywhere. Which sign must its slope have?",
    ),
    _back(
        only_the_value,
        name="the value as the slope",
        looks_like="the upstream gradient is multiplied by the value of tanh, and not by its slope",
        why="The forward pass computes tanh(z), so it seems to be what is needed on the way back, too.",
        next="Where the curve is flat, the slope must be close to 0. How large is your factor at z = 5?",
    ),
    _back(
        squared_together,
        name="the difference squared",
        looks_like="the whole difference is squared, and not the value alone",
        why="The square slipped outside of the brackets. At 0 that does not show.",
        next="Put a value of 0.6 into the formula by hand, and then into your line. Which part is squared?",
    ),
    _back(
        product_comes_first,
        name="brackets missing",
        looks_like="dL_da is multiplied by 1, and the square is subtracted afterwards",
        why="Python multiplies before it subtracts, as on paper: a * 1 - b is a - b.",
        next="Read your line aloud in the order in which Python computes it. What has to happen first?",
    ),
    _back(
        of_the_upstream,
        name="arguments mixed up",
        looks_like="the two arguments have changed places: the slope is taken at the upstream gradient",
        why="Both arrays have the same shape, so nothing stops. The upstream gradient comes first in all functions "
        "of this course.",
        next="Read the first line of your function: which name comes first? Then look where each of them is used.",
    ),
    _back(
        divided_by_examples,
        name="divided by N",
        looks_like="the result is divided by the number of examples",
        why="There is a mean in the loss, but its 1/N is in the gradient of the loss and arrives with dL_da.",
        next="Take two examples with z = 0. If one of them grows by 0.1, by how much does its value grow?",
    ),
)

MISTAKES = (*_FORWARD, *_BACK)
