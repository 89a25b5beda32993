"""Right answers in a key: witnesses agree with each other, and tolerances fit what an entry is made of."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from submissions import BACKPROP, backprop_key

from grader.asking.comparison import right, same
from grader.course.content import Content, ContentError, load_content
from grader.key.build import build_key
from grader.key.differences import by_differences, gradient
from grader.key.key import FORMAT, Key, Question
from grader.key.stored import read_key, written
from grader.key.values import leaves, mapped

OPTIMIZERS = BACKPROP.parent / "optimizers"


@cache
def key_of(name: str, seed: int = 1) -> Key:
    return build_key(load_content(BACKPROP.parent / name), "of the tests", seed)


def content_with(folder_name: str, **solution: object) -> Content:
    content = load_content(BACKPROP.parent / folder_name)
    return dataclasses.replace(content, solution={**content.solution, **solution})


FUNCTIONS = [(name, function) for name in ("backprop", "optimizers") for function in key_of(name).signatures]


@pytest.mark.parametrize(("name", "function"), FUNCTIONS)
def test_the_solution_answers_right_whatever_the_seed(name: str, function: str) -> None:
    solution = load_content(BACKPROP.parent / name).solution[function]
    for seed in (1, 2, 2**127):
        key = key_of(name, seed)
        for question in key.questions(function):
            if question.low:
                given = mapped(lambda leaf: leaf.copy() if isinstance(leaf, np.ndarray) else leaf, question.arguments)
                got = solution(*given)
                assert right(question, got if isinstance(got, tuple) else (np.asarray(got),)), question


@pytest.mark.parametrize(("name", "function"), FUNCTIONS)
@pytest.mark.parametrize("error", [1e-3, -1e-3])
def test_a_small_error_in_the_largest_entry_is_seen(name: str, function: str, error: float) -> None:
    for question in key_of(name).questions(function):
        for place, value in enumerate(question.low):
            if isinstance(value, np.ndarray) and value.any() and question.purpose != "diagnosis":
                wrong = value.copy()
                certain = np.where(value == question.high[place], np.abs(value), 0.0)
                wrong.flat[certain.argmax()] *= 1 + error
                got = (*question.low[:place], wrong, *question.low[place + 1 :])
                assert not right(question, got), question


@pytest.mark.parametrize(("name", "function"), FUNCTIONS)
def test_rounding_of_another_order_of_summation_is_none(name: str, function: str) -> None:
    random = np.random.default_rng(0)
    for question in key_of(name).questions(function):
        got = mapped(lambda leaf: leaf * (1 + 1e-12 * random.normal(size=leaf.shape)), question.low)
        assert right(question, got)


def test_small_entries_among_large_ones_are_judged_by_what_they_are_made_of() -> None:
    """An entry is a sum of products: dropping the small ones of a question with small numbers is seen."""
    for question in backprop_key().asked("dL_dW3", "reference"):
        dropped = np.where(np.abs(question.low[0]) < 1e-10, 0.0, question.low[0])
        assert right(question, (dropped,)) == (question.case != "very small numbers")


def test_the_numbers_worked_by_hand_are_derivatives() -> None:
    """dL_dz3 apart: there the probabilities are rounded to halves, and one of them to 0."""
    content = load_content(BACKPROP)
    for name, (arguments, wanted) in content.examples.items():
        if name != "dL_dz3":
            found = by_differences(content.functions[name], arguments, (np.shape(wanted),))
            assert same(found, np.asarray(wanted), 1e-5), name


def test_no_question_is_the_right_answer_to_another() -> None:
    """Else a submission could remember what it was given, and hand that back."""
    key, given, answers = backprop_key(), set(), []
    for function in key.signatures:
        for question in key.asked(function, "contract", "reference"):
            if not question.case:
                given |= {leaf.tobytes() for leaf in leaves(question.arguments) if isinstance(leaf, np.ndarray)}
                answers.append(question.low[0].tobytes())
    assert not given & set(answers)
    assert len(answers) == 4 * len(key.signatures)


def test_a_solution_that_is_not_the_gradient_of_its_map_is_refused() -> None:
    content = content_with("backprop", dL_db3=lambda dL_dz3: dL_dz3.mean(axis=0))
    with pytest.raises(ContentError, match="the solution of dL_db3 is not the gradient that its record says"):
        build_key(content, "", 1)


def test_a_random_solution_that_breaks_its_laws_is_refused() -> None:
    content = content_with("optimizers", minibatches=lambda n, batch_size, rng: [np.arange(n)])
    with pytest.raises(ContentError, match="the solution of minibatches breaks the law 'sizes of the batches'"):
        build_key(content, "", 1)


def test_a_key_is_the_same_after_it_was_written_and_read() -> None:
    key = backprop_key()
    again = read_key(written(key))
    assert again is not None
    assert again.signatures == key.signatures
    for one, other in zip(key.questions("dL_dz2"), again.questions("dL_dz2"), strict=True):
        assert _as_data(one) == _as_data(other)


def test_what_is_no_key_or_of_another_format_is_none() -> None:
    assert read_key(b"") is None
    assert read_key(b"\x93NUMPY") is None
    content = written(backprop_key())
    assert read_key(content[:-10]) is None
    other = content.replace(b"\xa6format" + bytes([FORMAT]), b"\xa6format\x63", 1)
    assert other != content
    assert read_key(other) is None


def test_a_key_holds_no_code() -> None:
    content = written(backprop_key())
    for line in (b"dL_dz3.T @ a2", b"y_pred - y_target", b"def averaged", b"lambda"):
        assert line not in content


def _as_data(question: Question) -> list[object]:
    arrays = [(leaf.dtype.str, leaf.shape, leaf.tobytes()) for leaf in leaves(question.low)]
    return [question.purpose, question.case, question.sizes, arrays]


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=6), st.floats(-3, 3), st.floats(-3, 3))
def test_the_gradient_of_a_polynomial_is_known(entries: list[float], a: float, b: float) -> None:
    x = np.array(entries)
    measured = gradient(lambda v: np.sum(a * v**2 + b * v), x)
    assert np.allclose(measured, 2 * a * x + b, rtol=1e-6, atol=1e-5)


def test_a_gradient_by_several_arrays_has_their_form_and_leaves_them_as_they_were() -> None:
    value = ([np.arange(3.0), np.ones((2, 2))], np.array(2.0))
    for leaf in leaves(value):
        leaf.setflags(write=False)
    found = gradient(lambda v: v[0][0].sum() + 2 * v[0][1].sum() + v[1] ** 2, value)
    assert [np.round(leaf, 6).tolist() for leaf in leaves(found)] == [[1, 1, 1], [[2, 2], [2, 2]], 4]
