"""The six functions as people write them: what is right has all points, what is wrong loses some and is told why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from submissions import FIXTURES, step_of

from grader.course import Course
from grader.report.report import Report, StepResult
from grader.running.grading import grade

FOLDER = FIXTURES / "generalization"
UNUSUAL = sorted((FOLDER / "unusual").glob("*.py"))
WRONG = sorted((FOLDER / "wrong").glob("*.py"))
FUNCTIONS = ("dropout", "dL_da_dropout", "l2_penalty", "l2_gradient", "train_validation_split", "should_stop")

# What is the same as a known mistake, whatever it looks like. All others get no name: none fits.
KNOWN = {
    ("copies.py", "dropout"): "dropout:divided-only",
    ("copies.py", "dL_da_dropout"): "dL_da_dropout:passed-through",
    ("copies.py", "l2_gradient"): "l2_gradient:pull-alone",
    ("copies.py", "should_stop"): "should_stop:stopped-when-not-the-best",
    ("forgetful.py", "train_validation_split"): "train_validation_split:one-split-for-all",
    ("leaks.py", "dropout"): "dropout:divided-by-what-stayed",
    ("leaks.py", "l2_penalty"): "l2_penalty:mean-of-all",
    ("off_by_one.py", "train_validation_split"): "train_validation_split:one-index-lost",
    ("other_laws.py", "should_stop"): "should_stop:only-rises-counted",
    ("own_dice.py", "train_validation_split"): "train_validation_split:two-shuffles",
    ("signs_and_brackets.py", "l2_penalty"): "l2_penalty:strength-squared",
    ("signs_and_brackets.py", "train_validation_split"): "train_validation_split:cut-from-the-same-end",
    ("the_same_again.py", "dropout"): "dropout:not-divided",
    ("the_same_again.py", "dL_da_dropout"): "dL_da_dropout:mask-forgotten",
    ("the_same_again.py", "l2_penalty"): "l2_penalty:half-forgotten",
    ("the_same_again.py", "l2_gradient"): "l2_gradient:two-left-over",
    ("the_same_again.py", "train_validation_split"): "train_validation_split:not-shuffled",
    ("the_same_again.py", "should_stop"): "should_stop:one-epoch-late",
}
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


def reports_of(paths: list[Path], course: Course) -> dict[str, Report]:
    reports: list[Report] = []
    grade(paths, course, course.assignment("generalization"), reports.append)
    return {report.submission.name: report for report in reports}


@pytest.fixture(scope="module")
def right_ones(course: Course) -> dict[str, Report]:
    return reports_of(UNUSUAL, course)


@pytest.fixture(scope="module")
def wrong_ones(course: Course) -> dict[str, Report]:
    return reports_of(WRONG, course)


def told(result: StepResult) -> str:
    assert result.message is not None
    return " ".join(str(result.message).split())


def test_there_are_enough_of_both() -> None:
    assert len(UNUSUAL) * len(FUNCTIONS) >= 60
    assert len(WRONG) * len(FUNCTIONS) >= 60


@pytest.mark.parametrize("name", [path.name for path in UNUSUAL])
def test_right_is_right_however_it_is_written(right_ones: dict[str, Report], name: str) -> None:
    report = right_ones[name]
    lost = {result.step.function: str(result.message) for result in report.steps if result.outcome != "passed"}
    assert lost == {}
    assert report.score == report.max_score == 100


@pytest.mark.parametrize("name", [path.name for path in WRONG])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_wrong_earns_at_most_30_per_cent(wrong_ones: dict[str, Report], name: str, function: str) -> None:
    result = step_of(wrong_ones[name], function)
    assert result.outcome in ("failed", "error")
    assert result.score <= 0.3 * result.step.points
    assert result.message is not None
    assert result.message.next


@pytest.mark.parametrize("name", [path.name for path in WRONG])
def test_only_what_is_a_known_mistake_gets_its_name(wrong_ones: dict[str, Report], name: str) -> None:
    for function in FUNCTIONS:
        assert step_of(wrong_ones[name], function).mistake == KNOWN.get((name, function)), function


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
