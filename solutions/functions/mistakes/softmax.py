"""Known mistakes in ``softmax(z)`` and in the way back through it."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def overflows(z):
    exponentials = np.exp(z)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def one_largest_for_all(z):
    exponentials = np.exp(z - z.max())
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def mean_subtracted(z):
    exponentials = np.exp(z - z.mean(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def down_the_columns(z):
    exponentials = np.exp(z - z.max(axis=0))
    return exponentials / exponentials.sum(axis=0)


def down_the_columns_overflows(z):
    exponentials = np.exp(z)
    return exponentials / exponentials.sum(axis=0)


def sum_of_all(z):
    exponentials = np.exp(z - z.max())
    return exponentials / exponentials.sum()


def sum_of_all_overflows(z):
    exponentials = np.exp(z)
    return exponentials / exponentials.sum()


def sums_down_the_columns(z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=0)


def keepdims_missing(z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1)


def keepdims_missing_overflows(z):
    exponentials = np.exp(z)
    return exponentials / exponentials.sum(axis=-1)


def no_exponential(z):
    return z / z.sum(axis=-1, keepdims=True)


def not_divided(z):
    return np.exp(z - z.max(axis=-1, keepdims=True))


def not_divided_overflows(z):
    return np.exp(z)


def largest_only(z):
    return np.eye(z.shape[-1])[z.argmax(axis=-1)]


def logarithm_left(z):
    shifted = z - z.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def sigmoid_of_each(z):
    return 1 / (1 + np.exp(-z))


def subtracted_above_only(z):
    return np.exp(z - z.max(axis=-1, keepdims=True)) / np.exp(z).sum(axis=-1, keepdims=True)


def divided_by_the_largest(z):
    exponentials = np.exp(z / z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def sign_lost(z):
    exponentials = np.exp(z.min(axis=-1, keepdims=True) - z)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def limited_at_500(z):
    exponentials = np.exp(np.clip(z, -500, 500))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


_AXIS = "A sum has to be told its direction. axis=0 adds down a column, over the examples."
_forward = partial(Mistake, "softmax")
_FORWARD = (
    _forward(
        overflows,
        name="exp overflows",
        looks_like="the exponentials of large scores are infinite, and infinite divided by infinite is NaN",
        why="The formula is right on paper, and exp(710) is more than a computer can hold. A network that trains "
        "with a rate a little too high gets there in a few steps.",
        next="Which number may you subtract from all scores of a row, without a change to the probabilities? Choose "
        "it so that the largest exponential is 1.",
    ),
    _forward(
        one_largest_for_all,
        name="one largest for all rows",
        looks_like="the largest score of the whole array is subtracted from every row",
        why="z.max() without an axis looks at everything. It prevents the overflow. But a row that lies far below "
        "is left with zeros alone, and 0 / 0 is NaN.",
        next="Take one row of [800, 799] and one of [-800, -799]. What is left of the second after the subtraction?",
    ),
    _forward(
        mean_subtracted,
        name="mean subtracted",
        looks_like="the mean of each row is subtracted, and an exponential still overflows",
        why="Any number may be subtracted without a change to the probabilities. But only one of them makes sure "
        "that no exponent is positive.",
        next="Take a row of [800, -800, -800]. What is its largest exponent after your subtraction?",
    ),
    _forward(
        down_the_columns,
        name="wrong axis",
        looks_like="the columns add up to 1, and not the rows",
        why=_AXIS,
        next="Add up a row of your result, then a column. Which of the two should be 1? A row is one example.",
    ),
    _forward(
        down_the_columns_overflows,
        name="wrong axis, and exp overflows",
        looks_like="the columns add up to 1, and not the rows, and large scores give NaN",
        why=_AXIS + " And exp(710) is more than a computer can hold.",
        next="Add up a row of your result, then a column: which should be 1? After that, think about exp(800).",
    ),
    _forward(
        sum_of_all,
        name="one sum for the whole array",
        looks_like="the whole array adds up to 1, and not each row",
        why="A sum without an axis adds up everything. With one example that would not show.",
        next="Take two equal rows. Each is an example of its own: to what should each add up?",
    ),
    _forward(
        sum_of_all_overflows,
        name="one sum for all, and exp overflows",
        looks_like="the whole array adds up to 1, and not each row, and large scores give NaN",
        why="A sum without an axis adds up everything. And exp(710) is more than a computer can hold.",
        next="Take two equal rows: to what should each add up? After that, think about exp(800).",
    ),
    _forward(
        sums_down_the_columns,
        name="sum along another axis than the maximum",
        looks_like="the maximum is taken along the rows, and the sum down the columns",
        why="The axis stands in two places, and one of them is wrong.",
        next="Add up a row of your result. Then compare the two places where your code names an axis.",
    ),
    _forward(
        keepdims_missing,
        name="keepdims missing",
        looks_like="the sums of the rows are not a column, so that they are matched with the columns of the array",
        why="A sum along the last axis has the shape (N,). numpy lays that along the columns. It stops where the "
        "sizes differ, and computes something wrong where they happen to agree.",
        next="Print the shape of your sum. It should be (N, 1), so that each row is divided by its own number.",
    ),
    _forward(
        keepdims_missing_overflows,
        name="keepdims missing, and exp overflows",
        looks_like="the sums of the rows are not a column, and the largest score is not subtracted",
        why="A sum along the last axis has the shape (N,). numpy lays that along the columns. And exp(710) is more "
        "than a computer can hold.",
        next="Print the shape of your sum. It should be (N, 1). After that, think about exp(800).",
    ),
    _forward(
        no_exponential,
        name="no exponential",
        looks_like="the scores themselves are divided by their sum, without an exponential",
        why="It does add up to 1. But scores may be negative, and then so are the results.",
        next="Take the row [1, -1]. What is its sum, and what happens?",
    ),
    _forward(
        not_divided,
        name="not divided by the sum",
        looks_like="the exponentials are not divided by their sum",
        why="The exponentials are the first half of the way. They are positive, and they do not add up to 1.",
        next="Add up a row of your result. Should it be 1?",
    ),
    _forward(
        not_divided_overflows,
        name="only exponentials",
        looks_like="the result is the exponential of each score, and nothing else",
        why="The exponentials are the first half of the way. They are positive, and they do not add up to 1.",
        next="Add up a row of your result. Should it be 1?",
    ),
    _forward(
        largest_only,
        name="only the largest",
        looks_like="the largest score of a row becomes 1, and all others become 0",
        why="That is the choice itself, argmax. Softmax is the soft version: it also says how sure the choice is.",
        next="Take a row of two zeros. Should one of them win?",
    ),
    _forward(
        logarithm_left,
        name="logarithm of the probabilities",
        looks_like="the logarithms of the probabilities are returned",
        why="Log-softmax is a useful function of its own, and many libraries prefer it.",
        next="Are your results positive? Which function undoes a logarithm?",
    ),
    _forward(
        sigmoid_of_each,
        name="sigmoid of each score",
        looks_like="each score is turned into a probability by itself, as a sigmoid does",
        why="Both turn scores into probabilities. Softmax is for classes of which exactly one is right.",
        next="Add up a row of your result. Should it be 1?",
    ),
    _forward(
        subtracted_above_only,
        name="maximum subtracted above the line only",
        looks_like="the largest score is subtracted above the fraction line and not below it",
        why="The subtraction changes nothing as long as it stands in both places: then it cancels.",
        next="Give the shifted scores a name of their own, and use it everywhere.",
    ),
    _forward(
        divided_by_the_largest,
        name="divided by the largest",
        looks_like="the scores are divided by the largest of the row, where it should be subtracted",
        why="Both make large numbers small. A division changes the distances between the scores, and those are what "
        "the probabilities are made of.",
        next="Compare the rows [2, 4] and [0.5, 1]. Should they give the same probabilities?",
    ),
    _forward(
        sign_lost,
        name="sign of the scores flipped",
        looks_like="the smallest score gets the largest probability",
        why="There is a minus in the exponent, as in the sigmoid. Softmax has none.",
        next="Take a row of [0, 5]. Which of the two should win?",
    ),
    _forward(
        limited_at_500,
        name="scores limited to 500",
        looks_like="the scores are limited before the exponential is taken, so that large ones become equal",
        why="A limit on z saves the sigmoid. Here the distance of two scores is what counts, and a limit destroys "
        "it.",
        next="Take the row [800, 798]. What is left of the distance after your limit?",
    ),
)


def diagonal_only(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return dL_dp * p * (1 - p)


def only_the_probability(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return dL_dp * p


def not_multiplied_by_p(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return dL_dp - (dL_dp * p).sum(axis=-1, keepdims=True)


def mean_not_weighted(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return p * (dL_dp - dL_dp.mean(axis=-1, keepdims=True))


def sum_not_weighted(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return p * (dL_dp - dL_dp.sum(axis=-1, keepdims=True))


def one_mean_for_all(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return p * (dL_dp - (dL_dp * p).sum())


def mean_down_the_columns(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return p * (dL_dp - (dL_dp * p).sum(axis=0))


def column_not_kept(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return p * (dL_dp - (dL_dp * p).sum(axis=-1))


def plus_for_minus(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return p * (dL_dp + (dL_dp * p).sum(axis=-1, keepdims=True))


def sign_flipped(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return p * ((dL_dp * p).sum(axis=-1, keepdims=True) - dL_dp)


def softmax_left_out(dL_dp, z):
    return z * (dL_dp - (dL_dp * z).sum(axis=-1, keepdims=True))


def upstream_left_out(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return p * (1 - p)


def as_with_cross_entropy(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return p - dL_dp


def diagonal_left_out(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return -p * ((dL_dp * p).sum(axis=-1, keepdims=True) - dL_dp * p)


def divided_by_examples(dL_dp, z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    p = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return p * (dL_dp - (dL_dp * p).sum(axis=-1, keepdims=True)) / len(z)


_back = partial(Mistake, "dL_dz_softmax")
_BACK = (
    _back(
        diagonal_only,
        name="diagonal only",
        looks_like="only the diagonal of the Jacobian is used: p * (1 - p), as if each entry stood alone",
        why="For a sigmoid this is right. In softmax all probabilities of a row share one sum, so a score moves the "
        "others, too.",
        next="Add up a row of your result. The probabilities always add up to 1, so what must the row of a gradient "
        "by the scores add up to?",
    ),
    _back(
        only_the_probability,
        name="only times p",
        looks_like="the upstream gradient is multiplied by the probabilities, and nothing is subtracted",
        why="It is one of the two terms. It is the way through the exponential; the way through the sum is missing.",
        next="Take a dL_dp in which all entries of a row are 1. The sum of the probabilities cannot change: what "
        "must the result be?",
    ),
    _back(
        not_multiplied_by_p,
        name="factor p missing",
        looks_like="the weighted mean is subtracted, and the result is not multiplied by the probabilities",
        why="The difference is the heart of the formula. In front of it there is one more factor.",
        next="Take a class of probability 0.001. How far can it move when its score is nudged a little?",
    ),
    _back(
        mean_not_weighted,
        name="mean not weighted",
        looks_like="the plain mean of the upstream gradient is subtracted, and not the one weighted by the "
        "probabilities",
        why="A mean is easily taken with np.mean. Here likely classes count more than unlikely ones.",
        next="Work out the weighted mean for the probabilities 0.125, 0.25 and 0.625, and the gradient 8, 4 and 0.",
    ),
    _back(
        sum_not_weighted,
        name="sum not weighted",
        looks_like="the sum of the upstream gradient is subtracted, and the probabilities do not weight it",
        why="The sum in the formula has two factors in it, and the second is easily lost.",
        next="Take a dL_dp in which all entries of a row are 1. What must the result be, and what is subtracted?",
    ),
    _back(
        one_mean_for_all,
        name="one mean for the whole array",
        looks_like="the sum runs over the whole array, and not over each row",
        why="A sum without an axis adds up everything. With one example that would not show.",
        next="Take two equal rows. The result of each must be the same as that of one row alone.",
    ),
    _back(
        mean_down_the_columns,
        name="wrong axis",
        looks_like="the sum runs down the columns, over the examples",
        why=_AXIS,
        next="Which entries share a softmax: those of a row, or those of a column? The sum runs over them.",
    ),
    _back(
        column_not_kept,
        name="keepdims missing",
        looks_like="the sums of the rows are not a column, so that they are matched with the columns of the array",
        why="A sum along the last axis has the shape (N,). numpy lays that along the columns. It stops where the "
        "sizes differ, and computes something wrong where they happen to agree.",
        next="Print the shape of your sum. It should be (N, 1), so that each row gets its own number.",
    ),
    _back(
        plus_for_minus,
        name="plus instead of minus",
        looks_like="the weighted mean is added, and not subtracted",
        why="The minus comes from the quotient rule, and it is easily lost on the way.",
        next="Take a dL_dp in which all entries of a row are 1. The probabilities add up to 1 whatever the scores "
        "are: what must the result be?",
    ),
    _back(
        sign_flipped,
        name="sign flipped",
        looks_like="the sign is the wrong way round",
        why="The two parts of the difference have changed places.",
        next="Raise a score a little. Its own probability grows: which sign has the entry on the diagonal?",
    ),
    _back(
        softmax_left_out,
        name="z in place of the probabilities",
        looks_like="the formula is used with z itself, and not with the softmax of z",
        why="In the formula p is what came out of softmax. The function is given what went in.",
        next="Print what your function uses as p. Does each row add up to 1?",
    ),
    _back(
        upstream_left_out,
        name="dL_dp left out",
        looks_like="the result is p * (1 - p), and the upstream gradient is left out",
        why="The derivative is what one looks up. The chain rule multiplies it with what arrives from behind, and "
        "adds over the ways.",
        next="Take a dL_dp of 0 everywhere. What must the result be, and what is yours?",
    ),
    _back(
        as_with_cross_entropy,
        name="as with cross-entropy",
        looks_like="dL_dp is subtracted from the probabilities, as if it were the target",
        why="Softmax and cross-entropy together give p minus the target. Here softmax is alone, and what arrives is "
        "a gradient, not a target.",
        next="Take a dL_dp of 0 everywhere. Nothing arrives from behind: what must be passed on?",
    ),
    _back(
        diagonal_left_out,
        name="diagonal missing",
        looks_like="a score moves all other probabilities, and not its own",
        why="The terms beside the diagonal are the new ones. The diagonal has its own formula, and that is missing.",
        next="Add up a row of the table of slopes. It must be 0. Which term is missing?",
    ),
    _back(
        divided_by_examples,
        name="divided by N",
        looks_like="the result is divided by the number of examples",
        why="There is a mean in the loss, but its 1/N is in the gradient of the loss and arrives with dL_dp.",
        next="Take two equal rows. The result of each must be the same as that of one row alone.",
    ),
)

MISTAKES = (*_FORWARD, *_BACK)
