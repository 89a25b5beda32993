"""What stands below "Answer" in the lesson on deep networks, computed with the solution; and its pictures."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from submissions import ROOT

from grader.building.pictures import same_picture
from grader.course.content import load_content, load_part

FOLDER = ROOT / "solutions" / "depth"
SOLUTION = load_content(FOLDER).solution


def kept(first: str, units: int, seed: int) -> float:
    """How much of the mean square of a random row is left after 20 layers with ReLU."""
    rng = np.random.default_rng(seed)
    a = rng.normal(size=units)
    before = np.mean(a**2)
    for _ in range(20):
        a = np.maximum(a @ SOLUTION[first](units, units, rng).T, 0)
    return float(np.mean(a**2) / before)


def test_narrow_networks_are_far_from_the_average_and_wide_ones_close_to_it() -> None:
    narrow = [kept("he_init", 10, seed) for seed in range(40)]
    assert np.mean(np.array(narrow) < 0.1) > 0.5
    assert np.mean(np.array(narrow) < 0.001) > 0.2
    assert max(narrow) > 2
    assert all(0.005 < kept("he_init", 50, seed) < 15 for seed in range(20))
    assert all(2 / 3 < kept("he_init", 1000, seed) < 4 / 3 for seed in range(4))


def test_xaviers_weights_halve_the_mean_square_behind_relu() -> None:
    assert kept("xavier_init", 1000, 0) == pytest.approx(0.5**20, rel=0.4)
    assert np.sqrt(kept("xavier_init", 1000, 0)) == pytest.approx(0.001, rel=0.3)


def test_equal_weights_get_equal_gradients() -> None:
    a, W, upstream = np.random.default_rng(0).random((5, 3)), np.full((4, 3), 0.1), np.ones((5, 4))
    gradient = (upstream * (a @ W.T > 0)).T @ a
    assert (gradient == gradient[0]).all()


def test_batch_norm_forgives_large_weights_and_takes_a_bias_away() -> None:
    z = np.random.default_rng(0).normal(size=(8, 3))
    gamma, beta = np.ones(3), np.zeros(3)
    out = SOLUTION["batch_norm"](z, gamma, beta, 1e-5)
    np.testing.assert_allclose(SOLUTION["batch_norm"](1000 * z, gamma, beta, 1e-5), out, atol=1e-4)
    np.testing.assert_allclose(SOLUTION["batch_norm"](z + 5, gamma, beta, 1e-5), out, atol=1e-12)
    z[-1] += 1
    assert (SOLUTION["batch_norm"](z, gamma, beta, 1e-5)[0] != out[0]).all()


def test_two_directions_are_taken_out_of_the_gradient_of_batch_norm() -> None:
    rng = np.random.default_rng(0)
    z, upstream, gamma = rng.normal(size=(8, 3)), rng.normal(size=(8, 3)), np.array([2.0, 0.5, 0.0])
    gradient = SOLUTION["dL_dz_batch_norm"](upstream, z, gamma, 1e-8)
    z_hat = SOLUTION["batch_norm"](z, np.ones(3), np.zeros(3), 1e-8)
    np.testing.assert_allclose(gradient.sum(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose((gradient * z_hat).sum(axis=0), 0, atol=1e-6)
    assert not gradient[:, 2].any()  # gamma is 0: nothing passes, and gamma itself has a gradient
    assert SOLUTION["dL_dgamma"](upstream, z, 1e-8)[2] != 0


@pytest.mark.parametrize(("times", "least", "most"), [(1.0, 1e4, 1e5), (0.1, 2.4, 3.6)])
def test_blocks_with_a_skip_grow_as_the_answer_says(times: float, least: float, most: float) -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        a = np.abs(rng.normal(size=(1, 50)))
        before = np.linalg.norm(a)
        for _ in range(20):
            a = SOLUTION["residual"](a, times * SOLUTION["he_init"](50, 50, rng), np.zeros(50))
        assert least < np.linalg.norm(a) / before < most


def test_no_two_pictures_are_alike_and_each_is_the_same_every_time() -> None:
    figures = load_part(FOLDER, "figures").FIGURES
    pictures = [figure.draw() for figure in figures.values()]
    assert len(pictures) == 8
    assert not any(len(one) == len(other) and same_picture(one, other) for one, other in pairwise(pictures))
    assert all(
        figure.draw.__wrapped__() == picture for figure, picture in zip(figures.values(), pictures, strict=True)
    )
