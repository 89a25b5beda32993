"""Wrong numbers in a lesson's text are found: in sums, in tables, and in sentences with results."""

from __future__ import annotations

import numpy as np
import pytest

from grader.building.lesson_numbers import prose, text_above, wrong_rows, wrong_sentences, wrong_sums

LESSON = """\
# %% [markdown]
# First: 1 + 1 = **2**.

# %%
def first(x):
    return x

# %% [markdown]
# | name | shape | by hand |
# |---|---|---|
# | `x` | any | [[1, −2]] and [3] |
# | **result** | as `x` | 0.6931 |

# %%
def second(x):
    return x
"""


@pytest.mark.parametrize(
    "sum_",
    [
        "0.75 · 12 + 0.25 · 8² = **25**",
        "√25 = **5**",
        "(√(9 + 16) − 1) / 2 = **2**",
        "−log 0.25 ≈ **1.386**",
        "exp(0.5) ≈ **1.65**",
        "2 · 0.5^3 = **0.25**",
        "max(0, −3) = **0**",
        "−0.5 − (−1) = **0.5**",
    ],
)
def test_a_right_sum_is_right_and_a_wrong_one_is_found(sum_: str) -> None:
    assert wrong_sums(sum_) == []
    wrong = sum_.replace("= **", "= **1").replace("≈ **", "≈ **1")
    assert wrong_sums(wrong) == [wrong.replace("*", "")]


def test_a_rounded_number_must_say_so() -> None:
    assert wrong_sums("1 / 3 = **0.33**") == ["1 / 3 = 0.33"]
    assert wrong_sums("1 / 3 ≈ **0.33**") == []
    assert wrong_sums("1 / 3 ≈ **0.34**") == ["1 / 3 ≈ 0.34"]


def test_the_text_above_a_function_is_its_own() -> None:
    assert "First" in text_above(LESSON, "first")
    assert "First" not in text_above(LESSON, "second")
    assert "result" in text_above(LESSON, "second")
    assert text_above(LESSON, "third") == ""
    assert "return" not in prose(LESSON)


RIGHT = [np.array([[1.0, -2.0]]), np.array([3.0])]


def test_a_table_is_compared_with_the_example() -> None:
    text = text_above(LESSON, "second")
    assert wrong_rows(text, {"x": RIGHT}, (np.log(2),)) == []
    assert wrong_rows(text, {"x": [RIGHT[0], np.array([4.0])]}, (np.log(2),)) == ["x: [[1, −2]] and [3]"]
    assert wrong_rows(text, {"x": RIGHT}, (0.6933,)) == ["result: 0.6931"]
    assert wrong_rows(text.replace("−2", "2"), {"x": RIGHT}, (np.log(2),)) == ["x: [[1, 2]] and [3]"]


def test_every_result_of_the_example_is_in_the_table() -> None:
    assert wrong_rows(text_above(LESSON, "second"), {}, (1.0, 2.0)) == ["1 results, and the example has 2"]


def test_a_number_with_few_decimals_is_meant_exactly() -> None:
    assert wrong_rows("| **result** | a number | 0.69 |", {}, (np.log(2),)) == ["result: 0.69"]


def test_a_sentence_has_the_numbers_that_are_computed() -> None:
    sentences = {"It ends at {:.1f}, after {} steps.": lambda own: (own.half(-3.0), 7)}
    solution = {"half": lambda x: x / 2}
    assert wrong_sentences("So: It ends\nat −1.5, after 7 steps.", sentences, solution) == []
    assert wrong_sentences("It ends at 1.5, after 7 steps.", sentences, solution) == [
        "It ends at −1.5, after 7 steps."
    ]
