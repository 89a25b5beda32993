"""The loop itself, in this process, with right and with wrong functions."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from digit_trainer import RECIPE, trainer_of
from hypothesis import given, settings
from hypothesis import strategies as st
from right_functions import RIGHT, functions_of

from quiz_app.training.calling import TrainingProblem
from quiz_app.training.data import Digits
from quiz_app.training.engine import has_diverged, softmax_cross_entropy
from quiz_app.training.sending import BRIDGE, FILES, sent_files

FUNCTIONS = RECIPE.functions
Changed = Callable[[str], dict[str, Any]]


def same(first: Mapping[str, np.ndarray], second: Mapping[str, np.ndarray]) -> bool:
    return all(np.array_equal(one, second[name]) for name, one in first.items())


class TestDeterminism:
    @settings(max_examples=25, deadline=None)
    @given(
        seed=st.integers(0, 2**63 - 1),
        batch_size=st.integers(1, 80),
        cuts=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    )
    def test_cutting_a_run_into_slices_changes_nothing(self, seed: int, batch_size: int, cuts: list[int]) -> None:
        functions, digits = FIXED
        whole, sliced = (trainer_of(functions, digits, seed, epochs=3) for _ in range(2))
        losses = whole.advance(sum(cuts), batch_size, 0.1)
        pieces = [sliced.advance(cut, batch_size, 0.1) for cut in cuts]
        assert np.array_equal(losses, np.concatenate(pieces), equal_nan=True)
        assert same(whole.weights, sliced.weights)

    def test_another_seed_gives_other_weights_and_another_order(
        self, functions: dict[str, Any], digits: Digits
    ) -> None:
        first, second = trainer_of(functions, digits, 1), trainer_of(functions, digits, 2)
        assert not same(first.weights, second.weights)
        assert not np.array_equal(first.next_batch(70)[1], second.next_batch(70)[1])


class TestOneStep:
    def test_it_moves_every_parameter_along_the_gradient_of_the_loss(self, functions: dict[str, Any]) -> None:
        random = np.random.default_rng(3)
        images, labels = random.integers(0, 256, (6, 5)).astype(np.uint8), np.array([0, 1, 1, 0, 1, 0])
        digits = Digits(images, labels.astype(np.uint8), images, labels.astype(np.uint8), "noise")
        trainer = trainer_of(functions, digits, seed=1, sizes=(5, 4, 3, 2))
        before = [weight.astype(np.float64) for weight in trainer.weights.values()]
        trainer.advance(1, 6, 1.0)
        for place, after in enumerate(trainer.weights.values()):
            slope = numerical_gradient(before, place, images / 255, labels)
            assert np.abs(slope).max() > 1e-3
            np.testing.assert_allclose(before[place] - after, slope, atol=2e-5)

    def test_the_masks_get_pre_activations_and_the_weights_get_activations(
        self, functions: dict[str, Any], digits: Digits
    ) -> None:
        before, after = watch(functions, "dL_dz1", 1), watch(functions, "dL_dW2", 1)
        trainer_of(functions, digits).advance(1, 70, 0.1)
        assert before[0].min() < 0
        assert np.array_equal(np.maximum(before[0], 0), after[0])

    def test_everything_stays_float32_when_functions_return_float64_and_lists(
        self, changed: Changed, digits: Digits
    ) -> None:
        trainer = trainer_of(
            changed("""
def dL_db3(dL_dz3): return dL_dz3.astype(float).sum(axis=0).tolist()
def dL_dz2(dL_da2, z2): return np.where(z2 > 0, 1.0, 0.0).astype(float) * dL_da2
"""),
            digits,
        )
        reference = trainer_of(FIXED[0], digits)
        trainer.advance(5, 8, 0.1)
        reference.advance(5, 8, 0.1)
        assert {weight.dtype for weight in trainer.weights.values()} == {np.dtype(np.float32)}
        for got, wanted in zip(trainer.weights.values(), reference.weights.values(), strict=True):
            np.testing.assert_allclose(got, wanted, atol=1e-5)

    def test_functions_that_work_in_place_train_the_same(self, changed: Changed, digits: Digits) -> None:
        in_place = changed("""
def dL_dz3(y_pred, y_target):
    y_pred -= y_target
    y_pred /= len(y_pred)
    return y_pred
def dL_dz2(dL_da2, z2):
    dL_da2[z2 <= 0] = 0
    return dL_da2
def dL_dz1(dL_da1, z1):
    z1[z1 > 0], z1[z1 < 0] = 1, 0
    z1 *= dL_da1
    return z1
def update(w, dL_dw, learning_rate):
    w -= learning_rate * dL_dw
    return w
""")
        first, second = trainer_of(in_place, digits), trainer_of(FIXED[0], digits)
        assert np.array_equal(first.advance(20, 8, 0.1), second.advance(20, 8, 0.1))
        assert same(first.weights, second.weights)


class TestBatches:
    def test_an_epoch_shows_every_example_once_the_last_short_batch_too(
        self, functions: dict[str, Any], digits: Digits
    ) -> None:
        seen = watch(functions, "dL_dW1", 1)
        trainer = trainer_of(functions, digits)
        trainer.advance(3, 32, 0.0)
        assert [len(batch) for batch in seen] == [32, 32, 6]
        shown = np.rint(np.concatenate(seen) * 255).astype(np.uint8)
        assert np.array_equal(np.sort(shown, axis=0), np.sort(digits.train_images, axis=0))

    def test_the_next_epoch_has_another_order(self, functions: dict[str, Any], digits: Digits) -> None:
        seen = watch(functions, "dL_dW1", 1)
        trainer_of(functions, digits).advance(2, 70, 0.0)
        assert not np.array_equal(seen[0], seen[1])

    def test_the_functions_are_called_in_the_order_of_the_course(
        self, functions: dict[str, Any], digits: Digits
    ) -> None:
        called: list[str] = []
        for name in FUNCTIONS:
            functions[name] = noting(name, functions[name], called)
        trainer_of(functions, digits).advance(1, 8, 0.1)
        assert tuple(called) == (*FUNCTIONS[:-1], *["update"] * 6)

    def test_the_rate_falls_linearly_to_nothing_over_the_planned_epochs(
        self, functions: dict[str, Any], digits: Digits
    ) -> None:
        rates = watch(functions, "update", 2)
        trainer_of(functions, digits, epochs=2).advance(4, 35, 0.8)
        assert rates[::6] == pytest.approx([0.8, 0.6, 0.4, 0.2])

    def test_without_planned_epochs_the_rate_stays(self, functions: dict[str, Any], digits: Digits) -> None:
        rates = watch(functions, "update", 2)
        trainer_of(functions, digits).advance(4, 35, 0.8)
        assert set(rates) == {0.8}


class TestDivergence:
    def test_a_loss_that_explodes_ends_the_run_before_its_update(
        self, functions: dict[str, Any], digits: Digits
    ) -> None:
        trainer = trainer_of(functions, digits)
        losses = trainer.advance(1000, 8, 1e4)
        assert trainer.diverged
        assert 1 < len(losses) < 10
        assert trainer.steps == len(losses) - 1
        assert not has_diverged(losses[-2], 10)
        assert has_diverged(losses[-1], 10)
        assert len(trainer.advance(5, 8, 1e4)) == 0

    def test_a_gradient_that_is_no_number_ends_the_run_in_the_next_step(
        self, changed: Changed, digits: Digits
    ) -> None:
        trainer = trainer_of(changed("def dL_db3(dL_dz3): return dL_dz3.sum(axis=0) * np.nan"), digits)
        losses = trainer.advance(10, 8, 0.1)
        assert np.isfinite(losses[0])
        assert len(losses) == 2

    def test_the_loss_of_a_confident_wrong_prediction_is_large_and_finite(self) -> None:
        scores = np.array([[500.0, 0.0]], dtype=np.float32)
        y_pred, loss = softmax_cross_entropy(scores, np.array([1]))
        assert loss == pytest.approx(500.0)
        assert y_pred.tolist() == [[1.0, 0.0]]


class TestWrongFunctions:
    @pytest.mark.parametrize(
        ("source", "sentence"),
        [
            (
                "def dL_db3(dL_dz3): return dL_dz3.sum(axis=0, keepdims=True)",
                "dL_db3 returned an array of shape (1, 10) in step 1; its shape must be (10,) for training to go on.",
            ),
            (
                "def dL_dW2(dL_dz2, a1): return a1.T @ dL_dz2",
                "dL_dW2 returned an array of shape (9, 7) in step 1; its shape must be (7, 9) for training to go on.",
            ),
            (
                "def update(w, dL_dw, learning_rate): return float(w.sum())",
                "update returned an array of shape () in step 1; its shape must be (9, 12) for training to go on.",
            ),
            (
                "def update(w, dL_dw, learning_rate): w -= learning_rate * dL_dw",
                "update returned None in step 1: is its return statement missing?",
            ),
            (
                "def dL_da1(dL_dz2, W2): return 'dL_dz2 @ W2'",
                "dL_da1 returned a value of type str in step 1; training needs an array of numbers.",
            ),
            (
                "def dL_da1(dL_dz2, W2): return [[1, 2], [3]]",
                "dL_da1 returned a value of type list in step 1; training needs an array of numbers.",
            ),
            (
                "def dL_da1(dL_dz2, W2): return dL_dz2 @ W2 + 1j",
                "dL_da1 returned a value of type ndarray in step 1; training needs an array of numbers.",
            ),
        ],
    )
    def test_what_cannot_be_used_is_said_with_the_name_of_the_function(
        self, changed: Changed, digits: Digits, source: str, sentence: str
    ) -> None:
        trainer = trainer_of(changed(source), digits)
        with pytest.raises(TrainingProblem) as problem:
            trainer.advance(1, 8, 0.1)
        assert str(problem.value) == sentence
        assert trainer.calling == f"backprop.{sentence.split()[0]}"

    def test_missing_functions_are_named_before_anything_runs(
        self, functions: dict[str, Any], digits: Digits
    ) -> None:
        del functions["dL_da2"]
        del functions["update"]
        with pytest.raises(TrainingProblem, match=r"^dL_da2, update are missing"):
            trainer_of(functions, digits)

    def test_a_name_that_holds_something_else_is_not_called_missing(
        self, functions: dict[str, Any], digits: Digits
    ) -> None:
        functions["update"] = 3
        with pytest.raises(TrainingProblem, match=r"^The name update holds something else by now"):
            trainer_of(functions, digits)

    def test_prints_are_dropped_while_training(
        self, changed: Changed, digits: Digits, capsys: pytest.CaptureFixture[str]
    ) -> None:
        trainer_of(changed("def dL_db1(d): print(d.shape); return d.sum(axis=0)"), digits).advance(3, 8, 0.1)
        print("after")
        assert capsys.readouterr().out == "after\n"


class TestSource:
    def test_it_needs_numpy_the_standard_library_and_files_that_are_sent_before(self) -> None:
        names, texts = sent_files(FILES)[::2], sent_files(FILES)[1::2]
        modules: set[str | None] = set()
        for place, text in enumerate(texts):
            nodes = list(ast.walk(ast.parse(text)))
            needed = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
            needed |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
            modules |= needed - set(names[:place])
        assert modules == {
            "__future__", "_tracemalloc", "ast", "builtins", "collections.abc", "contextlib", "copy",
            "functools", "math", "numpy", "numpy.typing", "types", "typing"
        }  # fmt: skip

    def test_it_runs_from_its_text_beside_the_functions(self, functions: dict[str, Any], digits: Digits) -> None:
        exec(BRIDGE, functions)
        functions["training_load"](repr(RECIPE.program((12, 9, 7, 10), 0)), *sent_files(FILES))
        none = digits.test_images[:0], digits.test_labels[:0]
        functions["training_start"](0, 10, digits.train_images, digits.train_labels, *none)
        losses, norms, _ = functions["training_advance"](3, 8, 0.1)
        assert len(losses) == 3
        assert len(norms) == 6
        assert functions["training_calling"]() == FUNCTIONS.index("update")
        assert np.array_equal(losses, trainer_of(functions, digits).advance(3, 8, 0.1))


def watch(functions: dict[str, Any], name: str, position: int) -> list[Any]:
    """Every argument that the function gets at this position from now on."""
    seen: list[Any] = []
    original = functions[name]

    def watched(*arguments: Any) -> Any:
        seen.append(arguments[position])
        return original(*arguments)

    functions[name] = watched
    return seen


def noting(name: str, original: Callable[..., Any], called: list[str]) -> Callable[..., Any]:
    def noted(*arguments: Any) -> Any:
        called.append(name)
        return original(*arguments)

    return noted


def numerical_gradient(weights: list[np.ndarray], place: int, X: np.ndarray, labels: np.ndarray) -> np.ndarray:
    gradient = np.zeros_like(weights[place])
    for index in itertools.product(*map(range, gradient.shape)):
        values = []
        for shift in (1e-5, -1e-5):
            moved = [weight.copy() for weight in weights]
            moved[place][index] += shift
            values.append(loss_of(moved, X, labels))
        gradient[index] = (values[0] - values[1]) / 2e-5
    return gradient


def loss_of(weights: list[np.ndarray], X: np.ndarray, labels: np.ndarray) -> float:
    W1, b1, W2, b2, W3, b3 = weights
    a1 = np.maximum(X @ W1.T + b1, 0)
    a2 = np.maximum(a1 @ W2.T + b2, 0)
    z3 = a2 @ W3.T + b3
    y_pred = np.exp(z3) / np.exp(z3).sum(axis=1, keepdims=True)
    return float(-np.log(y_pred[np.arange(len(X)), labels]).mean())


def _fixed() -> tuple[dict[str, Any], Digits]:
    random = np.random.default_rng(5)
    images = random.integers(0, 256, (70, 12)).astype(np.uint8)
    labels = (np.arange(70) % 10).astype(np.uint8)
    return functions_of(RIGHT), Digits(images, labels, images[:10], labels[:10], "noise")


FIXED = _fixed()
