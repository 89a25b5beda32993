"""The smallest change that changes an answer, on networks of any depth, and of linear ones the known one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.drawing.fooling import NotFooled, PlainNetwork, smallest_change
from quiz_app.training.network import forward

CLASSES = 4


def network(seed: int, *hidden: int, inputs: int = 12):
    random = np.random.default_rng(seed)
    sizes = (inputs, *hidden, CLASSES)
    return tuple(
        part
        for n, m in pairwise(sizes)
        for part in (random.normal(size=(m, n)) * np.sqrt(2 / n), 0.1 * random.normal(size=m))
    )


def gradient(weights, zs, activations, y_target):
    """By the chain rule, as a student writes it."""
    upstream = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        upstream = (upstream @ weights[layer]) * (zs[layer - 1] > 0)
    return upstream @ weights[0]


def answer(weights, image) -> int:
    return int(forward(weights, image[None])[1][-1].argmax())


@given(st.integers(0, 10**6), st.lists(st.integers(3, 9), max_size=3))
def test_the_answer_is_another_one_and_the_image_is_still_an_image(seed: int, hidden: list[int]) -> None:
    weights, image = network(seed, *hidden), np.random.default_rng(seed).uniform(size=12)
    try:
        change = smallest_change(PlainNetwork(gradient, weights), image)
    except NotFooled:
        return  # a network that reads everything alike
    assert answer(weights, change.after) != answer(weights, change.before)
    assert change.answers == (answer(weights, change.before), answer(weights, change.after))
    assert np.array_equal(change.before, image)
    assert change.after.min() >= 0
    assert change.after.max() <= 1
    nearly = change.before + 0.99 * change.difference
    assert answer(weights, nearly) == answer(weights, image)  # a little less is not enough


@given(st.integers(0, 10**6))
def test_of_a_linear_network_it_is_the_way_straight_to_the_nearest_border(seed: int) -> None:
    weights = network(seed)
    W, b = weights
    image = np.full(12, 0.5)
    scores = W @ image + b
    best = int(scores.argmax())
    others = [k for k in range(CLASSES) if k != best]
    nearest = min((scores[best] - scores[k]) / np.linalg.norm(W[best] - W[k]) for k in others)
    if nearest > 0.4:
        return  # the border may lie beyond what is an image
    change = smallest_change(PlainNetwork(gradient, weights), image)
    assert np.linalg.norm(change.difference) == pytest.approx(nearest, rel=0.03, abs=1e-5)
    assert change.looks == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda weights, zs, activations, y_target: np.zeros_like(activations[0]),
        lambda weights, zs, activations, y_target: np.zeros(3),
        lambda weights, zs, activations, y_target: np.full_like(activations[0], np.nan),
    ],
)
def test_a_gradient_that_leads_nowhere_is_said(wrong) -> None:
    with pytest.raises(NotFooled):
        smallest_change(PlainNetwork(wrong, network(1, 5)), np.full(12, 0.5))
