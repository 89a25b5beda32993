"""Known mistakes in ``huber(y_pred, y_target, delta)`` and in its gradient."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def square_everywhere(y_pred, y_target, delta):
    return 0.5 * np.mean((y_pred - y_target) ** 2)


def line_everywhere(y_pred, y_target, delta):
    return np.mean(delta * (np.abs(y_pred - y_target) - 0.5 * delta))


def absolute_error(y_pred, y_target, delta):
    return np.mean(np.abs(y_pred - y_target))


def line_through_zero(y_pred, y_target, delta):
    size = np.abs(y_pred - y_target)
    return np.mean(np.where(size <= delta, 0.5 * size**2, delta * size))


def half_missing(y_pred, y_target, delta):
    size = np.abs(y_pred - y_target)
    return np.mean(np.where(size <= delta, size**2, delta * (size - 0.5 * delta)))


def line_of_slope_one(y_pred, y_target, delta):
    size = np.abs(y_pred - y_target)
    return np.mean(np.where(size <= delta, 0.5 * size**2, size - 0.5 * delta))


def whole_delta_subtracted(y_pred, y_target, delta):
    size = np.abs(y_pred - y_target)
    return np.mean(np.where(size <= delta, 0.5 * size**2, delta * (size - delta)))


def half_not_multiplied(y_pred, y_target, delta):
    size = np.abs(y_pred - y_target)
    return np.mean(np.where(size <= delta, 0.5 * size**2, delta * size - 0.5 * delta))


def sides_swapped(y_pred, y_target, delta):
    size = np.abs(y_pred - y_target)
    return np.mean(np.where(size > delta, 0.5 * size**2, delta * (size - 0.5 * delta)))


def size_not_taken(y_pred, y_target, delta):
    error = y_pred - y_target
    return np.mean(np.where(error <= delta, 0.5 * error**2, delta * (error - 0.5 * delta)))


def line_keeps_its_sign(y_pred, y_target, delta):
    error = y_pred - y_target
    return np.mean(np.where(np.abs(error) <= delta, 0.5 * error**2, delta * (error - 0.5 * delta)))


def flat_outside(y_pred, y_target, delta):
    size = np.minimum(np.abs(y_pred - y_target), delta)
    return np.mean(0.5 * size**2)


def delta_written_down(y_pred, y_target, delta):
    size = np.abs(y_pred - y_target)
    return np.mean(np.where(size <= 1, 0.5 * size**2, size - 0.5))


def added_up(y_pred, y_target, delta):
    size = np.abs(y_pred - y_target)
    return np.sum(np.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)))


def divided_by_examples(y_pred, y_target, delta):
    size = np.abs(y_pred - y_target)
    return np.sum(np.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta))) / len(y_pred)


def one_for_each_row(y_pred, y_target, delta):
    size = np.abs(y_pred - y_target)
    return np.mean(np.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)), axis=-1)


def smoothed(y_pred, y_target, delta):
    return np.mean(delta**2 * (np.sqrt(1 + ((y_pred - y_target) / delta) ** 2) - 1))


_MEET = "At delta the curve and the line must meet. Put an error of exactly delta into both of your formulas."
_forward = partial(Mistake, "huber")
_FORWARD = (
    _forward(
        square_everywhere,
        name="half a square everywhere",
        looks_like="every error counts by half of its square, and delta is not used",
        why="Inside of delta it is right. Outside, the square is what Huber wanted to avoid.",
        next="Call your function with two different deltas and large errors. Does anything change?",
    ),
    _forward(
        line_everywhere,
        name="the line everywhere",
        looks_like="every error counts by the straight line, the small ones, too",
        why="Outside of delta it is right. For an error of 0 this line is negative.",
        next="Take an error of 0. What should it cost, and what does your function say?",
    ),
    _forward(
        absolute_error,
        name="absolute error",
        looks_like="the sizes of the errors are averaged, and delta is not used",
        why="It also limits the pull of large errors. But it has a kink at 0, and it never calms down near the goal.",
        next="Call your function with two different deltas. Does anything change?",
    ),
    _forward(
        line_through_zero,
        name="delta / 2 not subtracted",
        looks_like="outside of delta the cost is delta times the size, and half of delta is not subtracted",
        why="The slope is right, so the line is parallel to the right one. But it lies too high, and the cost jumps.",
        next=_MEET,
    ),
    _forward(
        half_missing,
        name="factor one half missing",
        looks_like="inside of delta the whole square is taken, and not half of it",
        why="The squared error has no half. Huber's curve needs it, so that its slope at delta is delta.",
        next=_MEET,
    ),
    _forward(
        line_of_slope_one,
        name="line of slope 1",
        looks_like="outside of delta the slope of the line is 1, and not delta",
        why="With a delta of 1 that is right, and 1 is the usual value in examples.",
        next=_MEET,
    ),
    _forward(
        whole_delta_subtracted,
        name="delta subtracted, not half of it",
        looks_like="outside of delta the whole of delta is subtracted, and not half of it",
        why="What lies beyond delta is size minus delta. But the cost up to delta must be in it, too.",
        next=_MEET,
    ),
    _forward(
        half_not_multiplied,
        name="brackets missing",
        looks_like="half of delta is subtracted after the multiplication by delta",
        why="The factor delta stands in front of a bracket, and belongs to both parts of it.",
        next=_MEET,
    ),
    _forward(
        sides_swapped,
        name="inside and outside swapped",
        looks_like="large errors count by their square and small ones by the line",
        why="The two sides of np.where, or the direction of the comparison, are easily swapped.",
        next="Take an error of 0. Which of your two formulas is used? What should it cost?",
    ),
    _forward(
        size_not_taken,
        name="absolute value missing in the comparison",
        looks_like="the error itself is compared with delta, so that large negative errors count by their square",
        why="A large negative error is smaller than delta as a number. Its size is what counts.",
        next="Take the errors 5 and -5 with a delta of 1. Should they cost the same?",
    ),
    _forward(
        line_keeps_its_sign,
        name="absolute value missing in the line",
        looks_like="large negative errors have a negative cost: the line has the error in it, and not its size",
        why="In the square the sign does not matter. In the line it does.",
        next="Take the errors 5 and -5 with a delta of 1. Should they cost the same?",
    ),
    _forward(
        flat_outside,
        name="flat outside of delta",
        looks_like="outside of delta the cost does not grow any more",
        why="A limit on the error before it is squared stops the growth altogether. Then a large error has no pull.",
        next="Take the errors 5 and 50 with a delta of 1. Should they cost the same?",
    ),
    _forward(
        delta_written_down,
        name="delta is always 1",
        looks_like="delta is written down as 1, and the argument is not used",
        why="1 is the usual value, so it often stands in the code itself.",
        next="Call your function with two different deltas. Does anything change?",
    ),
    _forward(
        added_up,
        name="sum instead of mean",
        looks_like="the costs are added up, and not averaged",
        why="Many texts write the cost of one error and leave the rest to the reader.",
        next="Take four errors that cost 1 each. What is their mean?",
    ),
    _forward(
        divided_by_examples,
        name="divided by N only",
        looks_like="the sum is divided by the number of rows, and not by the number of all entries",
        why="The mean over the examples is what backprop uses. Here the mean is over all entries, so n is in it, "
        "too.",
        next="Take one example with four errors that cost 1 each. What is their mean?",
    ),
    _forward(
        one_for_each_row,
        name="one loss for each row",
        looks_like="there is one mean for each row, and not one number for all",
        why="An axis in np.mean keeps the rows apart. The loss is one number for the whole batch.",
        next="Print the shape of your result. A single number has the shape ().",
    ),
    _forward(
        smoothed,
        name="a smooth relative",
        looks_like="the formula with a root is used, which is a smooth relative of Huber's",
        why="It is called pseudo-Huber, and it has the same two ends. In between the values differ.",
        next="Take an error of exactly delta. Huber says half of delta squared. What does your formula say?",
    ),
)


def not_divided(y_pred, y_target, delta):
    return np.clip(y_pred - y_target, -delta, delta)


def gradient_divided_by_examples(y_pred, y_target, delta):
    return np.clip(y_pred - y_target, -delta, delta) / len(y_pred)


def not_limited(y_pred, y_target, delta):
    return (y_pred - y_target) / y_pred.size


def sign_only(y_pred, y_target, delta):
    return delta * np.sign(y_pred - y_target) / y_pred.size


def sign_lost_outside(y_pred, y_target, delta):
    error = y_pred - y_target
    return np.where(np.abs(error) <= delta, error, delta) / y_pred.size


def nothing_outside(y_pred, y_target, delta):
    error = y_pred - y_target
    return np.where(np.abs(error) <= delta, error, 0.0) / y_pred.size


def factor_two(y_pred, y_target, delta):
    error = y_pred - y_target
    return np.where(np.abs(error) <= delta, 2 * error, delta * np.sign(error)) / y_pred.size


def sign_flipped(y_pred, y_target, delta):
    return np.clip(y_target - y_pred, -delta, delta) / y_pred.size


def pull_of_one_outside(y_pred, y_target, delta):
    error = y_pred - y_target
    return np.where(np.abs(error) <= delta, error, np.sign(error)) / y_pred.size


def limited_to_one(y_pred, y_target, delta):
    return np.clip(y_pred - y_target, -1, 1) / y_pred.size


def limited_above_only(y_pred, y_target, delta):
    return np.minimum(y_pred - y_target, delta) / y_pred.size


def limited_after_division(y_pred, y_target, delta):
    return np.clip((y_pred - y_target) / y_pred.size, -delta, delta)


def comparison_swapped(y_pred, y_target, delta):
    error = y_pred - y_target
    return np.where(np.abs(error) > delta, error, delta * np.sign(error)) / y_pred.size


_back = partial(Mistake, "dL_dy_huber")
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
        why="In backprop the mean is over the examples. Here the mean is over all entries, so n is in it, too.",
        next="Take one example with four entries. How many costs does the mean average?",
    ),
    _back(
        not_limited,
        name="not limited",
        looks_like="every error pulls with its full size, and delta is not used",
        why="Inside of delta it is right. The limit is what makes it Huber.",
        next="Take an error of 100 with a delta of 1. How steep is the line there?",
    ),
    _back(
        sign_only,
        name="the same pull for all",
        looks_like="every error pulls with delta and its sign, the small ones, too",
        why="Outside of delta it is right. Inside, the pull shrinks with the error.",
        next="Take an error of 0.001 with a delta of 1. How steep is half a square there?",
    ),
    _back(
        sign_lost_outside,
        name="sign lost outside of delta",
        looks_like="outside of delta the gradient is always positive",
        why="In the loss the size of the error stands, and it has no sign. In the slope the sign comes back.",
        next="Take an error of -5 with a delta of 1. If y_pred grows, does the loss grow or shrink?",
    ),
    _back(
        nothing_outside,
        name="no pull outside of delta",
        looks_like="outside of delta the gradient is 0",
        why="A limit on the loss would give that. Huber's line goes on rising, with the slope delta.",
        next="Take the errors 5 and 6 with a delta of 1. Do they cost the same?",
    ),
    _back(
        factor_two,
        name="factor 2 inside",
        looks_like="inside of delta there is a factor 2, as in the squared error",
        why="The 2 of the square and the one half in front of it cancel.",
        next="Differentiate half of x squared. Then look whether the two sides meet at delta.",
    ),
    _back(
        sign_flipped,
        name="sign flipped",
        looks_like="the sign is the wrong way round",
        why="In the loss the order of the difference does not matter. In the derivative it does.",
        next="Take a y_pred of 3 and a target of 1. If y_pred grows, does the loss grow or shrink?",
    ),
    _back(
        pull_of_one_outside,
        name="pull of 1 outside of delta",
        looks_like="outside of delta the pull is 1 with the sign of the error, and not delta",
        why="With a delta of 1 that is right, and 1 is the usual value in examples.",
        next="Take a delta of 2 and an error of 2, then of 2.001. Should the pull jump?",
    ),
    _back(
        limited_to_one,
        name="limit is always 1",
        looks_like="the limit is written down as 1, and delta is not used",
        why="1 is the usual value, so it often stands in the code itself.",
        next="Call your function with two different deltas. Does anything change?",
    ),
    _back(
        limited_above_only,
        name="limited on one side only",
        looks_like="large positive errors are limited, and large negative ones are not",
        why="A minimum has one side. Errors have two.",
        next="Take the errors 5 and -5 with a delta of 1. How hard may each of them pull?",
    ),
    _back(
        limited_after_division,
        name="limited after the division",
        looks_like="the error is divided by the number of entries first, and limited afterwards",
        why="Then the limit depends on how many entries there are, and hardly ever applies.",
        next="Take 100 entries and an error of 50 with a delta of 1. Is this error inside or outside?",
    ),
    _back(
        comparison_swapped,
        name="inside and outside swapped",
        looks_like="large errors pull with their full size, and small ones with delta",
        why="The two sides of np.where, or the direction of the comparison, are easily swapped.",
        next="Take an error of 0.001 with a delta of 1. How hard should it pull?",
    ),
)

MISTAKES = (*_FORWARD, *_BACK)
