"""Exceptions in a step: what to do about each, from what the failing expression's names held."""

from __future__ import annotations

import textwrap
import tomllib
from typing import Any

import pytest
from submissions import FIXTURES, GradeFiles, step_of

from grader.course import Assignment
from grader.report.report import Report, StepResult

CASES: dict[str, dict[str, Any]] = tomllib.loads((FIXTURES / "exceptions.toml").read_text(encoding="utf-8"))

# What stands behind `return` in dL_dW3(dL_dz3, a2), and a part of the advice.
ADVICE = {
    "dL_dz3 @ a2 @ a2": "Both have N: a transpose can bring it there",
    "a2 if a2 > 0 else dL_dz3": "each entry has an answer of its own",
    "numpy.outer(dL_dz3, a2)": "import numpy as np",
    "dL_dz3.T() @ a2": "`.T` is written without round brackets",
    "dL_dz3.T (a2)": "A product needs its sign",
    "np.dot[dL_dz3.T, a2]": "a function is called with round ones",
    "dL_dz3 ^ a2": "a transpose is `.T`",
    "a2 > 0 & a2 < 1.5": "next to `&` needs brackets of its own",
    "__import__('math').exp(dL_dz3)": "(np.exp, not math.exp)",
    "[0.0] * dL_dz3.T.tolist()": "a list does no arithmetic",
    "dL_dz3.T.tolist() @ [a2]": "A list or a tuple does no arithmetic",
    "dL_dz3[99]": "numbered 0 to 2, and the index there is 99",
    "dL_dz3[0, 0, 0]": "more indices than axes",
    "dL_dz3[0.5]": "An index is a whole number",
    "dL_dz3.sum(axis=2)": "axis=0 is its first, axis=1 its second",
    "np.matrixmultiply(dL_dz3.T, a2)": "numpy has nothing of that name",
    "dL_dz3.transposed()": "Arrays have nothing of that name",
    "dL_dW3(dL_dz3, a2)": "A function calls itself",
    "1 / 0": "Something is divided by 0",
    "{}['N']": "has no entry of that name",
    "np.zeros(3).__setitem__(0, a2[0])": "A whole row or column is put into a single entry",
    "np.array([dL_dz3[0], a2[0]])": "Rows of one array must have one length",
    "dL_dz3 @ 0.5": "With a number, write `*`",
    "dL_dz3.reshape(5, 99)": "as many entries as the array has",
    "print()[0]": "`print()` is None",
    "dL_db3.T @ a2": "`dL_db3` is your function of that step",
    "dL_db3 * a2": "`dL_db3` is your function of that step",
    "[k for k in 3]": "write range(…)",
    "np.zeros(3, 4)": "a shape goes in brackets of its own",
    "dL_dz3.sum(dim=0)": "axis=…",
    "np.multiply(dL_dz3, 0.5, out=np.zeros((3, 4), int))": "no room for fractions",
    "display(a2)": "exists in Jupyter only",
    "np2.sum(a2)": "an import that works",
}


@pytest.fixture(scope="module")
def reports(grade_texts: GradeFiles, right: str, assignment: Assignment) -> dict[str, Report]:
    texts = {
        f"{number}.py": replaced(right, "dL_dW3", f"return {expression}") for number, expression in enumerate(ADVICE)
    }
    found = grade_texts(texts, assignment.select("dL_dW3"))
    for step in sorted({case["step"] for case in CASES.values()}):
        texts = {
            f"{name}.py": case.get("file", "") + replaced(right, step, case["body"])
            for name, case in CASES.items()
            if case["step"] == step
        }
        found |= grade_texts(texts, assignment.select(step))
    return found


def replaced(right: str, step: str, body: str) -> str:
    """The right functions, with another body for one of them."""
    before, _, rest = right.partition(f"def {step}(")
    head, _, rest = rest.partition("\n")
    after = rest[rest.index("\ndef ") :] if "\ndef " in rest else ""
    return f"{before}def {step}({head}\n{textwrap.indent(body, '    ')}\n\n{after}"


def advice(result: StepResult) -> str:
    assert result.outcome == "error"
    assert result.mistake is None
    assert result.message is not None
    return result.message.next


@pytest.mark.parametrize(("number", "expression"), list(enumerate(ADVICE)), ids=list(ADVICE))
def test_an_exception_is_answered_with_what_to_do(reports: dict[str, Report], number: int, expression: str) -> None:
    assert ADVICE[expression] in advice(step_of(reports[f"{number}.py"], "dL_dW3"))


@pytest.mark.parametrize("name", CASES)
def test_advice_fits_the_values_at_the_line_and_says_nothing_false(reports: dict[str, Report], name: str) -> None:
    case = CASES[name]
    said = advice(step_of(reports[f"{name}.py"], case["step"]))
    assert case["says"] in said
    for phrase in case.get("never", ()):
        assert phrase not in said
    assert len(said) < 480, "nobody reads that much"


def test_no_advice_shows_a_line_of_the_solution(reports: dict[str, Report]) -> None:
    lines = ["dL_dz3.T @ a2", "dL_dz3 @ W3", "w - learning_rate * dL_dw", "dL_da2 * (z2 > 0)"]
    for report in reports.values():
        for result in report.steps:
            if result.message is not None:
                assert not any(line in result.message.next for line in lines)
