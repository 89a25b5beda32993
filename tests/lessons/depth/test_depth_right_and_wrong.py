"""Deep networks as people write them: what is right has all points, however odd, and what is wrong loses some."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from submissions import FIXTURES, step_of

from grader.course import Course
from grader.report.report import Report
from grader.running.grading import grade

FOLDER = FIXTURES / "depth"
UNUSUAL = sorted((FOLDER / "unusual").glob("*.py"))
WRONG = sorted((FOLDER / "wrong").glob("*.py"))
FUNCTIONS = (
    "he_init",
    "xavier_init",
    "batch_norm",
    "dL_dz_batch_norm",
    "dL_dgamma",
    "dL_dbeta",
    "residual",
    "dL_da_residual",
    "clip_by_norm",
)

# What is the same as a known mistake, whatever it looks like. All others get no name: none fits.
KNOWN = {
    ("drawn_badly.py", "clip_by_norm"): "clip_by_norm:largest-norm",
    ("forgetful.py", "he_init"): "he_init:fixed-seed",
    ("forgetful.py", "xavier_init"): "xavier_init:xavier-from-another-generator",
    ("forgetful.py", "dL_dbeta"): "dL_dbeta:beta-averaged",
    ("other_methods.py", "clip_by_norm"): "clip_by_norm:every-entry",
    ("signs_and_brackets.py", "dL_da_residual"): "dL_da_residual:skip-added-before-the-weights",
    ("stops_or_mixes_up.py", "xavier_init"): "xavier_init:xavier-from-another-generator",
    ("stops_or_mixes_up.py", "dL_dbeta"): "dL_dbeta:beta-of-everything",
}
# What a message says of first weights that no single mistake explains.
WEIGHTS = {
    "drawn_badly.py": "5.9 % of the numbers are farther from 0 than twice their usual size",
    "halves_of_it.py": "times 2 / (n_in + n_out)",
    "looks_random.py": "of the numbers are farther from 0 than twice their usual size",
    "one_part_only.py": "units with equal weights stay alike for ever",
    "other_methods.py": "The numbers are uniform",
    "almost.py": "The numbers lie around a positive number",
}


def reports_of(paths: list[Path], course: Course) -> dict[str, Report]:
    reports: list[Report] = []
    grade(paths, course, course.assignment("depth"), reports.append)
    return {report.submission.name: report for report in reports}


@pytest.fixture(scope="module")
def right_ones(course: Course) -> dict[str, Report]:
    return reports_of(UNUSUAL, course)


@pytest.fixture(scope="module")
def wrong_ones(course: Course) -> dict[str, Report]:
    return reports_of(WRONG, course)


def test_there_are_enough_of_both() -> None:
    assert len(UNUSUAL) * len(FUNCTIONS) >= 90
    assert len(WRONG) * len(FUNCTIONS) >= 100


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


@pytest.mark.parametrize("name", WEIGHTS)
def test_what_is_wrong_with_first_weights_is_said(wrong_ones: dict[str, Report], name: str) -> None:
    message = step_of(wrong_ones[name], "xavier_init").message
    assert message is not None
    assert WEIGHTS[name] in message.where


def test_a_wrong_batch_norm_that_is_called_is_to_be_mended_first(course: Course, tmp_path: Path) -> None:
    text = (FOLDER / "unusual" / "call_each_other.py").read_text(encoding="utf-8")
    wrong = text.replace("return gamma * (z - z.mean(axis=0))", "return 2 * gamma * (z - z.mean(axis=0))")
    (tmp_path / "depth.py").write_text(wrong, encoding="utf-8")
    (report,) = reports_of([tmp_path / "depth.py"], course).values()

    assert step_of(report, "batch_norm").outcome == "failed"
    message = step_of(report, "dL_dgamma").message
    assert message is not None
    assert "Mend `batch_norm` first" in message.next


def test_no_message_gives_an_expected_value_away(wrong_ones: dict[str, Report]) -> None:
    for report in wrong_ones.values():
        for result in report.steps:
            if result.message and not result.step.function.endswith("_init"):  # those say how far off a variance is
                found = f"{result.message.what} {result.message.where}"
                found = re.sub(r"Each is \S+ times|to within \S+ per cent", "", found)
                assert re.findall(r"\d\.\d|array\(|Traceback", found) == []
