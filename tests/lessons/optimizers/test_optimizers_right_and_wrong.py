"""The optimizers as people write them: what is right has all points, however odd, and what is wrong loses some."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from submissions import FIXTURES, step_of

from grader.course import Course
from grader.report.report import Report
from grader.running.grading import grade

FOLDER = FIXTURES / "optimizers"
UNUSUAL = sorted(path for path in (FOLDER / "unusual").iterdir() if path.suffix in (".py", ".ipynb"))
WRONG = sorted((FOLDER / "wrong").glob("*.py"))
FUNCTIONS = ("momentum", "rmsprop", "adam", "minibatches", "learning_rate_at")

# What is the same as a known mistake, whatever it looks like. All others get no name: none fits.
KNOWN = {
    ("stops_or_mixes_up.py", "minibatches"): "minibatches:another-generator",
    ("the_same_again.py", "minibatches"): "minibatches:shuffled-inside",
    ("the_same_again.py", "learning_rate_at"): "learning_rate_at:dropped-at-once",
    ("where_epsilon_stands.py", "adam"): "adam:epsilon-not-scaled",
}
# What a message says of batches that no single mistake explains.
BATCHES = {
    "almost.py": "a batch is empty",
    "forgetful.py": "the same examples come together for different seeds",
    "halves_of_it.py": "indices are different",
    "one_part_only.py": "followed by the next number",
    "other_methods.py": "indices are different",
    "other_methods_again.py": "followed by the next number",
    "settings_written_in.py": "a batch has 10 indices",
    "shuffled_badly.py": "the same examples come together for different seeds",
    "signs_and_brackets.py": "are there",
    "the_copy_used.py": "all epochs would be alike",
    "where_epsilon_stands.py": "are there",
}


def reports_of(paths: list[Path], course: Course) -> dict[str, Report]:
    reports: list[Report] = []
    grade(paths, course, course.assignment("optimizers"), reports.append)
    return {report.submission.name: report for report in reports}


@pytest.fixture(scope="module")
def right_ones(course: Course) -> dict[str, Report]:
    return reports_of(UNUSUAL, course)


@pytest.fixture(scope="module")
def wrong_ones(course: Course) -> dict[str, Report]:
    return reports_of(WRONG, course)


def test_there_are_enough_of_both() -> None:
    assert len(UNUSUAL) * len(FUNCTIONS) >= 50
    assert len(WRONG) * len(FUNCTIONS) >= 50


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


@pytest.mark.parametrize("name", BATCHES)
def test_what_is_wrong_with_batches_is_said(wrong_ones: dict[str, Report], name: str) -> None:
    message = step_of(wrong_ones[name], "minibatches").message
    assert message is not None
    assert BATCHES[name] in message.where


def test_no_message_gives_an_expected_value_away(wrong_ones: dict[str, Report]) -> None:
    for report in wrong_ones.values():
        for result in report.steps:
            found = f"{result.message.what} {result.message.where}" if result.message else ""
            found = re.sub(r"Each is \S+ times|to within \S+ per cent|not even 2\.0", "", found)
            assert re.findall(r"\d\.\d|array\(|Traceback", found) == []
