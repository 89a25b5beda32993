"""Known mistakes in ``relu(z)`` and ``leaky_relu(z, slope)``, and in the way back through the second."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def keeps_the_negative(z):
    return np.minimum(z, 0)


def absolute_value(z):
    return np.abs(z)


def mask_alone(z):
    return np.where(z > 0, 1.0, 0.0)


def leaks(z):
    return np.where(z > 0, z, 0.01 * z)


def largest_of_each_column(z):
    return np.max(z, 0)


def limited_to_one(z):
    return np.clip(z, 0, 1)


def softened(z):
    return np.logaddexp(0, z)


def unchanged(z):
    return z


_relu = partial(Mistake, "relu")
_RELU = (
    _relu(
        keeps_the_negative,
        name="the negative ones kept",
        looks_like="the negative entries are kept and the positive ones become 0",
        why="The two functions np.minimum and np.maximum are easily confused, and so are the two sides of a "
        "condition.",
        next="What should become of 3, and what of -3?",
    ),
    _relu(
        absolute_value,
        name="absolute value",
        looks_like="negative entries become positive, and not 0",
        why="Both functions have no negative results and a kink at 0.",
        next="What should become of -3? A unit that is off sends nothing.",
    ),
    _relu(
        mask_alone,
        name="only the mask",
        looks_like="positive entries become 1, and do not keep their size",
        why="A comparison such as z > 0 gives the mask of ReLU, which is its slope. The value is the mask times z.",
        next="What should become of 3: 1 or 3?",
    ),
    _relu(
        leaks,
        name="leaks",
        looks_like="negative entries keep a hundredth of their size",
        why="That is leaky ReLU, the next function. The plain one is exactly 0 there.",
        next="What should become of -3?",
    ),
    _relu(
        largest_of_each_column,
        name="np.max instead of np.maximum",
        looks_like="the largest number of each column is returned",
        why="The names differ by four letters. np.max(z, 0) looks for the largest along axis 0. Another function of "
        "numpy compares two things entry by entry.",
        next="Print the shape of your result. Each entry of z should have an answer of its own.",
    ),
    _relu(
        limited_to_one,
        name="limited to 1",
        looks_like="entries above 1 are cut down to 1",
        why="Other activations end at 1. ReLU has no upper end, and that is its strength: its slope does not vanish.",
        next="What should become of 3?",
    ),
    _relu(
        softened,
        name="softplus",
        looks_like="the kink is rounded off, as in log(1 + exp(z))",
        why="This is a relative of ReLU, called softplus. It is close to ReLU far away from 0.",
        next="What should become of -1? Exactly 0, not nearly.",
    ),
    _relu(
        unchanged,
        name="nothing happens",
        looks_like="every entry is returned as it came in",
        why="An if that looks at the whole array, or a change to a copy that is not returned, leaves z as it was.",
        next="What should become of -3? Look for the line that should change it.",
    ),
)


def slope_on_the_right(z, slope):
    return np.where(z > 0, slope * z, z)


def no_leak(z, slope):
    return np.maximum(z, 0)


def slope_written_down(z, slope):
    return np.where(z > 0, z, 0.01 * z)


def the_slope_itself(z, slope):
    return np.where(z > 0, z, slope)


def slope_on_both_sides(z, slope):
    return slope * z


def negative_turned_up(z, slope):
    return np.where(z > 0, z, -slope * z)


def divided_by_slope(z, slope):
    return np.where(z > 0, z, z / slope)


def slope_added(z, slope):
    return np.where(z > 0, z, z + slope)


def exponential_leak(z, slope):
    return np.where(z > 0, z, slope * (np.exp(np.minimum(z, 0)) - 1))


_leaky = partial(Mistake, "leaky_relu")
_LEAKY = (
    _leaky(
        slope_on_the_right,
        name="slope on the wrong side",
        looks_like="the positive entries are multiplied by slope, and the negative ones are left as they are",
        why="The two sides of np.where are easily swapped. The smaller of z and slope * z gives the same.",
        next="What should become of 3, and what of -3, with a slope of 0.1?",
    ),
    _leaky(
        no_leak,
        name="no leak",
        looks_like="negative entries become 0, as with plain ReLU",
        why="It is the function before this one. The difference is small, and it decides whether a unit can come "
        "back.",
        next="What should become of -3, with a slope of 0.1?",
    ),
    _leaky(
        slope_written_down,
        name="slope is always 0.01",
        looks_like="the slope is written down as 0.01, and the argument is not used",
        why="0.01 is the usual value, so it often stands in the code itself.",
        next="Call your function with a slope of 0.5, then with 0.1. Does anything change?",
    ),
    _leaky(
        the_slope_itself,
        name="slope not multiplied by z",
        looks_like="negative entries become slope itself, and not slope times z",
        why="The product was forgotten. All negative entries are the same number then, so the line is flat.",
        next="What should become of -1, and what of -2, with a slope of 0.1? They are not equal.",
    ),
    _leaky(
        slope_on_both_sides,
        name="slope on both sides",
        looks_like="all entries are multiplied by slope, the positive ones, too",
        why="Without a choice between the two sides there is no bend.",
        next="What should become of 3, with a slope of 0.1?",
    ),
    _leaky(
        negative_turned_up,
        name="negative entries turned positive",
        looks_like="negative entries become positive",
        why="A minus was added, perhaps because z is negative there. slope times z is negative by itself.",
        next="Draw the curve: on the left of 0, does it lie below the axis or above it?",
    ),
    _leaky(
        divided_by_slope,
        name="divided by slope",
        looks_like="negative entries are divided by slope, so that they become larger",
        why="A leak lets a little through. A division by a small number makes much out of little.",
        next="What should become of -3, with a slope of 0.1: something small or something large?",
    ),
    _leaky(
        slope_added,
        name="slope added",
        looks_like="slope is added to negative entries, and not multiplied with them",
        why="A slope says how steep a line is: it is a factor.",
        next="What should become of -3, with a slope of 0.1? Close to 0 the result must be close to 0, too.",
    ),
    _leaky(
        exponential_leak,
        name="exponential on the left",
        looks_like="the left side is bent like an exponential",
        why="That is a relative, called ELU. The leak of this function is a straight line.",
        next="What should become of -1, and what of -2, with a slope of 0.1? The second is twice the first.",
    ),
)


def gradient_without_leak(dL_da, z, slope):
    return dL_da * (z > 0)


def gradient_slope_written_down(dL_da, z, slope):
    return np.where(z > 0, dL_da, 0.01 * dL_da)


def upstream_left_out(dL_da, z, slope):
    return np.where(z > 0, 1.0, slope)


def sides_swapped(dL_da, z, slope):
    return np.where(z > 0, slope * dL_da, dL_da)


def sign_of_upstream(dL_da, z, slope):
    return np.where(dL_da > 0, dL_da, slope * dL_da)


def times_the_value(dL_da, z, slope):
    return dL_da * np.where(z > 0, z, slope * z)


def value_on_the_left(dL_da, z, slope):
    return dL_da * np.where(z > 0, 1.0, slope * z)


def slope_negative(dL_da, z, slope):
    return dL_da * np.where(z > 0, 1.0, -slope)


def forward_again(dL_da, z, slope):
    return np.where(z > 0, z, slope * z)


def slope_of_upstream_left_out(dL_da, z, slope):
    return np.where(z > 0, dL_da, slope)


def sign_flipped(dL_da, z, slope):
    return -dL_da * np.where(z > 0, 1.0, slope)


def divided_by_examples(dL_da, z, slope):
    return dL_da * np.where(z > 0, 1.0, slope) / len(z)


_back = partial(Mistake, "dL_dz_leaky_relu")
_BACK = (
    _back(
        gradient_without_leak,
        name="nothing on the left",
        looks_like="nothing passes where z is negative, as with plain ReLU",
        why="It is the way back that you wrote first. Here a part of the gradient leaks through.",
        next="Where z is -1 the curve still rises a little. What is its slope there?",
    ),
    _back(
        gradient_slope_written_down,
        name="slope is always 0.01",
        looks_like="the slope is written down as 0.01, and the argument is not used",
        why="0.01 is the usual value, so it often stands in the code itself.",
        next="Call your function with a slope of 0.5, then with 0.1. Does anything change?",
    ),
    _back(
        upstream_left_out,
        name="dL_da left out",
        looks_like="the slopes are right, and the upstream gradient is left out",
        why="The derivative is what one looks up. The chain rule multiplies it with what arrives from behind.",
        next="Take a dL_da of 0 everywhere. What must the result be, and what is yours?",
    ),
    _back(
        sides_swapped,
        name="slope on the wrong side",
        looks_like="the gradient is multiplied by slope where z is positive, and passes unchanged where it is "
        "negative",
        why="The two sides of np.where are easily swapped.",
        next="Take a z of [3, -3] and a dL_da of [1, 1], with a slope of 0.1. What are the two results?",
    ),
    _back(
        sign_of_upstream,
        name="sign of the upstream gradient",
        looks_like="the sign of dL_da decides, and not the sign of z",
        why="Both arrays have the same shape, and the backward pass is all about gradients. The curve has its kink "
        "where z is 0.",
        next="Take a z of [3, -3] and a dL_da of [-1, -1]. Which of the two entries must shrink?",
    ),
    _back(
        times_the_value,
        name="times the value",
        looks_like="the upstream gradient is multiplied by what the function gave, and not by its slope",
        why="The forward pass computes the value, so it seems to be what is needed on the way back, too.",
        next="Take a z of 3. How steep is the curve there: 1 or 3?",
    ),
    _back(
        value_on_the_left,
        name="slope times z on the left",
        looks_like="where z is negative, the factor is slope times z, and not slope",
        why="slope * z is the value. Differentiated by z, the z is gone.",
        next="Take a z of -1, then of -2. Is the curve steeper at one of them?",
    ),
    _back(
        slope_negative,
        name="slope with a minus",
        looks_like="where z is negative, the gradient changes its sign",
        why="z is negative there, so it seems that the slope must be. But the curve rises on both sides.",
        next="Take a z of -2 and let it grow to -1, with a slope of 0.1. Does the value grow or shrink?",
    ),
    _back(
        forward_again,
        name="forward pass again",
        looks_like="the result is the value of leaky ReLU once more, and dL_da is not used",
        why="The function's name is in both, and the code of the forward pass is close at hand.",
        next="Take a dL_da of 0 everywhere. What must the result be, and what is yours?",
    ),
    _back(
        slope_of_upstream_left_out,
        name="dL_da missing on the left",
        looks_like="where z is negative, the result is slope itself, without dL_da",
        why="On the right the factor is 1 and does not show. On the left it must be multiplied.",
        next="Take a z of -1 and a dL_da of 0. What must be passed on?",
    ),
    _back(
        sign_flipped,
        name="sign flipped",
        looks_like="the sign is the wrong way round",
        why="Going backward sounds like changing the sign. It is only the order of the computation that is reversed.",
        next="Take a z of 3. If z grows by 0.1, does the value grow or shrink?",
    ),
    _back(
        divided_by_examples,
        name="divided by N",
        looks_like="the result is divided by the number of examples",
        why="There is a mean in the loss, but its 1/N is in the gradient of the loss and arrives with dL_da.",
        next="Take two examples with z = 2. If one of them grows by 0.1, by how much does its value grow?",
    ),
)

MISTAKES = (*_RELU, *_LEAKY, *_BACK)
