"""What to do about wrong numbers: several examples are advised only where one alone is answered right."""

from __future__ import annotations

import pytest
from submissions import GradeFiles, step_of

from grader.course import Assignment
from grader.report.report import Report

# A step, its body, what is said and what is not.
CASES = {
    "last_example_twice": (
        "dL_db3",
        "return dL_dz3.sum(axis=0) * (1 + len(dL_dz3)) / 2",
        "Each example by itself it gets right",
        "other numbers",
    ),
    "largest": ("dL_db3", "return dL_dz3.max(axis=0)", "Take two examples", "other numbers"),
    "no_signs": ("dL_dW1", "return dL_dz1.T @ np.abs(X)", "other numbers", "two examples"),
    "late_threshold": ("dL_dz2", "return dL_da2 * (z2 > 0.01)", "The slope changes where z2 is 0", "two examples"),
    "early_threshold": (
        "dL_dz2",
        "return dL_da2 * (z2 > -0.01)",
        "The slope changes where z2 is 0",
        "two examples",
    ),
    "whole_numbers": ("dL_dz2", "return dL_da2 * (z2.astype(int) > 0)", "small and positive", "two examples"),
    "three_examples": (
        "dL_dz3",
        "return (y_pred - y_target) / (1 if len(y_pred) == 1 else 3)",
        "It was right on 3 examples",
        "two examples",
    ),
    "fraction_lost": (
        "dL_dW3",
        "return dL_dz3.T @ a2 // 1",
        "rounded down to a whole number",
        "per cent",
    ),
    "rounded_by_accident": (
        "dL_dz3",
        "return (np.round(y_pred) - y_target) / len(y_pred)",
        "disagrees with the example",
        "rounded down",
    ),
    "cut_off": ("dL_dW3", "return (dL_dz3.T @ a2).astype(int)", "its fraction cut off", "two examples"),
    "nan_written": ("dL_dz2", "return np.where(z2 > 0, dL_da2, np.nan)", "np.nan", "two examples"),
    "nothing": ("dL_da2", "print(dL_dz3 @ W3)", "Each way through the function ends with `return`", "brackets"),
    "bare_return": (
        "update",
        "w -= learning_rate * dL_dw\n    return",
        "`return` and the result behind it",
        "End the",
    ),
    "lambda": ("dL_dz2", "return lambda z: dL_da2 * (z > 0)", "a function is called with round brackets", "its name"),
    "complex": ("dL_dz3", "return (y_pred - y_target + 0j) / len(y_pred)", "Its numbers are complex", "numeric"),
    "text": ("update", 'return f"{w}"', "It is a text", "numeric"),
    "promise": ("update", "return map(abs, w)", "It only promises numbers", "numeric"),
}


@pytest.fixture(scope="module")
def reports(grade_texts: GradeFiles, right: str, assignment: Assignment) -> dict[str, Report]:
    texts = {}
    for name, (step, body, _, _) in CASES.items():
        arguments = right.partition(f"def {step}(")[2].partition(")")[0]
        texts[f"{name}.py"] = f"{right}\n\ndef {step}({arguments}):\n    {body}\n"
    return grade_texts(texts)


@pytest.mark.parametrize("name", CASES)
def test_the_message_fits_the_mistake(reports: dict[str, Report], name: str) -> None:
    step, _, said, unsaid = CASES[name]
    message = str(step_of(reports[f"{name}.py"], step).message)
    assert said in message
    assert unsaid not in message
