"""Known mistakes in ``sigmoid(z)`` and in the way back through it."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def infinite_over_infinite(z):
    return np.exp(z) / (1 + np.exp(z))


def sign_lost(z):
    return 1 / (1 + np.exp(z))


def minus_for_plus(z):
    return 1 / (1 - np.exp(-z))


def brackets_lost(z):
    return 1 / 1 + np.exp(-z)


def one_left_out(z):
    return 1 / np.exp(-z)


def tanh_instead(z):
    return np.tanh(z)


def softmax_instead(z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def hard_step(z):
    return np.where(z > 0, 1.0, 0.0)


def slope_instead(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)


def limited_early(z):
    return 1 / (1 + np.exp(-np.clip(z, -2, 2)))


_forward = partial(Mistake, "sigmoid")
_FORWARD = (
    _forward(
        infinite_over_infinite,
        name="infinite divided by infinite",
        looks_like="an exponential overflows above and below the line, and the result is NaN for a large z",
        why="Many books write the sigmoid as exp(z) / (1 + exp(z)). On paper that is the same. In a computer "
        "exp(800) is infinite, and infinite divided by infinite is NaN.",
        next="Divide both halves of your fraction by exp(z), on paper. What is left above the line, and what "
        "happens for z = 800 and for z = -800 then?",
    ),
    _forward(
        sign_lost,
        name="minus in the exponent missing",
        looks_like="the minus in the exponent is missing, so that the curve falls where it should rise",
        why="The minus is small, and the two curves are mirror images: at 0 both give one half.",
        next="Work out the value for a z of 2. Should a large score mean a probability close to 1 or close to 0?",
    ),
    _forward(
        minus_for_plus,
        name="minus instead of plus",
        looks_like="the exponential is subtracted from 1 below the line, instead of added",
        why="The minus of the exponent slips to the front easily. The result is not even finite at 0.",
        next="Work out the value for z = 0 with pencil and paper. It should be one half.",
    ),
    _forward(
        brackets_lost,
        name="1 not divided by the sum",
        looks_like="the result is the sum of 1 and the exponential, and 1 is not divided by that sum",
        why="On paper a long fraction bar holds its denominator together. In Python 1 / 1 + x divides first, and "
        "adds afterwards. Or the last step, the division, is still missing.",
        next="Print your result for z = 0: it should be one half. Then read your line aloud in the order in which "
        "Python computes it. What belongs below the line?",
    ),
    _forward(
        one_left_out,
        name="1 below the line missing",
        looks_like="the 1 below the line is missing",
        why="One divided by an exponential looks almost like it, and for a very negative z it is close to it.",
        next="Work out the value for z = 0 and for z = 2. Are both between 0 and 1?",
    ),
    _forward(
        tanh_instead,
        name="tanh instead",
        looks_like="the values are those of tanh, from -1 to 1",
        why="The two curves have the same shape, and both are called S-shaped.",
        next="What should the value at 0 be: 0 or one half? A probability cannot be negative.",
    ),
    _forward(
        softmax_instead,
        name="softmax instead",
        looks_like="each row adds up to 1, as with softmax",
        why="Both turn scores into probabilities. Softmax shares one certainty among all entries of a row. The "
        "sigmoid answers a question of its own for each entry.",
        next="Take a row of two zeros. How likely is each yes, if each entry is asked by itself?",
    ),
    _forward(
        hard_step,
        name="a step instead of a curve",
        looks_like="every entry is either 0 or 1",
        why="The first artificial neurons had such a step. It has no slope anywhere, so nothing can be learned "
        "through it.",
        next="What is the sigmoid of 0.5? Work it out: it is closer to one half than to 1.",
    ),
    _forward(
        slope_instead,
        name="the slope, not the value",
        looks_like="the result is the slope a * (1 - a), and not the value",
        why="The two belong together, and the formula of the slope is the more famous one.",
        next="Print your result for z = 0. It should be one half, and one half is more than any slope of this curve.",
    ),
    _forward(
        limited_early,
        name="z limited to a small range",
        looks_like="z is limited to a range from -2 to 2 before the exponential is taken",
        why="A limit on z is a known way to keep exp from overflowing. Where it is too tight, it changes values "
        "that were harmless.",
        next="From which z on does np.exp overflow? Compare that with your limits.",
    ),
)


def value_left_out(dL_da, z):
    return dL_da * z * (1 - z)


def upstream_left_out(dL_da, z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)


def only_the_value(dL_da, z):
    return dL_da / (1 + np.exp(-z))


def only_what_is_missing(dL_da, z):
    return dL_da * (1 - 1 / (1 + np.exp(-z)))


def slope_of_tanh(dL_da, z):
    a = 1 / (1 + np.exp(-z))
    return dL_da * (1 - a**2)


def tanh_throughout(dL_da, z):
    return dL_da * (1 - np.tanh(z) ** 2)


def sign_flipped(dL_da, z):
    a = 1 / (1 + np.exp(-z))
    return -dL_da * a * (1 - a)


def half_a_value(dL_da, z):
    return dL_da * (1 - z) / (1 + np.exp(-z))


def of_the_upstream(dL_da, z):
    a = 1 / (1 + np.exp(-dL_da))
    return z * a * (1 - a)


def sigmoid_twice(dL_da, z):
    a = 1 / (1 + np.exp(-z))
    a = 1 / (1 + np.exp(-a))
    return dL_da * a * (1 - a)


def added(dL_da, z):
    a = 1 / (1 + np.exp(-z))
    return dL_da + a * (1 - a)


def divided_by_examples(dL_da, z):
    a = 1 / (1 + np.exp(-z))
    return dL_da * a * (1 - a) / len(z)


def mask_of_relu(dL_da, z):
    return dL_da * (z > 0)


_back = partial(Mistake, "dL_dz_sigmoid")
_BACK = (
    _back(
        value_left_out,
        name="z in place of the value",
        looks_like="the slope is computed as z * (1 - z), with z itself in place of the sigmoid's value",
        why="In the formula a (1 - a) the a is what came out of the sigmoid. The function is given what went in.",
        next="What is the sigmoid's slope at z = 0? Compare it with z * (1 - z) there. Which step is missing?",
    ),
    _back(
        upstream_left_out,
        name="dL_da left out",
        looks_like="the slope is right, and the upstream gradient is left out",
        why="The derivative of the sigmoid is what one looks up. The chain rule multiplies it with what arrives "
        "from the layer behind.",
        next="Take a dL_da of 0 everywhere. What must the result be, and what is yours?",
    ),
    _back(
        only_the_value,
        name="factor 1 - a missing",
        looks_like="the upstream gradient is multiplied by the sigmoid's value, and by nothing else",
        why="The slope is a product of two factors, and one of them is there already.",
        next="Look at a z of 10. The curve is flat there: how large may the slope be? How large is your factor?",
    ),
    _back(
        only_what_is_missing,
        name="factor a missing",
        looks_like="the upstream gradient is multiplied by 1 minus the sigmoid's value, and by nothing else",
        why="The slope is a product of two factors, and one of them is there already.",
        next="Look at a z of -10. The curve is flat there: how large may the slope be? How large is your factor?",
    ),
    _back(
        slope_of_tanh,
        name="1 - a squared, as for tanh",
        looks_like="the slope is computed as 1 minus the squared value, which is the formula of tanh",
        why="The two formulas are learned together, and both are made of the value alone.",
        next="At z = 0 the value is one half. Draw the curve there: is its slope three quarters, or one quarter?",
    ),
    _back(
        tanh_throughout,
        name="back through tanh instead",
        looks_like="the gradient passes back through a tanh, and not through a sigmoid",
        why="The next function of the lesson is tanh, and the two are written alike.",
        next="What is the largest slope that a sigmoid has? Print your result for dL_da = 1 and z = 0.",
    ),
    _back(
        sign_flipped,
        name="sign flipped",
        looks_like="the sign is the wrong way round",
        why="Two minus signs come up on the way: one of the power of -1, one of the exponent. One of them alone "
        "flips the sign.",
        next="The sigmoid rises everywhere. Which sign must its slope have?",
    ),
    _back(
        half_a_value,
        name="z in one of the factors",
        looks_like="one factor is the sigmoid's value, and the other is 1 minus z",
        why="There are two names, a and z, and only one of them belongs into the slope.",
        next="Write down what a and z are for z = 0, and put both into your line.",
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
        sigmoid_twice,
        name="sigmoid applied twice",
        looks_like="the sigmoid is applied twice before the slope is computed",
        why="A slope is often written for a value that has been computed before. Here z is what went in, so one "
        "sigmoid is needed, and only one.",
        next="Print a inside of your function for z = 0. It should be one half.",
    ),
    _back(
        added,
        name="added instead of multiplied",
        looks_like="the slope is added to the upstream gradient, and not multiplied with it",
        why="In a chain of steps both rules come up: multiply along a way, add over the ways. Here there is one way.",
        next="Take a dL_da of 0. Nothing arrives from behind: what must be passed on?",
    ),
    _back(
        divided_by_examples,
        name="divided by N",
        looks_like="the result is divided by the number of examples",
        why="There is a mean in the loss, but its 1/N is in the gradient of the loss and arrives with dL_da.",
        next="Take two examples with z = 0. If one of them grows by 0.1, by how much does its value grow?",
    ),
    _back(
        mask_of_relu,
        name="mask of a ReLU",
        looks_like="the gradient passes through the mask of a ReLU",
        why="The way back through an activation was a mask so far. A sigmoid has a slope of its own in each place.",
        next="What is the sigmoid's slope at z = -1? It is not 0: the curve still rises there.",
    ),
)

MISTAKES = (*_FORWARD, *_BACK)
