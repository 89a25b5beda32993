"""Known mistakes in the gradients of batch norm: ``dL_dz_batch_norm``, ``dL_dgamma`` and ``dL_dbeta``."""

from functools import partial

import numpy as np

from grader.functions import Mistake


def statistics_held_still(dL_dout, z, gamma, epsilon):
    return dL_dout * gamma / np.sqrt(z.var(axis=0) + epsilon)


def no_way_through_the_mean(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=0) + epsilon)
    z_hat, g = (z - z.mean(axis=0)) / root, dL_dout * gamma
    return (g - z_hat * (g * z_hat).mean(axis=0)) / root


def no_way_through_the_variance(dL_dout, z, gamma, epsilon):
    g = dL_dout * gamma
    return (g - g.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)


def only_the_ways_around(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=0) + epsilon)
    z_hat, g = (z - z.mean(axis=0)) / root, dL_dout * gamma
    return -(g.mean(axis=0) + z_hat * (g * z_hat).mean(axis=0)) / root


def gamma_taken_as_one(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=0) + epsilon)
    z_hat, g = (z - z.mean(axis=0)) / root, dL_dout
    return (g - g.mean(axis=0) - z_hat * (g * z_hat).mean(axis=0)) / root


def gamma_on_the_first_term_alone(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=0) + epsilon)
    z_hat, g = (z - z.mean(axis=0)) / root, dL_dout
    return (gamma * g - g.mean(axis=0) - z_hat * (g * z_hat).mean(axis=0)) / root


def divided_by_gamma(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=0) + epsilon)
    z_hat, g = (z - z.mean(axis=0)) / root, dL_dout / gamma
    return (g - g.mean(axis=0) - z_hat * (g * z_hat).mean(axis=0)) / root


def epsilon_forgotten(dL_dout, z, gamma, epsilon):
    root = z.std(axis=0)
    z_hat, g = (z - z.mean(axis=0)) / root, dL_dout * gamma
    return (g - g.mean(axis=0) - z_hat * (g * z_hat).mean(axis=0)) / root


def epsilon_added_to_the_root(dL_dout, z, gamma, epsilon):
    root = z.std(axis=0) + epsilon
    z_hat, g = (z - z.mean(axis=0)) / root, dL_dout * gamma
    return (g - g.mean(axis=0) - z_hat * (g * z_hat).mean(axis=0)) / root


def one_less_than_n(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=0, ddof=1) + epsilon)
    z_hat, g = (z - z.mean(axis=0)) / root, dL_dout * gamma
    return (g - g.mean(axis=0) - z_hat * (g * z_hat).mean(axis=0)) / root


def sums_not_divided(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=0) + epsilon)
    z_hat, g = (z - z.mean(axis=0)) / root, dL_dout * gamma
    return (g - g.sum(axis=0) - z_hat * (g * z_hat).sum(axis=0)) / root


def variance_pulls_up(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=0) + epsilon)
    z_hat, g = (z - z.mean(axis=0)) / root, dL_dout * gamma
    return (g - g.mean(axis=0) + z_hat * (g * z_hat).mean(axis=0)) / root


def half_forgotten(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=0) + epsilon)
    z_hat, g = (z - z.mean(axis=0)) / root, dL_dout * gamma
    return (g - g.mean(axis=0) - 2 * z_hat * (g * z_hat).mean(axis=0)) / root


def root_never_divides(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=0) + epsilon)
    z_hat, g = (z - z.mean(axis=0)) / root, dL_dout * gamma
    return g - g.mean(axis=0) - z_hat * (g * z_hat).mean(axis=0)


def divided_by_the_variance(dL_dout, z, gamma, epsilon):
    variance = z.var(axis=0) + epsilon
    z_hat, g = (z - z.mean(axis=0)) / np.sqrt(variance), dL_dout * gamma
    return (g - g.mean(axis=0) - z_hat * (g * z_hat).mean(axis=0)) / variance


def deviations_not_normalised(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=0) + epsilon)
    deviation, g = z - z.mean(axis=0), dL_dout * gamma
    return (g - g.mean(axis=0) - deviation * (g * deviation).mean(axis=0)) / root


def z_in_place_of_normalised(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=0) + epsilon)
    g = dL_dout * gamma
    return (g - g.mean(axis=0) - z * (g * z).mean(axis=0)) / root


def one_mean_of_products(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=0) + epsilon)
    z_hat, g = (z - z.mean(axis=0)) / root, dL_dout * gamma
    return (g - g.mean() - z_hat * (g * z_hat).mean()) / root


def over_the_units(dL_dout, z, gamma, epsilon):
    root = np.sqrt(z.var(axis=1, keepdims=True) + epsilon)
    z_hat, g = (z - z.mean(axis=1, keepdims=True)) / root, dL_dout * gamma
    return (g - g.mean(axis=1, keepdims=True) - z_hat * (g * z_hat).mean(axis=1, keepdims=True)) / root


def gradient_normalised(dL_dout, z, gamma, epsilon):
    return gamma * (dL_dout - dL_dout.mean(axis=0)) / np.sqrt(dL_dout.var(axis=0) + epsilon)


def passed_on(dL_dout, z, gamma, epsilon):
    return dL_dout * gamma


_dz = partial(Mistake, "dL_dz_batch_norm")

DL_DZ = (
    _dz(
        statistics_held_still,
        name="mean and variance held still",
        looks_like="mean and variance are treated as fixed numbers, though z has a part in both",
        why="It is the first of three ways, and the other two are hidden in the statistics.",
        next="Take a column of 0, 3 and 6 and move the 0 up to 0.3. Which normalised values change: one, or all "
        "three?",
    ),
    _dz(
        no_way_through_the_mean,
        name="no way through the mean",
        looks_like="the way through the mean is left out",
        why="The mean seems to be a constant. It moves a little with every entry of its column.",
        next="Add 0.1 to a whole column of z. Does the result of batch_norm change? What must your column add up "
        "to, then?",
    ),
    _dz(
        no_way_through_the_variance,
        name="no way through the variance",
        looks_like="the way through the variance is left out",
        why="It is the longest of the three ways: through the square, the mean and the root.",
        next="Make a column of z ten times as large. The result of batch_norm hardly changes. Does your gradient "
        "know?",
    ),
    _dz(
        only_the_ways_around,
        name="no direct way",
        looks_like="the two ways through mean and variance are there, and the direct one is left out",
        why="The direct way is so short that it is easily lost among the others.",
        next="Take a very large batch, in which mean and variance hardly move. What is left?",
    ),
    _dz(
        gamma_taken_as_one,
        name="gamma left out",
        looks_like="gamma is not used, as though it were 1",
        why="At the start of training gamma is 1, and a factor of 1 can be forgotten.",
        next="Double gamma: the result of batch_norm moves twice as far for the same nudge. What does your "
        "gradient do?",
    ),
    _dz(
        gamma_on_the_first_term_alone,
        name="gamma on the first term alone",
        looks_like="gamma multiplies the first of the three terms and not the other two",
        why="All three ways pass through gamma, and it was written where it came up first.",
        next="Take a gamma of 0. Whatever z is, the result is beta. What must the gradient be?",
    ),
    _dz(
        divided_by_gamma,
        name="divided by gamma",
        looks_like="the gradient is divided by gamma, where it should be multiplied by it",
        why="Going backward sounds like undoing. It is only the order of the computation that is reversed.",
        next="Take a gamma of 0.001: a nudge of z hardly moves the result. Should the gradient be large or small?",
    ),
    _dz(
        epsilon_forgotten,
        name="no epsilon",
        looks_like="epsilon is not added to the variance",
        why="It changes little as long as variances are large.",
        next="Compare the root in this function with that in your batch_norm.",
    ),
    _dz(
        epsilon_added_to_the_root,
        name="epsilon outside the root",
        looks_like="epsilon is added to the root, where it should be added below it",
        why="RMSProp and Adam have it outside. The way back has to match the forward pass.",
        next="Compare the root in this function with that in your batch_norm.",
    ),
    _dz(
        one_less_than_n,
        name="divided by N - 1",
        looks_like="the variance divides by N - 1, where it should divide by N",
        why="Statistics uses N - 1 to judge a population by a sample. The way back has to match the forward pass.",
        next="Compare the variance in this function with that in your batch_norm.",
    ),
    _dz(
        sums_not_divided,
        name="sums in place of means",
        looks_like="the two means are sums that are not divided by N",
        why="Along each way the chain rule adds up, and the 1/N of mean and variance is a factor on that way.",
        next="Each column of the result adds up to 0, whatever comes in. Does yours?",
    ),
    _dz(
        variance_pulls_up,
        name="plus in the last term",
        looks_like="the term of the variance is added, where it should be subtracted",
        why="The minus comes from a derivative of 1 / root, and it is easily lost.",
        next="Take an entry far above its mean. If it rises, so does the root, and what happens to what is "
        "divided by it?",
    ),
    _dz(
        half_forgotten,
        name="factor 2 in the last term",
        looks_like="the term of the variance is twice as large as it should be",
        why="The 2 comes from the derivative of a square. The root's derivative has a half that takes it away.",
        next="Write down the derivative of the root of x, and that of x squared.",
    ),
    _dz(
        root_never_divides,
        name="not divided by the root",
        looks_like="all three terms are there, and nothing is divided by the root",
        why="The root belongs to all three ways, and stands at the very end of a long line.",
        next="Take a column that is ten times as large. A nudge of z moves the result a tenth as far.",
    ),
    _dz(
        divided_by_the_variance,
        name="divided by the variance",
        looks_like="the gradient is divided by the variance, not by its root",
        why="A variance has squares in it, and the root is easily forgotten.",
        next="Take a variance of 6 and an epsilon of 3. By how much does the result move if z moves by 1 and the "
        "statistics stand still?",
    ),
    _dz(
        deviations_not_normalised,
        name="deviations not divided",
        looks_like="the last term uses z minus its mean, and not the normalised values",
        why="The derivative of a variance has the plain deviation in it. Two roots below it make it a normalised "
        "value.",
        next="Make z ten times as large: the normalised values stay. What does your last term do?",
    ),
    _dz(
        z_in_place_of_normalised,
        name="z in place of its normalised values",
        looks_like="the last term uses z itself, and not the normalised values",
        why="z is the argument at hand. The normalised values have to be computed again.",
        next="Add 100 to a whole column of z. The result of batch_norm stays as it is. Does your gradient?",
    ),
    _dz(
        one_mean_of_products,
        name="one mean for all units",
        looks_like="the means are taken over the whole array, where each unit has its own",
        why="Without an axis, numpy takes the mean of everything.",
        next="Change the gradients of the second unit alone. Should the first column of the result change?",
    ),
    _dz(
        over_the_units,
        name="along the rows",
        looks_like="means and variances are taken along each row, where they should be taken down each column",
        why="That is layer norm. A batch norm looks at one unit in all examples of the batch.",
        next="Compare the axis in this function with that in your batch_norm.",
    ),
    _dz(
        gradient_normalised,
        name="the gradient normalised",
        looks_like="the upstream gradient itself is normalised, as z was in the forward pass",
        why="Forward and backward look alike here. But a gradient asks how far things move, and its size matters.",
        next="Double the upstream gradient: the loss feels everything twice as strongly. What does your result do?",
    ),
    _dz(
        passed_on,
        name="gradient of the stretching alone",
        looks_like="the gradient goes back through gamma, and the normalising is left out",
        why="The last thing that the forward pass does is the first on the way back. There are more.",
        next="Take a column of 0, 3 and 6, and move the 6 to 6.3. By how much does its normalised value move?",
    ),
)


def upstream_alone(dL_dout, z, epsilon):
    return dL_dout.sum(axis=0)


def z_not_normalised(dL_dout, z, epsilon):
    return (dL_dout * z).sum(axis=0)


def only_centred(dL_dout, z, epsilon):
    return (dL_dout * (z - z.mean(axis=0))).sum(axis=0)


def only_divided(dL_dout, z, epsilon):
    return (dL_dout * z / np.sqrt(z.var(axis=0) + epsilon)).sum(axis=0)


def averaged(dL_dout, z, epsilon):
    return (dL_dout * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)).mean(axis=0)


def not_summed(dL_dout, z, epsilon):
    return dL_dout * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)


def summed_along_the_rows(dL_dout, z, epsilon):
    return (dL_dout * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)).sum(axis=1)


def summed_over_everything(dL_dout, z, epsilon):
    return (dL_dout * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)).sum()


def gamma_without_epsilon(dL_dout, z, epsilon):
    return (dL_dout * (z - z.mean(axis=0)) / z.std(axis=0)).sum(axis=0)


def gamma_with_epsilon_outside(dL_dout, z, epsilon):
    return (dL_dout * (z - z.mean(axis=0)) / (z.std(axis=0) + epsilon)).sum(axis=0)


def gamma_with_one_less(dL_dout, z, epsilon):
    return (dL_dout * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0, ddof=1) + epsilon)).sum(axis=0)


def divided_by_variance(dL_dout, z, epsilon):
    return (dL_dout * (z - z.mean(axis=0)) / (z.var(axis=0) + epsilon)).sum(axis=0)


def every_row_normalised(dL_dout, z, epsilon):
    mean, variance = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
    return (dL_dout * (z - mean) / np.sqrt(variance + epsilon)).sum(axis=0)


_dgamma = partial(Mistake, "dL_dgamma")

DL_DGAMMA = (
    _dgamma(
        upstream_alone,
        name="normalised values left out",
        looks_like="the upstream gradient is added up, and the normalised values are left out",
        why="That is the gradient of beta, which is added. gamma is multiplied with something.",
        next="Differentiate gamma * x + beta, all plain numbers, with respect to gamma and to beta: what is "
        "different?",
    ),
    _dgamma(
        z_not_normalised,
        name="z not normalised",
        looks_like="the upstream gradient is multiplied by z, which has not been normalised",
        why="z is the argument at hand. What gamma multiplies are the normalised values.",
        next="Write down the forward pass. What stands beside gamma?",
    ),
    _dgamma(
        only_centred,
        name="not divided by the root",
        looks_like="the mean is subtracted from z, and nothing is divided by the root",
        why="Normalising has two halves: a common middle, and a common size.",
        next="Make z ten times as large. The normalised values stay. Does your result?",
    ),
    _dgamma(
        only_divided,
        name="mean not subtracted",
        looks_like="z is divided by the root, and its mean is not subtracted before",
        why="Normalising has two halves: a common middle, and a common size.",
        next="Add 100 to a whole column of z. The normalised values stay. Does your result?",
    ),
    _dgamma(
        averaged,
        name="mean in place of sum",
        looks_like="the parts of the examples are averaged, where they should be added up",
        why="There is a mean in the loss, but its 1/N is already in the upstream gradient.",
        next="Compare with your dL_db2 in backprop: is it a sum or a mean?",
    ),
    _dgamma(
        not_summed,
        name="not added up over the examples",
        looks_like="there is one row for each example, and they are not added up",
        why="Each example has a part in it, and that is right. All examples share one gamma.",
        next="Write the shape of gamma next to the shape of your result. Which size is too many?",
    ),
    _dgamma(
        summed_along_the_rows,
        name="added up along the rows",
        looks_like="the products are added up along each row, so that there is a number for each example",
        why="axis=0 runs down the columns and axis=1 along the rows; the two are easily exchanged.",
        next="gamma has one number for each unit. How many numbers has your result?",
    ),
    _dgamma(
        summed_over_everything,
        name="one number for all units",
        looks_like="everything is added up into a single number",
        why="Without an axis, numpy adds up all of it.",
        next="gamma has one number for each unit. How many numbers has your result?",
    ),
    _dgamma(
        gamma_without_epsilon,
        name="no epsilon",
        looks_like="epsilon is not added to the variance",
        why="It changes little as long as variances are large.",
        next="Compare the root in this function with that in your batch_norm.",
    ),
    _dgamma(
        gamma_with_epsilon_outside,
        name="epsilon outside the root",
        looks_like="epsilon is added to the root, where it should be added below it",
        why="RMSProp and Adam have it outside. The way back has to match the forward pass.",
        next="Compare the root in this function with that in your batch_norm.",
    ),
    _dgamma(
        gamma_with_one_less,
        name="divided by N - 1",
        looks_like="the variance divides by N - 1, where it should divide by N",
        why="Statistics uses N - 1 to judge a population by a sample. The way back has to match the forward pass.",
        next="Compare the variance in this function with that in your batch_norm.",
    ),
    _dgamma(
        divided_by_variance,
        name="no root",
        looks_like="the deviations are divided by the variance, not by its root",
        why="A variance has squares in it, and the root is easily forgotten.",
        next="Make z ten times as large. The normalised values stay. Does your result?",
    ),
    _dgamma(
        every_row_normalised,
        name="normalised along the rows",
        looks_like="each row is normalised by itself, over its units, where each column should be, over the examples",
        why="That is layer norm. A batch norm looks at one unit in all examples of the batch.",
        next="Compare the axis in this function with that in your batch_norm.",
    ),
)


def beta_averaged(dL_dout):
    return dL_dout.mean(axis=0)


def beta_along_the_rows(dL_dout):
    return dL_dout.sum(axis=1)


def beta_of_everything(dL_dout):
    return dL_dout.sum()


def beta_for_each_example(dL_dout):
    return dL_dout


def beta_as_a_row(dL_dout):
    return dL_dout.sum(axis=0, keepdims=True)


def examples_counted(dL_dout):
    return np.full(dL_dout.shape[1], float(dL_dout.shape[0]))


def beta_downhill(dL_dout):
    return -dL_dout.sum(axis=0)


def beta_of_the_first_example(dL_dout):
    return dL_dout[0]


_dbeta = partial(Mistake, "dL_dbeta")

DL_DBETA = (
    _dbeta(
        beta_averaged,
        name="mean in place of sum",
        looks_like="the rows are averaged, where they should be added up",
        why="There is a mean in the loss, but its 1/N is already in the upstream gradient.",
        next="Compare with your dL_db2 in backprop: is it a sum or a mean?",
    ),
    _dbeta(
        beta_along_the_rows,
        name="added up along the rows",
        looks_like="each row is added up, so that there is a number for each example",
        why="axis=0 runs down the columns and axis=1 along the rows; the two are easily exchanged.",
        next="beta has one number for each unit. How many numbers has your result?",
    ),
    _dbeta(
        beta_of_everything,
        name="one number for all units",
        looks_like="everything is added up into a single number",
        why="Without an axis, numpy adds up all of it.",
        next="beta has one number for each unit. How many numbers has your result?",
    ),
    _dbeta(
        beta_for_each_example,
        name="not added up over the examples",
        looks_like="the upstream gradient comes back as it is, with a row for each example",
        why="For one example that is right. All examples share one beta, so their parts are added.",
        next="Write the shape of beta next to the shape of your result. Which size is too many?",
    ),
    _dbeta(
        beta_as_a_row,
        name="one row too many brackets",
        looks_like="the sums are right, and they come in a table with one row",
        why="keepdims keeps the axis that was added up. The shape of beta has one axis.",
        next="Print the shape of your result. A gradient has the shape of what it is the gradient by.",
    ),
    _dbeta(
        examples_counted,
        name="upstream gradient left out",
        looks_like="the examples are counted, and the upstream gradient is left out",
        why="The derivative of what is added is 1, and that is right. The chain rule multiplies it by what comes in.",
        next="Double the upstream gradient. Does anything in the answer change?",
    ),
    _dbeta(
        beta_downhill,
        name="sign flipped",
        looks_like="the sign is the wrong way round",
        why="The minus of gradient descent is often put here in advance. It belongs to the update rule.",
        next="Take an upstream gradient of 1. If beta grows by 0.1, does the loss grow or shrink?",
    ),
    _dbeta(
        beta_of_the_first_example,
        name="first example only",
        looks_like="only the first example counts, as when row 0 is picked out or a return stands inside a loop",
        why="With one example that is right. All examples share one beta, so every one adds its part.",
        next="Take two rows, [1, 2] and [3, 5]. What is their sum?",
    ),
)
