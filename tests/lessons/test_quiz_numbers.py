"""Numbers in the quizzes, computed by the solutions: those of right options, and those that known mistakes give."""

from __future__ import annotations

import re
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from submissions import ROOT

from grader.course import Course, QuizQuestion
from grader.course.content import load_content


def question(course: Course, assignment: str, topic: str) -> QuizQuestion:
    return next(one for one in course.quizzes[assignment].questions if one.topic == topic)


def right(course: Course, assignment: str, topic: str) -> str:
    return next(option.text for option in question(course, assignment, topic).options if option.right)


def functions(assignment: str) -> SimpleNamespace:
    """The solution's functions."""
    return SimpleNamespace(**load_content(ROOT / "solutions" / assignment).solution)


def mistaken(identifier: str, *arguments: object) -> object:
    """What a known mistake of the optimizers answers."""
    mistakes = {one.id: one.wrong for one in load_content(ROOT / "solutions" / "optimizers").mistakes}
    return mistakes[identifier](*arguments)


def mistake_id(course: Course, function: str, name: str) -> str:
    mistakes = load_content(ROOT / "solutions" / "optimizers").mistakes
    return next(one.id for one in mistakes if one.function == function and one.name == name)


@pytest.fixture
def own() -> SimpleNamespace:
    return functions("optimizers")


def adam_steps(step: object, gradient: float, steps: int) -> list[float]:
    """How long Adam's steps are, in learning rates, with the same gradient in each."""
    w, m, v, lengths = np.zeros(1), np.zeros(1), np.zeros(1), []
    for t in range(1, steps + 1):
        new, m, v = step(w, m, v, t, np.array([gradient]), 1.0, 0.9, 0.999, 1e-12)  # type: ignore[operator]
        lengths.append(float(abs(new - w)[0]))
        w = new
    return lengths


def wrong_adam(course: Course, name: str) -> object:
    identifier = mistake_id(course, "adam", name)
    return lambda *arguments: mistaken(identifier, *arguments)


def test_a_lost_velocity_is_gradient_descent(course: Course, own: SimpleNamespace) -> None:
    w, gradient = np.array([1.0, -2.0]), np.array([0.3, 4.0])
    new, _ = own.momentum(w, np.zeros(2), gradient, 0.1, 0.9)
    assert np.array_equal(new, w - 0.1 * gradient)
    assert right(course, "optimizers", "A state that is lost") == "As plain gradient descent"


def test_rmsprop_moves_all_weights_equally_far_and_without_the_root_it_does_not(
    course: Course, own: SimpleNamespace
) -> None:
    gradient, s, w = np.array([100.0, 0.01]), np.zeros(2), np.zeros(2)
    for _ in range(400):
        before = w
        w, s = own.rmsprop(w, s, gradient, 1.0, 0.9, 1e-12)
    assert np.allclose(s, (10_000, 0.0001))
    assert np.allclose(before - w, 1)
    no_root = mistake_id(course, "rmsprop", "no root")
    unrooted = -np.asarray(mistaken(no_root, np.zeros(2), s, gradient, 1.0, 0.9, 1e-12)[0])  # type: ignore[index]
    assert np.isclose(unrooted[1] / unrooted[0], 10_000)
    assert right(course, "optimizers", "One rate, many sizes") == "Both about equally far"


def test_adams_first_step_without_its_corrections(course: Course, own: SimpleNamespace) -> None:
    for gradient in (0.01, 100.0):
        assert np.isclose(adam_steps(own.adam, gradient, 1)[0], 1)
        assert np.isclose(adam_steps(wrong_adam(course, "no bias correction"), gradient, 1)[0], 3.16, atol=0.005)
        assert np.isclose(adam_steps(wrong_adam(course, "only m corrected"), gradient, 1)[0], 31.6, atol=0.05)
    assert right(course, "optimizers", "The first step of Adam") == "About three times the learning rate"


def test_a_correction_without_the_power_goes_wrong_in_the_second_step(course: Course, own: SimpleNamespace) -> None:
    wrong = adam_steps(wrong_adam(course, "correction without the power of t"), 1.0, 8000)
    assert np.isclose(wrong[0], 1)
    assert np.isclose(wrong[1], 1.34, atol=0.01)
    assert np.isclose(wrong[-1], 0.316, atol=0.001)
    assert np.allclose(adam_steps(own.adam, 1.0, 20), 1)
    assert right(course, "optimizers", "The power of t") == "In the second"


def test_a_loss_times_1000_leaves_adams_steps_as_they_are(course: Course, own: SimpleNamespace) -> None:
    def ratio(step: object) -> float:
        return adam_steps(step, 1000.0, 3)[2] / adam_steps(step, 1.0, 3)[2]

    assert np.isclose(ratio(own.adam), 1)
    assert np.isclose(ratio(wrong_adam(course, "gradient not squared")), 31.6, atol=0.05)
    assert np.isclose(ratio(wrong_adam(course, "no root")), 0.001)
    assert right(course, "optimizers", "A loss in other units") == "They stay as they are"


def test_the_rates_of_epoch_9(course: Course, own: SimpleNamespace) -> None:
    options = {option.text: option.right for option in question(course, "optimizers", "Step decay").options}
    assert options == {"0.2": True, "0.168": False, "0.4": False, "0.8": False}
    arguments = (9, 0.8, 0.5, 4)
    assert np.isclose(own.learning_rate_at(*arguments), 0.2)
    for name, rate in (
        ("smooth decay", 0.168),
        ("rest instead of quotient", 0.4),
        ("dropped only once", 0.4),
        ("times instead of power", 0.8),
    ):
        found = mistaken(mistake_id(course, "learning_rate_at", name), *arguments)
        assert np.isclose(float(found), rate, atol=0.0005)  # type: ignore[arg-type]


def test_the_sigmoid_at_6(course: Course) -> None:
    of = functions("functions")
    value, slope = of.sigmoid(np.array([6.0]))[0], of.dL_dz_sigmoid(np.ones(1), np.array([6.0]))[0]
    assert (round(value, 4), round(slope, 4), round(1 - 0.9975**2, 3)) == (0.9975, 0.0025, 0.005)
    assert right(course, "functions", "The sigmoid's slope").startswith("0.0025")


def test_confident_and_wrong(course: Course) -> None:
    of = functions("functions")
    p, target = np.array([[0.999]]), np.array([[0.0]])
    squared, entropy = of.dL_dy_mean_squared_error(p, target), of.dL_dy_binary_cross_entropy(p, target)
    assert (round(squared.item(), 2), round(entropy.item())) == (2.0, 1000)
    slope = (p * (1 - p)).item()
    assert (round(squared.item() * slope, 3), round(entropy.item() * slope, 2)) == (0.002, 1.0)
    assert right(course, "functions", "Confident and wrong") == "Squared error: about 0.002. Cross-entropy: about 1"


def test_twenty_sigmoids(course: Course) -> None:
    assert 0.25**20 < 1e-12
    assert "a millionth of a millionth" in right(course, "depth", "A product of slopes")


def test_equal_weights_stay_equal_in_a_whole_network(course: Course) -> None:
    of = functions("network")
    sizes, rng = (5, 4, 4, 3), np.random.default_rng(0)
    weights = [np.full(shape, 0.1) for shape in zip(sizes[1:], sizes, strict=False)]
    biases = [np.zeros(n) for n in sizes[1:]]
    X, y = rng.random((6, 5)), np.eye(3)[rng.integers(0, 3, 6)]
    start = [W.copy() for W in weights]
    for _ in range(30):
        weights, biases, _ = of.train_step(weights, biases, X, y, 0.5)
    for W, before in zip(weights[:2], start, strict=False):
        assert np.allclose(W, W[0])  # each unit of a hidden layer as the first one
        assert not np.allclose(W, before)  # and they have learned
    zeros = [np.zeros_like(W) for W in start]
    zs, activations = of.forward(X, zeros, [np.zeros(n) for n in sizes[1:]])
    assert all(not gradient.any() for gradient in of.backward(zeros, zs, activations, y)[0])
    assert right(course, "depth", "Equal weights") == "The units of a hidden layer stay alike for ever"


def test_the_column_sums_of_batch_norm(course: Course) -> None:
    arguments, _ = load_content(ROOT / "solutions" / "depth").examples["dL_dz_batch_norm"]
    assert arguments[0].sum(axis=0).tolist() == [9, 3]
    assert np.allclose(functions("depth").dL_dz_batch_norm(*arguments).sum(axis=0), 0)
    whys = [option.why for option in question(course, "depth", "The gradient of batch norm").options]
    assert any("add up to 9 and 3" in why for why in whys)


def test_the_numbers_of_weights_and_biases(course: Course) -> None:
    def count(*sizes: int) -> str:
        return f"{sum(n * m + n for m, n in pairwise(sizes)):,}"

    assert count(784, 100, 50, 10) in question(course, "network", "The price of a gradient").text
    whys = " ".join(option.why for option in question(course, "generalization", "Labels without a meaning").options)
    assert count(784, 100, 10) in whys


def test_when_to_stop(course: Course) -> None:
    asked = question(course, "generalization", "When to stop").text
    losses = [float(number) for number in re.findall(r"0\.\d+", asked)]
    assert losses == [0.9, 0.6, 0.5, 0.55, 0.52]
    assert functions("generalization").should_stop(losses, 2)
    assert not functions("generalization").should_stop(losses[:-1], 2)
    assert right(course, "generalization", "When to stop") == "Stop, and take the weights of the epoch with 0.5"
