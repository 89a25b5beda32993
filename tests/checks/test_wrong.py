"""Wrong submissions: what they earn, which word stands for their outcome, and what they are told."""

from __future__ import annotations

import re

import pytest
from submissions import FIXTURES, GradeFiles, step_of

from grader.course import Assignment
from grader.report.message import Message
from grader.report.report import Report, StepResult

FOLDER = FIXTURES / "wrong"


LOST = "\nimport scipy\ndL_dz3 = dL_dz3(np.eye(3), np.eye(3))\n"
EARLY = "\n\ndef dL_dz3(y_pred, y_target):\n    return y_target - y_pred\n"
RENAMED = ["dL_DW3", "dLdW3", "dl_dw3", "dL_dW_3", "weights"]


@pytest.fixture(scope="module")
def reports(
    grade_files: GradeFiles, grade_texts: GradeFiles, right: str, assignment: Assignment
) -> dict[str, Report]:
    """All of them in three sessions: starting one takes as long as grading several."""
    texts = {f"{name}.py": right.replace("def dL_dW3(", f"def {name}(") for name in RENAMED}
    texts["conditional.py"] = "import matplotlib as plt\n" + right.replace("def dL_dW3(", "if False:\n  def dL_dW3(")
    texts["decorated.py"] = right.replace("def dL_dW3(", "@jit\ndef dL_dW3(")
    return (
        grade_files([*sorted(FOLDER.glob("*.py")), FIXTURES / "one_mistake.py"])
        | grade_texts({"early.py": right + EARLY, "lost.py": right + LOST})
        | grade_texts(texts, assignment.select("dL_dW3"))
    )


def message_of(result: StepResult) -> Message:
    assert result.message is not None
    return result.message


def test_one_early_mistake_costs_one_step(reports: dict[str, Report]) -> None:
    report = reports["early.py"]
    assert [result.step.function for result in report.steps if result.outcome != "passed"] == ["dL_dz3"]
    assert report.score == 91
    assert report.chain is not None
    assert report.chain.outcome == "failed"
    assert step_of(report, "dL_dz3").mistake == "dL_dz3:sign-flipped-not-divided"


def test_a_known_mistake_is_named_in_all_four_parts(reports: dict[str, Report]) -> None:
    result = step_of(reports["one_mistake.py"], "dL_dz2")
    assert (result.outcome, result.mistake, result.score) == ("failed", "dL_dz2:no-mask", 3)
    assert [label for label, _ in message_of(result).parts()] == ["What", "Where", "Why", "Next"]
    assert "dL_dz2[" in message_of(result).where
    assert "(3, 5)" in message_of(result).where


def test_every_failed_check_of_a_step_names_the_mistake(reports: dict[str, Report]) -> None:
    checks = step_of(reports["one_mistake.py"], "dL_dz2").checks
    assert {check.check: (check.outcome, check.mistake) for check in checks} == {
        "contract": ("passed", None),
        "worked_example": ("passed", None),
        "reference": ("failed", "dL_dz2:no-mask"),
        "finite_differences": ("failed", "dL_dz2:no-mask"),
    }


@pytest.mark.parametrize("function", ["dL_dz3", "dL_dW3", "dL_dz2", "dL_dW2", "update"])
def test_two_mistakes_at_once_get_no_name(reports: dict[str, Report], function: str) -> None:
    result = step_of(reports["two_mistakes_at_once.py"], function)
    assert result.outcome == "failed"
    assert result.mistake is None
    assert result.explanation is None or result.explanation.tier != "mistake"
    assert message_of(result).next


@pytest.mark.parametrize(
    "name",
    ["hard_coded.py", "hard_coded_with_right_shapes.py", "right_in_one_place_only.py", "never_twice_the_same.py"],
)
def test_right_in_some_cases_only_earns_at_most_30_per_cent(reports: dict[str, Report], name: str) -> None:
    for result in reports[name].steps:
        assert result.outcome != "passed", result.step.function
        assert result.score <= 0.3 * result.step.points, result.step.function


def test_answers_learned_by_heart_pass_the_worked_example_and_no_other_witness(reports: dict[str, Report]) -> None:
    for result in reports["hard_coded_with_right_shapes.py"].steps:
        outcomes = {check.check: check.outcome for check in result.checks}
        assert outcomes == {
            "contract": "passed",
            "worked_example": "passed",
            "reference": "failed",
            "finite_differences": "failed",
        }, result.step.function


@pytest.mark.parametrize(
    ("function", "mistake"),
    [
        ("dL_dz3", "dL_dz3:not-divided"),
        ("dL_dW3", "dL_dW3:first-example-only"),
        ("dL_db3", "dL_db3:first-example-only"),
    ],
)
def test_what_is_right_for_one_example_only_is_named(reports: dict[str, Report], function: str, mistake: str) -> None:
    assert step_of(reports["right_in_one_place_only.py"], function).mistake == mistake


def test_a_slope_of_2_at_zero_is_wrong_at_one_entry(reports: dict[str, Report]) -> None:
    result = step_of(reports["at_the_kink.py"], "dL_dz2")
    assert (result.outcome, result.score) == ("failed", 3)
    assert "1 of 15 entries is wrong" in message_of(result).where


def test_nan_at_zero_is_said_to_be_nan(reports: dict[str, Report]) -> None:
    result = step_of(reports["at_the_kink.py"], "dL_dz1")
    assert result.outcome == "failed"
    assert message_of(result).what == "dL_dz1 returns NaN."
    assert message_of(result).where.startswith("In 1 of 18 entries")


ODD_RETURNS = {
    "dL_dz3": "dL_dz3 returns nothing (None).",
    "dL_dW3": "dL_dW3 returns something that is not an array of real numbers: str.",
    "dL_db3": "dL_db3 returns something that is not an array of real numbers: ndarray of object.",
    "dL_da2": "dL_da2 returns something that is not an array of real numbers: ndarray of complex128.",
    "dL_dz2": "dL_dz2 returns something that is not an array of real numbers: list.",
    "dL_dW2": "dL_dW2 returns several things (a tuple of 2).",
    "dL_db2": "dL_db2 returns something that is not an array of real numbers: dict.",
    "dL_da1": "dL_da1 returns an array of the wrong shape.",
    "dL_dz1": "dL_dz1 returns an array of the wrong shape.",
    "dL_dW1": "dL_dW1 returns an array of the wrong shape.",
    "dL_db1": "dL_db1 returns infinity.",
    "update": "update returns something that is not an array of real numbers: generator.",
}


@pytest.mark.parametrize("function", ODD_RETURNS)
def test_what_is_not_an_array_of_numbers_has_a_message_of_its_own(reports: dict[str, Report], function: str) -> None:
    result = step_of(reports["odd_returns.py"], function)
    assert (result.outcome, result.score) == ("failed", 0)
    assert message_of(result).what == ODD_RETURNS[function]
    assert message_of(result).next


@pytest.mark.parametrize(("function", "shape"), [("dL_da1", "()"), ("dL_dz1", "(0,)"), ("dL_dW1", "(5, 4, 6, 7)")])
def test_a_wrong_shape_is_said_with_the_wanted_one(reports: dict[str, Report], function: str, shape: str) -> None:
    where = message_of(step_of(reports["odd_returns.py"], function)).where
    assert where.startswith(f"Got shape {shape}, wanted ("), where


STUBS = {
    "dL_dz3": ("error", "dL_dz3 stops with TypeError: dL_dz3() takes 1 positional argument but 2 were given."),
    "dL_dW3": ("error", "dL_dW3 stops with TypeError: dL_dW3() missing 1 required positional argument: 'N'."),
    "dL_db3": ("failed", "dL_db3 returns nothing (None)."),
    "dL_da2": ("failed", "dL_da2 returns nothing (None)."),
    "dL_dz2": ("not attempted", "dL_dz2 is not written yet."),
    "dL_dW2": ("error", "dL_dW2 stops at a line with NotImplementedError that is still in it."),
    "dL_db2": ("failed", "dL_db2 returns nothing (None)."),
    "dL_da1": ("error", "dL_da1 stops with AttributeError: 'numpy.ndarray' object has no attribute 'undefined'."),
    "dL_dW1": ("error", "dL_dW1 stops with NameError: name 'x' is not defined."),
    "dL_db1": ("error", "There is no function dL_db1 once the file has run."),
    "update": ("error", "There is no function update in the file."),
}


@pytest.mark.parametrize("function", STUBS)
def test_what_gives_no_answer_says_why(reports: dict[str, Report], function: str) -> None:
    result = step_of(reports["odd_arguments_and_stubs.py"], function)
    assert (result.outcome, message_of(result).what) == STUBS[function]
    assert (result.score, result.mistake) == (0, None)


def test_a_wrong_number_of_arguments_is_answered_with_the_signature(reports: dict[str, Report]) -> None:
    result = step_of(reports["odd_arguments_and_stubs.py"], "dL_dW3")
    assert "dL_dW3(dL_dz3, a2)" in message_of(result).next


def test_written_code_below_the_stubs_raise_is_pointed_at(reports: dict[str, Report]) -> None:
    message = message_of(step_of(reports["odd_arguments_and_stubs.py"], "dL_dW2"))
    assert "line 25" in message.where
    assert "what stands below it never runs" in message.next


def test_an_error_is_placed_in_the_students_innermost_line(reports: dict[str, Report]) -> None:
    message = message_of(step_of(reports["odd_arguments_and_stubs.py"], "dL_dz1"))
    assert message.where == "odd_arguments_and_stubs.py, line 42: `return upstream @ z`"
    assert "`upstream` is (3, 6), and `z` is (3, 6)" in message.next


def test_a_name_that_is_given_to_a_value_is_no_function_any_more(reports: dict[str, Report]) -> None:
    report = reports["lost.py"]
    message = message_of(step_of(report, "dL_dz3"))
    assert message.what == "There is no function dL_dz3 once the file has run."
    assert message.where.endswith("the name dL_dz3 is given to something that is not a function.")
    assert "scipy" not in str(message)
    assert report.score == 90


@pytest.mark.parametrize("written", RENAMED)
def test_a_near_miss_of_a_name_is_suggested_and_another_step_is_not(reports: dict[str, Report], written: str) -> None:
    message = message_of(step_of(reports[f"{written}.py"], "dL_dW3"))
    suggestion = f"There is one called {written}. If it is meant for this step, its name must be exactly dL_dW3."
    assert message.what == "There is no function dL_dW3 in the file."
    assert message.where == ("" if written == "weights" else suggestion)


def test_a_failed_import_elsewhere_is_not_blamed_for_a_missing_function(reports: dict[str, Report]) -> None:
    assert "matplotlib" not in str(step_of(reports["conditional.py"], "dL_dW3").message)


def test_a_decorator_that_fails_is_the_place_to_mend(reports: dict[str, Report]) -> None:
    result = step_of(reports["decorated.py"], "dL_dW3")
    assert result.outcome == "error"
    assert "NameError: name 'jit' is not defined" in message_of(result).where


def test_texts_of_errors_are_tamed(reports: dict[str, Report]) -> None:
    message = message_of(step_of(reports["raises_oddly.py"], "dL_dz3"))
    assert len(message.what) < 400
    assert all(character.isprintable() for character in message.what)
    assert message_of(step_of(reports["raises_oddly.py"], "dL_dW3")).what == "dL_dW3 stops with Odd."


@pytest.mark.parametrize(
    ("function", "outcome", "says"),
    [
        ("dL_dz2", "error", "SystemExit"),
        ("dL_dW2", "error", "each entry has an answer of its own"),
        ("dL_db2", "error", "RecursionError"),
        (
            "dL_da1",
            "failed",
            "disagrees with the example",
        ),  # its type has an empty name, which once stopped the grader
        ("dL_dz1", "error", "Only numpy and most of Python's standard library"),
        ("dL_dW1", "error", "input()"),
        ("dL_db1", "failed", "coroutine"),
        ("update", "failed", "disagrees with the example"),
    ],
)
def test_odd_endings_end_one_step(reports: dict[str, Report], function: str, outcome: str, says: str) -> None:
    result = step_of(reports["raises_oddly.py"], function)
    assert result.outcome == outcome
    assert says in str(result.message)


@pytest.mark.parametrize(
    ("function", "outcome", "what"),
    [
        ("dL_dW3", "timeout", "dL_dW3 did not finish within 2 seconds."),
        ("dL_dW2", "crashed", "dL_dW2 ended the Python process with exit status 7."),
        ("dL_dW1", "out of memory", "dL_dW1 needed more than 256 MiB of memory."),
        ("dL_db1", "passed", ""),
    ],
)
def test_no_answer_has_a_word_of_its_own_and_the_next_step_is_asked(
    reports: dict[str, Report], function: str, outcome: str, what: str
) -> None:
    result = step_of(reports["never_answers.py"], function)
    assert result.outcome == outcome
    assert (result.message.what if result.message else "") == what
    assert outcome != "timeout" or "line 8" in message_of(result).where or "line 9" in message_of(result).where


def test_a_wrong_update_is_not_said_to_work_for_weights(reports: dict[str, Report]) -> None:
    whole = [report for report in reports.values() if len(report.steps) == 12]
    wrong = [report for report in whole if step_of(report, "update").outcome != "passed"]
    assert len(wrong) > 3
    assert not [warning for report in wrong for warning in report.warnings if "not for biases" in warning]


def test_no_message_gives_an_expected_value_away(reports: dict[str, Report]) -> None:
    """Before the likely why and what to do next, the only decimal number is a factor of the student's own entries."""
    for name, report in reports.items():
        for result in report.steps if name != "raises_oddly.py" else ():  # that one quotes the student's own texts
            for check in result.checks:
                found = f"{check.message.what} {check.message.where}" if check.message else ""
                assert re.findall(r"\d\.\d", re.sub(r"Each is \S+ times", "", found)) == []
                assert re.findall(r"array\(|\[\[|Traceback|/\w+/", found) == []


def test_no_two_right_steps_are_touched_by_a_wrong_neighbour(reports: dict[str, Report]) -> None:
    report = reports["one_mistake.py"]
    assert {r.step.function for r in report.steps if r.score < r.step.points} == {"dL_dz2"}
    assert report.score == 93


def test_a_mistake_is_recognised_although_its_division_by_zero_is_guarded(
    grade_texts: GradeFiles, assignment: Assignment
) -> None:
    plain = "def dL_dz3(p, t):\n    return -(t / p) / len(p)\n"
    reports = grade_texts(
        {"plain.py": plain, "guarded.py": plain.replace("t / p", "t / (p + 1e-12)")}, assignment.select("dL_dz3")
    )
    assert [report.steps[0].mistake for report in reports.values()] == ["dL_dz3:stops-at-y-pred"] * 2


def test_zeros_that_spare_the_worked_example_are_no_known_mistake(
    grade_texts: GradeFiles, assignment: Assignment
) -> None:
    text = (
        "import numpy as np\n\ndef dL_dz1(d, z):\n    return np.array([[0.0, -2, 2, -1]]) if len(z) == 1 else 0 * d\n"
    )
    (report,) = grade_texts({"zeros.py": text}, assignment.select("dL_dz1")).values()
    assert report.steps[0].outcome == "failed"
    assert report.steps[0].mistake is None
