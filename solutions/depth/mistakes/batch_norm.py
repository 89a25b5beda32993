"""Known mistakes in ``batch_norm``."""

from functools import partial

import numpy as np

from grader.functions import Mistake


def unbiased_variance(z, gamma, beta, epsilon):
    return gamma * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0, ddof=1) + epsilon) + beta


def epsilon_outside_the_root(z, gamma, beta, epsilon):
    return gamma * (z - z.mean(axis=0)) / (z.std(axis=0) + epsilon) + beta


def no_epsilon(z, gamma, beta, epsilon):
    return gamma * (z - z.mean(axis=0)) / z.std(axis=0) + beta


def no_root(z, gamma, beta, epsilon):
    return gamma * (z - z.mean(axis=0)) / (z.var(axis=0) + epsilon) + beta


def epsilon_beside_the_fraction(z, gamma, beta, epsilon):
    return gamma * ((z - z.mean(axis=0)) / z.std(axis=0) + epsilon) + beta


def multiplied_by_the_root(z, gamma, beta, epsilon):
    return gamma * (z - z.mean(axis=0)) * np.sqrt(z.var(axis=0) + epsilon) + beta


def each_example_by_itself(z, gamma, beta, epsilon):
    mean, variance = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
    return gamma * (z - mean) / np.sqrt(variance + epsilon) + beta


def one_mean_for_all(z, gamma, beta, epsilon):
    return gamma * (z - z.mean()) / np.sqrt(z.var() + epsilon) + beta


def one_variance_for_all(z, gamma, beta, epsilon):
    return gamma * (z - z.mean(axis=0)) / np.sqrt(z.var() + epsilon) + beta


def mean_not_subtracted(z, gamma, beta, epsilon):
    return gamma * z / np.sqrt(z.var(axis=0) + epsilon) + beta


def mean_subtracted_after(z, gamma, beta, epsilon):
    return gamma * (z / np.sqrt(z.var(axis=0) + epsilon) - z.mean(axis=0)) + beta


def not_divided(z, gamma, beta, epsilon):
    return gamma * (z - z.mean(axis=0)) + beta


def variance_around_zero(z, gamma, beta, epsilon):
    return gamma * (z - z.mean(axis=0)) / np.sqrt((z**2).mean(axis=0) + epsilon) + beta


def squares_summed(z, gamma, beta, epsilon):
    deviation = z - z.mean(axis=0)
    return gamma * deviation / np.sqrt((deviation**2).sum(axis=0) + epsilon) + beta


def mean_distance(z, gamma, beta, epsilon):
    deviation = z - z.mean(axis=0)
    return gamma * deviation / np.sqrt(np.abs(deviation).mean(axis=0) + epsilon) + beta


def gamma_left_out(z, gamma, beta, epsilon):
    return (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon) + beta


def beta_left_out(z, gamma, beta, epsilon):
    return gamma * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)


def only_normalised(z, gamma, beta, epsilon):
    return (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)


def gamma_and_beta_exchanged(z, gamma, beta, epsilon):
    return beta * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon) + gamma


def beta_stretched_too(z, gamma, beta, epsilon):
    return gamma * ((z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon) + beta)


def stretched_before(z, gamma, beta, epsilon):
    z = gamma * z + beta
    return (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)


_known = partial(Mistake, "batch_norm")

BATCH_NORM = (
    _known(
        unbiased_variance,
        name="divided by N - 1",
        looks_like="the variance divides by N - 1, where it should divide by N",
        why="Statistics uses N - 1 to judge a population by a sample. Here the batch itself is to get the "
        "variance 1.",
        next="Take a column of 0, 3 and 6. Are the squares of the three deviations shared among three, or among two?",
    ),
    _known(
        epsilon_outside_the_root,
        name="epsilon outside the root",
        looks_like="epsilon is added to the root, where it should be added below it",
        why="RMSProp and Adam have it outside. With an epsilon of 1e-5 the difference is hard to see.",
        next="Take a variance of 6 and an epsilon of 3. What is divided by: 3, or 5.4?",
    ),
    _known(
        no_epsilon,
        name="no epsilon",
        looks_like="epsilon is not added to the variance",
        why="It changes little as long as variances are large.",
        next="Take a column whose numbers are all 2. What is divided by what?",
    ),
    _known(
        no_root,
        name="no root",
        looks_like="the deviations are divided by the variance, not by its root",
        why="A variance has squares in it, and the root is easily forgotten.",
        next="Make all of z ten times as large. The result should hardly change: does yours?",
    ),
    _known(
        epsilon_beside_the_fraction,
        name="epsilon beside the fraction",
        looks_like="epsilon is added to the fraction, since a bracket below the line closes too early",
        why="A root sign covers all that stands below it. Python needs a bracket for that.",
        next="Take a column of which all numbers are 2. Is your fraction still 0 divided by 0?",
    ),
    _known(
        multiplied_by_the_root,
        name="multiplied by the root",
        looks_like="the deviations are multiplied by the root, where they should be divided by it",
        why="Without brackets, a product behind a division is carried out as a product.",
        next="Take columns of 0, 3, 6 and of 0, 30, 60. Normalised they should be nearly alike.",
    ),
    _known(
        each_example_by_itself,
        name="along the rows",
        looks_like="each row is normalised by itself, over its units, where each column should be, over the examples",
        why="That is layer norm, a good method of its own. A batch norm looks at one unit in all examples of the "
        "batch.",
        next="Print the mean of each column of your result, with gamma 1 and beta 0. What should it be?",
    ),
    _known(
        one_mean_for_all,
        name="one mean for all units",
        looks_like="mean and variance are taken over the whole array, where each unit has its own",
        why="Without an axis, numpy takes the mean of everything.",
        next="Print the shape of your mean: there should be one number for each column.",
    ),
    _known(
        one_variance_for_all,
        name="one variance for all units",
        looks_like="each unit has a mean of its own, and all have one variance",
        why="One of two lines has its axis, and the other has not.",
        next="Print the shapes of your mean and of your variance. Are they the same?",
    ),
    _known(
        mean_not_subtracted,
        name="mean not subtracted",
        looks_like="z is divided by the root, and its mean is not subtracted before",
        why="Where the mean is close to 0, as it often is in examples, it makes no difference.",
        next="Print the mean of each column of your result, with gamma 1 and beta 0. What should it be?",
    ),
    _known(
        mean_subtracted_after,
        name="mean subtracted too late",
        looks_like="z is divided first, and then the mean of the undivided z is subtracted",
        why="A bracket is missing around the difference, so that the division comes before the subtraction.",
        next="Take a column of 0, 3 and 6. Which number should become 0?",
    ),
    _known(
        not_divided,
        name="not divided by the root",
        looks_like="the mean is subtracted, and nothing is divided by the root of the variance",
        why="Normalising has two halves: a common middle, and a common size.",
        next="Print the spread of each column of your result, with gamma 1. Which size should all have?",
    ),
    _known(
        variance_around_zero,
        name="mean square in place of variance",
        looks_like="the mean of z squared is used for the variance",
        why="The two are the same where the mean is 0. A variance is measured from the mean.",
        next="Take a column of 9, 10 and 11. How far are these numbers from their mean?",
    ),
    _known(
        squares_summed,
        name="squares added up, no mean",
        looks_like="the squared deviations are added up and not divided by N",
        why="sum and mean differ in one word. Then each column becomes smaller the more examples there are.",
        next="Give it every example twice. Should the result of an example change?",
    ),
    _known(
        mean_distance,
        name="distances not squared",
        looks_like="the mean distance from the mean is used in place of the variance",
        why="Either measures spread. The root that follows is meant for squares.",
        next="Take deviations of -3, 0 and 3. What is the mean of their squares?",
    ),
    _known(
        gamma_left_out,
        name="gamma left out",
        looks_like="gamma is not used",
        why="At the start of training gamma is 1, and a factor of 1 can be forgotten.",
        next="Call it twice, with a gamma of 1 and of 2. Does anything in the answer change?",
    ),
    _known(
        beta_left_out,
        name="beta left out",
        looks_like="beta is not added",
        why="At the start of training beta is 0.",
        next="Call it twice, with a beta of 0 and of 2. Does anything in the answer change?",
    ),
    _known(
        only_normalised,
        name="gamma and beta left out",
        looks_like="z is normalised, and neither gamma nor beta is used",
        why="Normalising is the part with the name. gamma and beta let a unit have another middle and size.",
        next="Change gamma and beta and call it again. Does anything in the answer change?",
    ),
    _known(
        gamma_and_beta_exchanged,
        name="gamma and beta exchanged",
        looks_like="beta multiplies and gamma is added",
        why="Two Greek letters that always come together.",
        next="With gamma 0, what should be left of z? And with beta 0?",
    ),
    _known(
        beta_stretched_too,
        name="beta multiplied by gamma",
        looks_like="beta is added first, and then multiplied by gamma like the rest",
        why="A bracket goes one term too far.",
        next="Take normalised values of 0. What should come out: beta, or gamma times beta?",
    ),
    _known(
        stretched_before,
        name="gamma and beta before normalising",
        looks_like="gamma and beta are applied to z first, and normalising takes them away again",
        why="The order looks free. But a mean and a size that normalising removes might as well not be there.",
        next="Change beta and call it again. Does anything in the answer change?",
    ),
)
