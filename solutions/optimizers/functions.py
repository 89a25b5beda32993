"""The records of the five functions: three optimizers, the minibatches that they are fed, and the learning rate."""

from __future__ import annotations

import numpy as np

from grader.functions import (
    Argument,
    Draw,
    Function,
    Property,
    Result,
    Role,
    Setting,
    among,
    between,
    generator,
    gradients,
    sometimes_zero,
    squares,
    weights,
)

from . import properties

SYMBOLS = {"n": "the number of units", "m": "the number of values that come in"}

W, G = ("n", "m"), Argument("dL_dw", gradients("n", "m"))
WEIGHTS, RATE = Argument("w", weights(*W)), Argument("learning_rate", between(0.02, 3.0))
_TWO = np.array([[1.5, -0.5]])
# A small epsilon hides where it stands: a large one shows whether it is inside or outside of the root.
EPSILON = Argument("epsilon", between(0.01, 0.5))


def _decay(name: str) -> Argument:
    return Argument(name, between(0.5, 0.99))


def _state(name: str, draw: Draw) -> Argument:
    return Argument(name, sometimes_zero(draw))


_RATE, _EPSILON = Setting(0.01, 0.0001, 10.0), Setting(1e-8, 1e-10, 1.0)


FUNCTIONS = (
    Function(
        name="momentum",
        arguments=(WEIGHTS, _state("v", weights(*W)), G, RATE, _decay("beta")),
        results=(Result("w", W), Result("v", W)),
        fewer_axes=True,
        role=Role("optimizer", state=("v",), settings={"learning_rate": _RATE, "beta": Setting(0.9, 0.0, 0.999)}),
    ),
    Function(
        name="rmsprop",
        arguments=(WEIGHTS, _state("s", squares(*W)), G, RATE, _decay("beta"), EPSILON),
        results=(Result("w", W), Result("s", W)),
        fewer_axes=True,
        role=Role(
            "optimizer",
            state=("s",),
            settings={"learning_rate": _RATE, "beta": Setting(0.9, 0.0, 0.999), "epsilon": _EPSILON},
        ),
    ),
    Function(
        name="adam",
        arguments=(
            WEIGHTS,
            _state("m", weights(*W)),
            _state("v", squares(*W)),
            Argument("t", among(1, 2, 3, 5, 9, 30)),
            G,
            RATE,
            _decay("beta1"),
            _decay("beta2"),
            EPSILON,
        ),
        results=(Result("w", W), Result("m", W), Result("v", W)),
        # The first step, and one so late that the correction of m has faded and that of v has not.
        always=(
            (_TWO, np.zeros((1, 2)), np.zeros((1, 2)), 1, np.array([[0.7, -4.0]]), 0.2, 0.9, 0.99, 0.05),
            (
                _TWO,
                np.array([[0.3, -2.0]]),
                np.array([[0.5, 6.0]]),
                60,
                np.array([[-1.2, 3.0]]),
                0.2,
                0.9,
                0.99,
                0.05,
            ),
        ),
        fewer_axes=True,
        role=Role(
            "optimizer",
            state=("m", "v", "t"),
            settings={
                "learning_rate": _RATE,
                "beta1": Setting(0.9, 0.0, 0.999),
                "beta2": Setting(0.999, 0.0, 0.9999),
                "epsilon": _EPSILON,
            },
        ),
    ),
    Function(
        name="minibatches",
        # Few different sizes: the same one must come with several seeds.
        arguments=(
            Argument("n", among(9, 10, 24, 50)),
            Argument("batch_size", among(4, 7)),
            Argument("rng", generator()),
        ),
        results=(Result("batches", None, many=True),),
        random=True,
        calls=40,
        properties=(
            Property("no other index", properties.no_other_index),
            Property("no index twice", properties.no_index_twice),
            Property("no index twice in a batch", properties.no_index_twice_in_a_batch),
            Property("no index missing", properties.no_index_missing),
            Property("sizes of the batches", properties.sizes_of_the_batches),
            Property("batch_size is a size", properties.batch_size_is_a_size),
            Property("what is left over is used", properties.what_is_left_over_is_used),
            Property("random order", properties.random_order),
            Property("neighbours are separated", properties.neighbours_are_separated),
            Property("same seed, same order", properties.same_seed_same_order),
            Property("new seed, new order", properties.new_seed_new_order),
            Property("new order each time", properties.new_order_each_time, in_a_row=True),
            Property("shuffled before it is cut", properties.shuffled_before_it_is_cut),
            Property("new seed, new batches", properties.new_seed_new_batches),
            Property("any index in any place", properties.any_place),
        ),
        role=Role("batches", settings={"batch_size": Setting(64, 1, 10_000)}),
    ),
    Function(
        name="learning_rate_at",
        arguments=(
            # Many pairs of an epoch and the one of its drop: a drop that comes early or late shows there alone.
            Argument("epoch", among(0, 1, 3, 4, 5, 6, 7, 8, 11, 12, 13, 24, 25, 36)),
            Argument("initial", between(0.01, 2.0)),
            Argument("drop", between(0.2, 0.95)),
            Argument("every", among(2, 3, 4, 6)),
        ),
        results=(Result("rate"),),
        always=(
            (0, 0.4, 0.5, 4),
            (3, 0.4, 0.5, 4),
            (4, 0.4, 0.5, 4),
            (7, 0.3, 0.8, 1),
            (12, 0.2, 0.9, 3),
            (40, 0.5, 0.2, 2),
        ),
        takes_single=False,
        role=Role(
            "schedule",
            settings={"initial": _RATE, "drop": Setting(0.5, 0.01, 1.0), "every": Setting(5, 1, 100)},
        ),
    ),
)
