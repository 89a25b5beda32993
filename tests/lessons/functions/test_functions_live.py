"""What the lesson on activations and losses says of its own outputs, in a real kernel with the solutions."""

from __future__ import annotations

import re

import lesson_runs
import pytest


@pytest.fixture(scope="module")
def printed() -> str:
    return lesson_runs.solved("functions").printed


def numbers(text: str, label: str) -> list[float]:
    """The numbers behind a label, in all lines that begin with it."""
    lines = re.findall(rf"^{label}(.*)$", text, re.MULTILINE)
    return [float(number) for line in lines for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-\d+)?", line)]


def test_it_draws_three_charts() -> None:
    assert sum("image/png" in out.data for out in lesson_runs.solved("functions").outputs("display_data")) == 3


def test_three_layers_with_nothing_between_them_are_one(printed: str) -> None:
    assert numbers(printed, "three layers and one: the largest difference is") < [1e-13]


def test_one_layer_guesses_and_three_with_relu_do_not(printed: str) -> None:
    right, loss = numbers(printed, "1 layer:")
    assert 30 < right < 65
    assert loss == pytest.approx(0.69, abs=0.03)
    assert numbers(printed, "3 layers:")[0] == 100


def test_squared_error_is_slow_where_a_sigmoid_is_confident_and_wrong(printed: str) -> None:
    (slow,) = numbers(printed, "squared error: on the right side after")
    (fast,) = numbers(printed, "cross-entropy: on the right side after")
    assert slow > 1000 > 20 > fast
    assert numbers(printed, "from 40 squared error:") == [1, 1, 1]
    assert "from 40 cross-entropy: 1.0000 nan nan" in printed
    for start in (0, -2):
        for name in ("squared error", "cross-entropy"):
            before, after, later = numbers(printed, f"from {start} {name}:")
            assert before > after > later


@pytest.mark.parametrize(("name", "most"), [("sigmoid", 1), ("tanh", 2)])
def test_undivided_pixels_saturate(printed: str, name: str, most: float) -> None:
    _, _, divided, _, _, undivided = numbers(printed, f"{name} +pixels from")
    assert divided > 20
    assert undivided < most


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_the_two_relus_do_not_care(printed: str, name: str) -> None:
    _, _, divided, _, _, undivided = numbers(printed, f"{name} +pixels from")
    assert divided == undivided == pytest.approx(48, abs=4)


def test_each_activation_is_good_at_a_rate_of_its_own(printed: str) -> None:
    found = {
        name: numbers(printed, f"{name} +(?=\\d\\d\\.\\d%)") for name in ("sigmoid", "tanh", "relu", "leaky_relu")
    }
    assert min(max(shares) for shares in found.values()) > 90
    assert max(found["sigmoid"]) == found["sigmoid"][-1]
    assert max(shares[-1] for name, shares in found.items() if name != "sigmoid") < 85
    assert found["sigmoid"][1] < min(shares[1] for name, shares in found.items() if name != "sigmoid") - 2


def test_deeper_the_sigmoid_does_not_learn_and_tanh_does_best(printed: str) -> None:
    assert numbers(printed, "deep sigmoid") == pytest.approx([0.1, 0.1], abs=0.02)
    assert numbers(printed, "patient") == pytest.approx([0.2], abs=0.1)
    assert max(numbers(printed, "deep tanh")) == pytest.approx(0.91, abs=0.02)
    for name in ("relu", "leaky_relu"):
        assert numbers(printed, f"deep {name}")[0] == pytest.approx(0.83, abs=0.03)


@pytest.mark.parametrize("rate", ["0.1", "0.5"])
def test_a_misled_network_changes_its_mind_with_cross_entropy_alone(printed: str, rate: str) -> None:
    assert numbers(printed, rf"rate {rate}  cross-entropy misled")[1] > 93
    assert numbers(printed, rf"rate {rate}  squared error misled")[-1] == pytest.approx(50, abs=3)
    for name in ("cross-entropy", "squared error"):
        assert max(numbers(printed, rf"rate {rate}  {name} fresh")) > 94


def test_huber_gets_over_what_is_ten_times_too_large(printed: str) -> None:
    guess = numbers(printed, "who always says .* is off by")[0]
    off = {
        name: numbers(printed, rf"{name} +off by")[::2]
        for name in ("squared error", "Huber, delta 10", "Huber, delta 1 ")
    }
    assert min(off["squared error"]) > guess
    assert max(off["Huber, delta 10"]) < 2
    assert max(off["Huber, delta 1 "]) < 3
    slow, quick = numbers(printed, r"Huber, delta 0\.1 +off by")[::2]
    assert slow > quick


def test_without_wrong_answers_a_small_limit_costs_something(printed: str) -> None:
    squared, ten, one, tenth = (
        numbers(printed, rf"clean {name}:")[0]
        for name in ("squared error", "Huber, delta 10", "Huber, delta 1", r"Huber, delta 0\.1")
    )
    assert squared == pytest.approx(1.6, abs=0.3)
    assert ten == pytest.approx(1.6, abs=0.3)
    assert tenth > one > squared + 0.5


def test_softmax_and_cross_entropy_agree_together_and_break_apart(printed: str) -> None:
    assert numbers(printed, "together") < [1e-14]
    assert "apart [[nan nan]], as one [[ 1. -1.]]" in printed


def test_what_comes_out_of_a_sigmoid_gives_all_gradients_one_sign(printed: str) -> None:
    assert numbers(printed, "signs sigmoid") == [4]
    assert numbers(printed, "signs tanh") == [2]
