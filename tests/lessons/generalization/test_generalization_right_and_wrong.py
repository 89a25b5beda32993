"""The six functions as people write them: what is right has all points, what is wrong loses some and is told why."""

from __future__ import annotations

import re

import pytest
from submissions import step_of

from grader.report.report import Report, StepResult

# What a message says of splits that no single mistake explains.
SPLITS = {
    "almost.py": "the index 0 was never for validation",
    "copies.py": "it gives the same split again",
    "by_heart.py": "only 10 of the indices 0 to",
    "leaks.py": "1 index is in both parts",
    "other_laws.py": "neighbours stay together",
    "other_methods.py": "the same distance from each other",
    "rows_and_columns.py": "has not exactly one axis",
    "settings_written_in.py": "3 are for validation",
}


def told(result: StepResult) -> str:
    assert result.message is not None
    return " ".join(str(result.message).split())


@pytest.mark.parametrize("name", SPLITS)
def test_what_is_wrong_with_a_split_is_said(wrong_ones: dict[str, Report], name: str) -> None:
    message = step_of(wrong_ones[name], "train_validation_split").message
    assert message is not None
    assert SPLITS[name] in message.where


def test_no_message_gives_an_expected_value_away(wrong_ones: dict[str, Report]) -> None:
    for report in wrong_ones.values():
        for result in report.steps:
            found = f"{result.message.what} {result.message.where}" if result.message else ""
            found = re.sub(r"`[^`]+`|Each is \S+ times|within \S+ per cent|not even 2\.0", "", found)
            found = re.sub(r"validation_fraction = \S+|\d+ times 0\.\d+ is [\d.]+", "", found)
            assert re.findall(r"\d\.\d|array\(|Traceback", found) == []


@pytest.mark.parametrize("function", ["dropout", "dL_da_dropout"])
def test_dice_of_its_own_are_called_so(wrong_ones: dict[str, Report], function: str) -> None:
    text = told(step_of(wrong_ones["own_dice.py"], function))
    assert f"The same call gives another answer each time: {function} draws random numbers" in text
    assert "is in its arguments" in text


def test_what_counts_its_calls_is_told_the_same(wrong_ones: dict[str, Report]) -> None:
    text = told(step_of(wrong_ones["forgetful.py"], "l2_penalty"))
    assert "or it keeps something from call to call" in text


def test_a_wrong_yes_or_no_has_no_shape_and_no_entries(wrong_ones: dict[str, Report]) -> None:
    text = told(step_of(wrong_ones["off_by_one.py"], "should_stop"))
    assert "It is True or False, as it should be, and the wrong one." in text
    assert "entry is wrong" not in text


def test_a_yes_that_happened_to_be_right_says_nothing(wrong_ones: dict[str, Report]) -> None:
    for report in wrong_ones.values():
        assert "It was right on the question before" not in told(step_of(report, "should_stop"))


def test_sets_are_said_to_be_no_arrays(wrong_ones: dict[str, Report]) -> None:
    text = told(step_of(wrong_ones["odd_returns.py"], "train_validation_split"))
    assert "returns a tuple of 2, and not all of it are arrays of real numbers" in text
    assert "A set or a text is no array" in text
