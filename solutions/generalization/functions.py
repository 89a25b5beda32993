"""The records of the six functions: dropout, weight decay, a split of the data, and a rule for when to stop."""

from __future__ import annotations

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
    whole,
)
from grader.functions.draws import Array, Random, Special

from . import properties

SYMBOLS = {
    "N": "the number of examples",
    "n": "the number of units",
    "m": "the number of values that come in",
}


def _between_tenths(random: Random, sizes: tuple[int, ...], special: Special) -> Array:
    """Numbers in [0, 1), none of them close to a tenth: so none is equal to `keep`, in float32 either."""
    if special == "short":
        return np.asarray(random.choice(np.arange(5, 100, 10) / 100, size=sizes))
    return np.asarray((random.integers(10, size=sizes) + random.uniform(0.02, 0.98, size=sizes)) / 10)


LAYER, W = ("N", "n"), ("n", "m")
U = Argument("u", Draw("uniform", LAYER, _between_tenths, power=0))
# Not 0.5: there the share that is kept and the one that is dropped are the same.
KEEP = Argument("keep", among(0.3, 0.4, 0.6, 0.7, 0.8, 0.9))
STRENGTH = Argument("strength", between(0.05, 3.0))
_ROW, _DICE = np.array([[1.5, -0.5, 2.0]]), np.array([[0.05, 0.95, 0.55]])
_KEEP, _STRENGTH = Setting(0.5, 0.05, 1.0), Setting(0.01, 0.0, 10.0)


def _dropped(a: Array, u: Array, keep: float) -> Array:
    return np.where(u < keep, a / keep, 0.0)


def _loss_and_penalty(w: Array, dL_dw: Array, strength: float) -> float:
    return float((dL_dw * w).sum() + 0.5 * strength * (w**2).sum())


def _matrices(random: Random, _sizes: tuple[int, ...], special: Special) -> list[Array]:
    """The weights of two to four layers, as they follow each other; small ones where a message shows them."""
    if special == "short":
        return [np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[2.0, -0.5]])]
    widths = random.permutation(np.arange(2, 8))[: random.integers(3, 6)]
    draw = numbers("n", "m")
    return [draw.make(random, (int(n), int(m)), special) for m, n in pairwise(widths)]


def _curve(random: Random, _sizes: tuple[int, ...], special: Special) -> list[float]:
    """The losses of one to nine epochs, no two of them close to each other."""
    places = random.permutation(12)[: random.integers(1, 10)]
    above = 0.1 if special == "short" else random.uniform(0.12, 0.18)
    return [round(float(0.1 * place + above), 4) for place in places]


FUNCTIONS = (
    Function(
        name="dropout",
        arguments=(Argument("a", numbers(*LAYER)), U, KEEP),
        results=(Result("out", LAYER),),
        always=(Case((_ROW, _DICE, 1.0), "a keep of 1", "a division by 1 - keep, which is 0 there"),),
        role=Role("layer", settings={"keep": _KEEP}, partner="generalization.dL_da_dropout"),
    ),
    Function(
        name="dL_da_dropout",
        arguments=(Argument("dL_dout", gradients(*LAYER)), U, KEEP),
        results=(Result("a", LAYER),),
        gradient=Gradient(of=_dropped, by=("a",), upstream="dL_dout"),
        always=(Case((_ROW, _DICE, 1.0), "a keep of 1", "a division by 1 - keep, which is 0 there"),),
        role=Role("derivative", settings={"keep": _KEEP}, partner="generalization.dropout"),
    ),
    Function(
        name="l2_penalty",
        arguments=(Argument("weights", Draw("weights of layers", (), _matrices)), STRENGTH),
        results=(Result("penalty"),),
        always=(
            Case(([np.array([[1.0, 2.0, -3.0]])], 0.3), "a single layer", "a line that needs two layers"),
            ([np.array([[0.5, -1.0]]), np.array([[2.0], [-0.3]]), np.array([[0.7, 1.1]])], 2.0),
            Case(([np.zeros((2, 3)), np.zeros((1, 2))], 0.5), "weights that are all 0", "a division by the weights"),
        ),
        role=Role("penalty", settings={"strength": _STRENGTH}, partner="generalization.l2_gradient"),
    ),
    Function(
        name="l2_gradient",
        arguments=(Argument("dL_dw", gradients(*W)), Argument("w", weights(*W)), STRENGTH),
        results=(Result("w", W),),
        gradient=Gradient(of=_loss_and_penalty, by=("w",), number="the loss with its penalty"),
        fewer_axes=True,
        role=Role("derivative", settings={"strength": _STRENGTH}, partner="generalization.l2_penalty"),
    ),
    Function(
        name="train_validation_split",
        # Few sizes, and one of them often: an index of 10 that is never drawn is missed. None of n·f is a half.
        arguments=(
            Argument("n", among(10, 10, 10, 17, 24, 40, 40)),
            Argument("validation_fraction", among(0.2, 0.23, 0.27, 0.3, 0.38, 0.41)),
            Argument("rng", generator()),
        ),
        results=(Result("train", None), Result("validation", None)),
        random=True,
        calls=150,
        properties=(
            Property("no other index", properties.no_other_index),
            Property("the larger part is for training", properties.the_larger_part_is_for_training),
            Property("no index in both parts", properties.no_index_in_both_parts),
            Property("more than one index in both parts", properties.more_than_one_index_in_both_parts),
            Property("not all of one part in the other", properties.not_all_of_one_part_in_the_other),
            Property("something is held back", properties.something_is_held_back),
            Property("no index twice in a part", properties.no_index_twice_in_a_part),
            Property("no index missing", properties.no_index_missing),
            Property("size of the validation part", properties.size_of_the_validation_part),
            Property("not rounded down", properties.not_rounded_down),
            Property("not rounded up", properties.not_rounded_up),
            Property("the same size every time", properties.the_same_size_every_time),
            Property("shuffled", properties.shuffled),
            Property("shuffled before it is cut", properties.shuffled_before_it_is_cut),
            Property("neighbours are separated", properties.neighbours_are_separated),
            Property("no even distances", properties.no_even_distances),
            Property("same seed, same split", properties.same_seed_same_split),
            Property("new seed, new split", properties.new_seed_new_split),
            Property("new split each time", properties.new_split_each_time, in_a_row=True),
            Property("any index in either part", properties.any_index_in_either_part),
            Property("every index equally often", properties.every_index_equally_often),
        ),
    ),
    Function(
        name="should_stop",
        arguments=(
            Argument("validation_losses", Draw("losses", (), _curve, power=0)),
            Argument("patience", whole(1, 4)),
        ),
        results=(Result("stop"),),
        draws=60,
        always=(
            Case(([0.7], 1), "a single epoch", "a line that needs two losses"),
            Case(([0.5, 0.6], 4), "fewer epochs than patience", "a slice or a place before the start of the list"),
            ([0.5, 0.6, 0.7, 0.8], 3),
            ([0.5, 0.6, 0.7, 0.8], 4),
            Case(
                ([0.9, 0.5, 0.4995, 0.6], 2),
                "a new best that is only a little better",
                "a least improvement: every new best counts, however small it is",
            ),
            ([0.9, 0.4, 0.399, 0.398, 0.397, 0.5], 3),
        ),
        takes_single=False,
        role=Role("stop rule", settings={"patience": Setting(5, 1, 100)}),
    ),
)
