"""Numbers in the parallel questions of the quizzes, computed by the solutions."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from submissions import ROOT

from grader.course import Course
from grader.course.content import load_content


def functions(assignment: str) -> SimpleNamespace:
    return SimpleNamespace(**load_content(ROOT / "solutions" / assignment).solution)


@pytest.fixture
def right(course: Course) -> object:
    """The right option of a question as the second attempt asks it."""

    def find(assignment: str, topic: str) -> str:
        (question,) = (one for one in course.quizzes[assignment].asked_in(2) if one.topic == topic)
        return next(option.text for option in question.options if option.right)

    return find


def test_an_update_against_a_negative_gradient(right) -> None:
    assert f"{functions('backprop').update(2.0, -3.0, 0.1):.1f}" == right("backprop", "Why the update subtracts")


def test_losses_of_a_confident_mistake(right) -> None:
    loss = functions("functions").binary_cross_entropy
    sure, unsure = (float(loss(np.array([[p]]), np.array([[1.0]]))) for p in (0.01, 0.4))
    assert f"Cross-entropy: {sure:.1f} against {unsure:.1f}" == right("backprop", "The usual loss for two classes")


def test_doubled_examples_leave_the_gradient_as_it_is(right) -> None:
    of = functions("backprop")
    p, t, a = np.array([[0.5, 0.5], [0.9, 0.1]]), np.eye(2), np.array([[1.0, 2.0, 3.0], [0.0, 1.0, 5.0]])
    once = of.dL_dW3(of.dL_dz3(p, t), a)
    twice = of.dL_dW3(of.dL_dz3(np.vstack([p, p]), np.vstack([t, t])), np.vstack([a, a]))
    assert np.allclose(once, twice)
    assert right("network", "One place for 1/N") == "It stays as it is"


def test_activations_and_losses(right) -> None:
    of = functions("functions")
    assert np.isclose(of.dL_dz_sigmoid(np.ones(1), np.zeros(1))[0], 0.25)
    assert right("functions", "The sigmoid's slope") == "At z = 0: 0.25"
    slope = of.dL_dz_tanh(np.ones(1), np.array([5.0]))[0]
    assert f"Its slope is {slope:.4f}" in right("functions", "What saturation is")
    first, second, third = of.softmax(np.array([[1000.0, 1001.0, 1002.0]]))[0]
    assert f"{first:.2f}, {second:.2f} and {third:.2f}" == right("functions", "Softmax without overflow")
    by_first = of.dL_dz_softmax(np.array([[0.0, 1.0, 0.0]]), np.log([[0.5, 0.3, 0.2]]))[0, 0]
    assert f"{by_first:.2f}".replace("-", "−") in right("functions", "The Jacobian of softmax")
    by_p = of.dL_dy_binary_cross_entropy(np.array([[0.9]]), np.array([[1.0]])).item()
    assert f"{by_p * 0.9 * 0.1:.1f}".replace("-", "−") == right("functions", "Confident and wrong")
    pull = of.dL_dy_huber(np.array([[5.0]]), np.array([[0.0]]), 1.0).item()
    assert f"5 and {pull:.0f}" == right("functions", "Squared, absolute, Huber")


def test_optimizers(right) -> None:
    of = functions("optimizers")
    w, v = np.zeros(1), np.zeros(1)
    for _ in range(300):
        w, v = of.momentum(w, v, np.ones(1), 0.1, 0.9)
    assert f"At {v[0]:.0f}" == right("optimizers", "A ball in a ravine")
    w, _ = of.rmsprop(np.zeros(1), np.zeros(1), np.array([4.0]), 0.01, 0.9, 1e-12)
    assert f"{-w[0]:.3f}" == right("optimizers", "One rate, many sizes")
    w, _, _ = of.adam(np.zeros(1), np.zeros(1), np.zeros(1), 1, np.array([0.002]), 0.001, 0.9, 0.999, 1e-12)
    assert f"{-w[0]:.3f}" == right("optimizers", "The first step of Adam")
    assert f"{1 - 0.9**3:.3f} and {1 - 0.999**3:.3f}" == right("optimizers", "The power of t")
    first = next(epoch for epoch in range(100) if of.learning_rate_at(epoch, 1.0, 0.1, 10) < 0.011)
    assert str(first) == right("optimizers", "Step decay")


def test_deep_networks(right) -> None:
    of = functions("depth")
    short = of.clip_by_norm([np.array([3.0]), np.array([0.0, 4.0])], 1.0)
    assert f"Both by {short[0][0] / 3:.1f}" == right("depth", "One factor for all")
    assert np.isclose(short[1][1] / 4, short[0][0] / 3)
    gone = of.dL_dz_batch_norm(np.ones((1, 3)), np.array([[1.0, -2.0, 5.0]]), np.ones(3), 0.01)
    assert np.allclose(gone, 0)
    assert right("depth", "The gradient of batch norm").startswith("0:")
    a, still = np.array([[1.0, -2.0]]), np.zeros((2, 2))
    for _ in range(20):
        a = of.residual(a, still, np.zeros(2))
    assert np.array_equal(a, [[1.0, -2.0]])
    weights = of.he_init(400, 200, np.random.default_rng(0))
    assert f"{weights.std():.1f}" in right("depth", "Why there is a 2 in He's rule")


def test_generalization(right) -> None:
    of = functions("generalization")
    sent = of.dropout(np.array([[2.0]]), np.array([[0.1]]), 0.8).item()
    assert f"{sent:.1f}" == right("generalization", "Why dropout divides")
    back = of.dL_da_dropout(np.array([[3.0]]), np.array([[0.9]]), 0.8).item()
    assert f"{back:.0f}" == right("generalization", "Dropout on the way back")
    decayed = 2.0 - 0.5 * of.l2_gradient(np.zeros(1), np.array([2.0]), 0.1)[0]
    assert f"{decayed:.1f}" == right("generalization", "What weight decay does")
    assert not of.should_stop([0.8, 0.5, 0.6, 0.4, 0.45], 2)
    assert right("generalization", "When to stop").startswith("Go on")
