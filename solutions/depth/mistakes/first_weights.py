"""Known mistakes in ``he_init`` and ``xavier_init``: they are recognised by the laws that they break."""

from functools import partial

import numpy as np

from grader.functions import Mistake


def one_in_place_of_two(n_out, n_in, rng):
    return rng.normal(0.0, np.sqrt(1 / n_in), (n_out, n_in))


def what_goes_out(n_out, n_in, rng):
    return rng.normal(0.0, np.sqrt(2 / n_out), (n_out, n_in))


def that_of_xavier(n_out, n_in, rng):
    return rng.normal(0.0, np.sqrt(2 / (n_in + n_out)), (n_out, n_in))


def variance_for_deviation(n_out, n_in, rng):
    return rng.normal(0.0, 2 / n_in, (n_out, n_in))


def root_of_two_alone(n_out, n_in, rng):
    return rng.normal(0.0, np.sqrt(2) / n_in, (n_out, n_in))


def multiplied(n_out, n_in, rng):
    return rng.normal(0.0, np.sqrt(n_in / 2), (n_out, n_in))


def not_scaled(n_out, n_in, rng):
    return rng.normal(size=(n_out, n_in))


def uniform_numbers(n_out, n_in, rng):
    limit = np.sqrt(6 / n_in)
    return rng.uniform(-limit, limit, (n_out, n_in))


def uniform_up_to_the_deviation(n_out, n_in, rng):
    limit = np.sqrt(2 / n_in)
    return rng.uniform(-limit, limit, (n_out, n_in))


def never_negative(n_out, n_in, rng):
    return rng.random((n_out, n_in)) * np.sqrt(2 / n_in)


def turned(n_out, n_in, rng):
    return rng.normal(0.0, np.sqrt(2 / n_in), (n_in, n_out))


def another_generator(n_out, n_in, rng):
    return np.random.randn(n_out, n_in) * np.sqrt(2 / n_in)


def fixed_seed(n_out, n_in, rng):
    rng = np.random.default_rng(0)
    return rng.normal(0.0, np.sqrt(2 / n_in), (n_out, n_in))


def one_number_for_all(n_out, n_in, rng):
    return np.full((n_out, n_in), rng.normal(0.0, np.sqrt(2 / n_in)))


def one_row_for_all(n_out, n_in, rng):
    return np.tile(rng.normal(0.0, np.sqrt(2 / n_in), n_in), (n_out, 1))


def all_zeros(n_out, n_in, rng):
    return np.zeros((n_out, n_in))


_he = partial(Mistake, "he_init")

HE = (
    _he(
        one_in_place_of_two,
        name="1 in place of 2",
        looks_like="the variance is 1 / n_in, half of what it should be",
        why="That is right where nothing is lost between two layers. ReLU throws half of the mean square away, and "
        "the 2 makes up for it.",
        next="Pass 1000 random numbers through a ReLU. What becomes of the mean of their squares?",
    ),
    _he(
        what_goes_out,
        name="n_out in place of n_in",
        looks_like="the variance is 2 / n_out, though a unit adds up n_in products",
        why="The two sizes are easily exchanged, and in a square layer they are equal.",
        next="Write down one unit's sum. How many terms has it: as many as there are units, or as many as values "
        "come in?",
    ),
    _he(
        that_of_xavier,
        name="Xavier's variance",
        looks_like="the variance is 2 / (n_in + n_out), which is that of the next step",
        why="The two rules are neighbours in every book. For a square layer, that one gives half of this one.",
        next="Which of the two rules was made for ReLU, and what is it that a ReLU loses?",
    ),
    _he(
        variance_for_deviation,
        name="variance used as deviation",
        looks_like="2 / n_in is handed over as the standard deviation, though it is the variance",
        why="rng.normal asks for the standard deviation, and the formula speaks of the variance.",
        next="Take n_in = 200. How large is the variance when the standard deviation is 0.01?",
    ),
    _he(
        root_of_two_alone,
        name="root of the 2 alone",
        looks_like="the root is taken of the 2 alone, and n_in stays as it is",
        why="A bracket closes one character too early. For n_in = 1 there is no difference.",
        next="Take n_in = 200. What is the root of 2 / 200, and what is the root of 2, divided by 200?",
    ),
    _he(
        multiplied,
        name="upside down",
        looks_like="the fraction is upside down: the weights grow with n_in",
        why="The rule has n_in in it, and which way round is forgotten first.",
        next="A unit adds up more and more products. Must each become larger or smaller, if the sum is to keep "
        "its size?",
    ),
    _he(
        not_scaled,
        name="not scaled",
        looks_like="the weights are normal numbers of variance 1, whatever the sizes are",
        why="rng.normal gives these if it is told nothing. In a small network they work.",
        next="Add up 200 products of such weights and ones. How large is the sum usually?",
    ),
    _he(
        uniform_numbers,
        name="uniform numbers",
        looks_like="the numbers have the right variance, and they are uniform, not normal",
        why="Libraries offer this rule with either kind, and both train well. Here normal numbers are asked for.",
        next="Draw a thousand and make a histogram. Is it a box or a bell?",
    ),
    _he(
        uniform_up_to_the_deviation,
        name="uniform up to the deviation",
        looks_like="the numbers are uniform, with the standard deviation for a limit",
        why="rng.uniform asks for two limits. Numbers between them are closer to 0 than the limits are.",
        next="Draw a thousand numbers between -1 and 1. What is the mean of their squares? It is not 1.",
    ),
    _he(
        never_negative,
        name="never negative",
        looks_like="no weight is negative: the numbers are uniform and begin at 0",
        why="rng.random is the shortest way to random numbers, and it gives those between 0 and 1.",
        next="Print ten of your weights. About half of them should be negative.",
    ),
    _he(
        turned,
        name="turned",
        looks_like="the shape is (n_in, n_out)",
        why="Where a layer is written a @ W that is right. Here a row of W belongs to one unit.",
        next="Write down the shape of W1 in backprop: which of its two sizes is the number of units?",
    ),
    _he(
        another_generator,
        name="not from rng",
        looks_like="the numbers come from another generator, and not from rng",
        why="np.random has a generator of its own that is always at hand. With it, nobody can repeat your training.",
        next="Call it twice with generators of the same seed. Are the weights the same?",
    ),
    _he(
        fixed_seed,
        name="always the same weights",
        looks_like="the weights are the same every time, whatever rng is",
        why="A generator with a fixed seed is made inside the function, and begins anew in each call.",
        next="Call it twice with one and the same rng. Two layers should not begin alike.",
    ),
    _he(
        one_number_for_all,
        name="one number for all weights",
        looks_like="a single number is drawn, and all weights are equal to it",
        why="Without a size, rng.normal gives one number, and numpy spreads it over the array without a word.",
        next="Print W for n_out = 2 and n_in = 3. If two units begin alike, what can make them differ later?",
    ),
    _he(
        one_row_for_all,
        name="one row for all units",
        looks_like="all units have the same row of weights",
        why="A row was drawn, and repeated for each unit. Units that begin alike get the same gradients, and "
        "stay alike.",
        next="Print W for n_out = 2 and n_in = 3. Each unit needs numbers of its own.",
    ),
    _he(
        all_zeros,
        name="zeros",
        looks_like="all weights are 0",
        why="0 is a good start for biases. With weights of 0 all units are alike, and no gradient passes through "
        "them.",
        next="Take an upstream gradient of 1 and pass it back through weights of 0. What arrives?",
    ),
)


def he_in_place_of_xavier(n_out, n_in, rng):
    return rng.normal(0.0, np.sqrt(2 / n_in), (n_out, n_in))


def one_way_only(n_out, n_in, rng):
    return rng.normal(0.0, np.sqrt(1 / n_in), (n_out, n_in))


def one_over_the_sum(n_out, n_in, rng):
    return rng.normal(0.0, np.sqrt(1 / (n_in + n_out)), (n_out, n_in))


def variance_for_xaviers_deviation(n_out, n_in, rng):
    return rng.normal(0.0, 2 / (n_in + n_out), (n_out, n_in))


def limit_for_deviation(n_out, n_in, rng):
    return rng.normal(0.0, np.sqrt(6 / (n_in + n_out)), (n_out, n_in))


def without_brackets(n_out, n_in, rng):
    return rng.normal(0.0, np.sqrt(2 / n_in + n_out), (n_out, n_in))


def xavier_not_scaled(n_out, n_in, rng):
    return rng.normal(size=(n_out, n_in))


def xaviers_uniform_numbers(n_out, n_in, rng):
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_out, n_in))


def xavier_never_negative(n_out, n_in, rng):
    return rng.random((n_out, n_in)) * np.sqrt(2 / (n_in + n_out))


def xavier_turned(n_out, n_in, rng):
    return rng.normal(0.0, np.sqrt(2 / (n_in + n_out)), (n_in, n_out))


def xavier_from_another_generator(n_out, n_in, rng):
    return np.random.randn(n_out, n_in) * np.sqrt(2 / (n_in + n_out))


def xavier_with_a_fixed_seed(n_out, n_in, rng):
    rng = np.random.default_rng(0)
    return rng.normal(0.0, np.sqrt(2 / (n_in + n_out)), (n_out, n_in))


def xavier_one_number_for_all(n_out, n_in, rng):
    return np.full((n_out, n_in), rng.normal(0.0, np.sqrt(2 / (n_in + n_out))))


_xavier = partial(Mistake, "xavier_init")

XAVIER = (
    _xavier(
        he_in_place_of_xavier,
        name="He's variance",
        looks_like="the variance is 2 / n_in, as in the step before",
        why="The function was copied from the one above it, and the fraction stayed.",
        next="Take n_in = 200 and n_out = 5. On the way back a sum has 5 terms. Does your variance know of them?",
    ),
    _xavier(
        one_way_only,
        name="the way forward alone",
        looks_like="the variance is 1 / n_in, which looks at the way forward alone",
        why="Some libraries call that by the same name. The paper takes the mean of both ways.",
        next="Change n_out alone and call it again. Should the size of the weights change?",
    ),
    _xavier(
        one_over_the_sum,
        name="1 in place of 2",
        looks_like="the variance is 1 / (n_in + n_out), half of what it should be",
        why="The 2 belongs to the mean of the two sizes, and a mean is easily taken for a sum.",
        next="Take n_in = n_out = 50. Forward alone wants a variance of 1 / 50. What does yours give?",
    ),
    _xavier(
        variance_for_xaviers_deviation,
        name="variance used as deviation",
        looks_like="2 / (n_in + n_out) is handed over as the standard deviation, though it is the variance",
        why="rng.normal asks for the standard deviation, and the formula speaks of the variance.",
        next="Take n_in = n_out = 100. How large is the variance when the standard deviation is 0.01?",
    ),
    _xavier(
        limit_for_deviation,
        name="6 in place of 2",
        looks_like="the variance is 6 / (n_in + n_out), three times what it should be",
        why="The 6 is in the paper: it belongs to the limit of uniform numbers. Their variance is a third of its "
        "square.",
        next="Draw a thousand numbers between -1 and 1. What is the mean of their squares?",
    ),
    _xavier(
        without_brackets,
        name="no brackets around the sum",
        looks_like="n_out is added to the fraction, since brackets around n_in + n_out are missing",
        why="A fraction line has brackets below it. Python needs them written.",
        next="Work out 2 / 3 + 5 and 2 / (3 + 5). Which of the two did you mean?",
    ),
    _xavier(
        xavier_not_scaled,
        name="not scaled",
        looks_like="the weights are normal numbers of variance 1, whatever the sizes are",
        why="rng.normal gives these if it is told nothing. In a small network they work.",
        next="Add up 200 products of such weights and ones. How large is the sum usually?",
    ),
    _xavier(
        xaviers_uniform_numbers,
        name="uniform numbers",
        looks_like="the numbers have the right variance, and they are uniform, not normal",
        why="The paper draws uniform ones, and both kinds train equally well. Here normal numbers are asked for.",
        next="Draw a thousand and make a histogram. Is it a box or a bell?",
    ),
    _xavier(
        xavier_never_negative,
        name="never negative",
        looks_like="no weight is negative: the numbers are uniform and begin at 0",
        why="rng.random is the shortest way to random numbers, and it gives those between 0 and 1.",
        next="Print ten of your weights. About half of them should be negative.",
    ),
    _xavier(
        xavier_turned,
        name="turned",
        looks_like="the shape is (n_in, n_out)",
        why="The variance is the same either way, so nothing but the shape shows it.",
        next="Write down the shape of W1 in backprop: which of its two sizes is the number of units?",
    ),
    _xavier(
        xavier_from_another_generator,
        name="not from rng",
        looks_like="the numbers come from another generator, and not from rng",
        why="np.random has a generator of its own that is always at hand. With it, nobody can repeat your training.",
        next="Call it twice with generators of the same seed. Are the weights the same?",
    ),
    _xavier(
        xavier_with_a_fixed_seed,
        name="always the same weights",
        looks_like="the weights are the same every time, whatever rng is",
        why="A generator with a fixed seed is made inside the function, and begins anew in each call.",
        next="Call it twice with one and the same rng. Two layers should not begin alike.",
    ),
    _xavier(
        xavier_one_number_for_all,
        name="one number for all weights",
        looks_like="a single number is drawn, and all weights are equal to it",
        why="Without a size, rng.normal gives one number, and numpy spreads it over the array without a word.",
        next="Print W for n_out = 2 and n_in = 3. If two units begin alike, what can make them differ later?",
    ),
)
