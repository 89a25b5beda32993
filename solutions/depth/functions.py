"""The records of the nine functions: first weights, batch norm and its gradients, the residual block, clipping."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from grader.functions import (
    Argument,
    Case,
    Draw,
    Function,
    Gradient,
    Property,
    Result,
    Role,
    Setting,
    among,
    between,
    generator,
    gradients,
    numbers,
    weights,
)

from . import properties

SYMBOLS = {"N": "the number of examples", "n": "the number of units"}

ROWS = ("N", "n")
UPSTREAM = Argument("dL_dout", gradients(*ROWS))


def batch_norm(z, gamma, beta, epsilon):
    return gamma * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon) + beta


def residual(a, W, b):
    return a + np.maximum(a @ W.T + b, 0.0)


# First weights

_VARIANCES = {
    "he_init": (
        Property("twice 1 / n_in", properties.two_counts),
        Property("n_in and not n_out", properties.what_comes_in_counts),
        Property("not the variance of Xavier", properties.not_that_of_xavier),
        Property("a root of the variance", properties.root_of_he),
        Property("a root of the whole fraction", properties.root_of_the_whole_fraction),
        Property("a fraction the right way up", properties.fraction_the_right_way_up),
        Property("scaled at all", properties.scaled),
        Property("variance 2 / n_in", properties.variance_of_he),
    ),
    "xavier_init": (
        Property("twice 1 / (n_in + n_out)", properties.two_counts_in_the_mean),
        Property("n_out as well as n_in", properties.two_counts),
        Property("not the variance of He", properties.not_that_of_he),
        Property("a root of the variance", properties.root_of_xavier),
        Property("not the limit of uniform numbers", properties.not_the_limit_of_uniform_numbers),
        Property("brackets around the sum", properties.brackets_around_the_sum),
        Property("scaled at all", properties.scaled),
        Property("variance 2 / (n_in + n_out)", properties.variance_of_xavier),
    ),
}


def _first_weights(name: str) -> Function:
    return Function(
        name=name,
        # Few different sizes: the same ones must come with several seeds. Where few values come in, n_in and n_in + 1
        # are told apart. No size is both an n_in and an n_out.
        arguments=(
            Argument("n_out", among(6, 30, 90)),
            Argument("n_in", among(1, 2, 12, 50, 200)),
            Argument("rng", generator()),
        ),
        results=(Result("W", None),),
        random=True,
        calls=60,
        properties=(
            Property("shape (n_out, n_in)", properties.shape),
            Property("finite numbers", properties.finite),
            Property("units that differ", properties.units_differ),
            Property("weights of a unit that differ", properties.inputs_differ),
            Property("same seed, same weights", properties.same_seed_same_weights),
            Property("new seed, new weights", properties.new_seed_new_weights),
            Property("new weights each time", properties.new_weights_each_time, in_a_row=True),
            Property("mean 0", properties.mean_0),
            Property("a bell, not a box", properties.bell_and_no_box),
            Property("normal numbers", properties.normal),
            Property("one weight tells nothing of another", properties.independent),
            Property("as uneven as chance", properties.as_uneven_as_chance),
            *_VARIANCES[name],
        ),
        role=Role("initialisation"),
    )


# Batch norm

Z, GAMMA = Argument("z", numbers(*ROWS)), Argument("gamma", numbers("n"))
# A small epsilon hides where it stands: a large one shows whether it is inside or outside of the root.
EPSILON = Argument("epsilon", between(0.01, 0.5))
_EPSILON = Setting(1e-5, 1e-10, 1.0)
# Of two examples the normalised values are nearly 1 and -1, whatever z is, and the gradient is nearly 0.
AT_LEAST = {"N": 3}
_CONSTANT = np.array([[2.0, -1.0], [2.0, 0.5], [2.0, 4.0]])
_UPSTREAM = np.array([[1.0, -0.5], [-2.0, 3.0], [0.5, 1.0]])


def _no_variance(*arguments) -> tuple[Case, ...]:
    return (Case(arguments, "a column of equal numbers", "what is divided by: the variance is 0 there"),)


# The residual block


def _off_the_kink(draw: Draw, *, shifted: bool = False) -> Draw:
    """Like ``draw``, with no pre-activation at ReLU's kink or near it, where it is nudged or shown.

    Weights and inputs are multiples of 1/4 then, so their products are multiples of 1/16. The biases are shifted
    by less than that. Short numbers are multiples of 1/2. Where it is nudged the biases are large: a mask that
    leaves them out must go wrong there.
    """

    def make(random, sizes, special):
        value = draw.make(random, sizes, special)
        if not special:
            return value
        if shifted and special != "short":
            value = 4 * value
        quarters = np.sign(value) * np.maximum(np.round(4 * np.abs(value)), 1)
        shift = (0.125 if special == "short" else 1 / 32) if shifted else 0.0
        return quarters / 4 + shift

    return replace(draw, make=make)


_BLOCK = (
    Argument("a", _off_the_kink(numbers(*ROWS))),
    Argument("W", _off_the_kink(weights("n", "n"))),
    Argument("b", _off_the_kink(numbers("n"), shifted=True)),
)


# Clipping


def _some_gradients(random, _sizes, special):
    """Gradients of some layers' weights and biases; of one layer, of one array, and of an array of zeros, too."""
    if special == "short":
        return [np.array([[2.0, -1.0], [0.5, 3.0]]), np.array([-2.0, 1.0])]
    layers = int(random.integers(1, 4))
    units = random.permutation(np.arange(2, 8))[: layers + 1]
    arrays = []
    for n_in, n_out in pairwise(units):
        size = np.exp(random.uniform(-2.0, 2.0))  # layers differ in the size of their gradients
        arrays += [size * random.normal(size=(n_out, n_in)), size * random.normal(size=n_out)]
    return arrays


_GRADIENTS = Draw("made", (), _some_gradients)
_LISTS = (
    Case(([np.array([3.0, -4.0])], 2.5), "a list of one array", "an index that is written down"),
    Case(([np.array([3.0]), np.array([[4.0]])], 10.0), "gradients that are short enough", "a factor above 1"),
    Case(([np.array([[3.0, 0.0], [0.0, -4.0]])], 5.0), "gradients as long as max_norm", "a comparison, < or <="),
    Case(
        ([np.array([0.3, 0.4]), np.array([[0.0, 0.0]]), np.array([-1.2])], 0.5),
        "an array of zeros among others",
        "a division by the norm of one array",
    ),
    Case(
        ([np.array([1.0, -2.0]), np.array([2.0, 4.0]), np.array([0.5, -1.0])], 1.0),
        "arrays of one shape",
        "arrays that are put into one, so that an axis is summed over",
    ),
)


FUNCTIONS = (
    _first_weights("he_init"),
    _first_weights("xavier_init"),
    Function(
        name="batch_norm",
        arguments=(Z, GAMMA, Argument("beta", numbers("n")), EPSILON),
        results=(Result("out", ROWS),),
        least=AT_LEAST,
        always=_no_variance(_CONSTANT, np.array([3.0, 0.5]), np.array([-1.0, 2.0]), 0.04),
        role=Role("layer", settings={"epsilon": _EPSILON}, partner="depth.dL_dz_batch_norm"),
    ),
    Function(
        name="dL_dz_batch_norm",
        arguments=(UPSTREAM, Z, GAMMA, EPSILON),
        results=(Result("z", ROWS),),
        gradient=Gradient(
            of=lambda z, gamma, epsilon: batch_norm(z, gamma, 0.0, epsilon), by=("z",), upstream="dL_dout"
        ),
        least=AT_LEAST,
        rests_on=("batch_norm",),
        always=_no_variance(_UPSTREAM, _CONSTANT, np.array([3.0, 0.5]), 0.04),
        tolerance=1e-5,  # with few examples the three terms nearly cancel, and some people compute in float32
        role=Role("derivative", settings={"epsilon": _EPSILON}, partner="depth.batch_norm"),
    ),
    Function(
        name="dL_dgamma",
        arguments=(UPSTREAM, Z, EPSILON),
        results=(Result("gamma", ("n",)),),
        gradient=Gradient(
            of=lambda gamma, z, epsilon: batch_norm(z, gamma, 0.0, epsilon), by=("gamma",), upstream="dL_dout"
        ),
        least=AT_LEAST,
        rests_on=("batch_norm",),
        always=_no_variance(_UPSTREAM, _CONSTANT, 0.04),
        role=Role("derivative", settings={"epsilon": _EPSILON}, partner="depth.batch_norm"),
    ),
    Function(
        name="dL_dbeta",
        arguments=(UPSTREAM,),
        results=(Result("beta", ("n",)),),
        # The same row for every example: the product with the upstream gradient broadcasts it.
        gradient=Gradient(of=lambda beta: beta, by=("beta",), upstream="dL_dout"),
        role=Role("derivative", partner="depth.batch_norm"),
    ),
    Function(
        name="residual",
        arguments=_BLOCK,
        results=(Result("out", ROWS),),
        role=Role("layer", partner="depth.dL_da_residual"),
    ),
    Function(
        name="dL_da_residual",
        arguments=(UPSTREAM, *_BLOCK),
        results=(Result("a", ROWS),),
        gradient=Gradient(of=residual, by=("a",), upstream="dL_dout"),
        rests_on=("residual",),
        role=Role("derivative", partner="depth.residual"),
    ),
    Function(
        name="clip_by_norm",
        arguments=(Argument("gradients", _GRADIENTS), Argument("max_norm", between(0.2, 20.0))),
        results=(Result("clipped", None, many=True),),
        always=_LISTS,
        tolerance=1e-4,  # some add 1e-6 to the norm that they divide by
        role=Role("clipping", settings={"max_norm": Setting(1.0, 0.01, 100.0)}),
    ),
)
