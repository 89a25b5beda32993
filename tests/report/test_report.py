"""The law of scores: all passed is all points, anything wrong at most 30 per cent, never less for passing more."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from grader.course import Course, Scoring, Step
from grader.report.explanation import Explanation
from grader.report.message import OUTCOMES, Message
from grader.report.report import CheckResult, Report, StepResult, score_step

STEP = Step(function="dL_dW3", number=4, points=10, title="Weights", hints=["Look."])
NAMES = ["contract", "worked_example", "reference", "finite_differences"]
WRONG = [outcome for outcome in OUTCOMES if outcome != "passed"]


def scored(scoring: Scoring, *outcomes: str) -> float:
    return score_step(STEP, scoring, tuple(map(CheckResult, NAMES, outcomes))).score


def test_all_passed_is_full_points(course: Course) -> None:
    assert scored(course.assignment().scoring, *["passed"] * 4) == STEP.points


def test_a_wrong_step_never_exceeds_30_per_cent(course: Course) -> None:
    for outcomes in itertools.product(OUTCOMES, repeat=4):
        if set(outcomes) != {"passed"}:
            assert 0 <= scored(course.assignment().scoring, *outcomes) <= 0.3 * STEP.points


def test_a_check_that_was_not_run_is_not_passed(course: Course) -> None:
    assert scored(course.assignment().scoring, "passed", "passed", "passed") == 3
    assert scored(course.assignment().scoring) == 0


def test_more_points_for_more_passed_checks(course: Course) -> None:
    for outcomes in itertools.product(["passed", "failed"], repeat=4):
        for index in range(4):
            better = [*outcomes[:index], "passed", *outcomes[index + 1 :]]
            assert scored(course.assignment().scoring, *better) >= scored(course.assignment().scoring, *outcomes)


def test_the_contract_and_the_example_are_worth_10_and_20_per_cent(course: Course) -> None:
    assert scored(course.assignment().scoring, "passed", "failed", "failed", "failed") == 1
    assert scored(course.assignment().scoring, "passed", "passed", "failed", "failed") == 3
    assert scored(course.assignment().scoring, "failed", "skipped", "skipped", "skipped") == 0


@given(st.data(), st.floats(0, 100))
def test_the_law_holds_for_any_shares(data: st.DataObject, cap: float) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, 100), min_size=3, max_size=3)))
    shares = [b - a for a, b in itertools.pairwise([0, *cuts, 100])]
    scoring = Scoring(wrong_at_most=cap, checks=dict(zip(NAMES, map(float, shares), strict=True)))
    outcomes = data.draw(st.lists(st.sampled_from(OUTCOMES), min_size=4, max_size=4))
    score = scored(scoring, *outcomes)
    if set(outcomes) == {"passed"}:
        assert score == STEP.points
    else:
        assert 0 <= score <= STEP.points * cap / 100 + 1e-6


def result(*checks: CheckResult) -> StepResult:
    return StepResult(STEP, 3, checks)


def test_a_steps_word_is_that_of_its_first_check_that_did_not_pass() -> None:
    first, second = Message("First."), Message("Second.")
    step = result(
        CheckResult("contract", "passed"),
        CheckResult("worked_example", "timeout", first),
        CheckResult("reference", "failed", second, "dL_dW3:x"),
    )
    assert (step.outcome, step.message, step.mistake) == ("timeout", first, None)
    assert result(CheckResult("contract", "passed")).outcome == "passed"


def test_a_check_that_does_not_count_decides_nothing() -> None:
    extra = CheckResult("tidy", "failed", Message("Untidy."), counts=False)
    assert result(CheckResult("contract", "passed"), extra).outcome == "passed"
    assert result(extra, CheckResult("contract", "error", Message("Stops."))).outcome == "error"


def test_a_report_is_plain_data(course: Course) -> None:
    reason = Explanation("mistake", "C.", "D.")
    step = result(CheckResult("contract", "failed", Message("A.", "B.", "C.", "D."), "dL_dW3:x", explanation=reason))
    report = Report(Path("a b.py"), course.assignment(), (step,), None, "full", 0.123456, ("Note.",))
    assert json.loads(json.dumps(report.to_json())) == {
        "submission": "a b.py",
        "assignment": "backprop",
        "score": 3,
        "max_score": 10,
        "isolation": "full",
        "seconds": 0.1235,
        "warnings": ["Note."],
        "chain": "skipped",
        "steps": [
            {
                "step": "dL_dW3",
                "score": 3,
                "max_score": 10,
                "outcome": "failed",
                "mistake": "dL_dW3:x",
                "explanation": {"tier": "mistake", "text": "C."},
                "message": "What: A.\nWhere: B.\nWhy: C.\nNext: D.",
                "checks": [
                    {"check": "contract", "outcome": "failed", "message": "What: A.\nWhere: B.\nWhy: C.\nNext: D."}
                ],
            }
        ],
    }
    assert not report.complete


def test_an_empty_part_of_a_message_is_left_out() -> None:
    assert str(Message("A.", next="D.")) == "What: A.\nNext: D."


def test_what_is_right_names_the_checks_that_were_there() -> None:
    checks = (CheckResult("contract", "passed"), CheckResult("worked_example", "passed"))
    assert StepResult(STEP, 3, checks).agreement == "All checks agree: contract, worked example."
