"""Exceptions in a step: whoever gets one is told what to do about this one."""

from __future__ import annotations

import pytest
from submissions import FIXTURES, GradeFiles, step_of

from grader.course import Assignment
from grader.report import Report

RIGHT = (FIXTURES / "one_mistake.py").read_text(encoding="utf-8")

# What stands behind `return` in dL_dW3(dL_dz3, a2), and a part of the advice.
ADVICE = {
    "dL_dz3 @ a2 @ a2": "Often a transpose is missing or too much",
    "a2 if a2 > 0 else dL_dz3": "each entry has an answer of its own",
    "numpy.outer(dL_dz3, a2)": "Check the spelling. A name is an argument",
    "dL_dz3.T() @ a2": "`.T` and `.shape` are written without them",
    "dL_dz3.T (a2)": "a product needs its sign",
    "np.dot[dL_dz3.T, a2]": "A function is called with round ones",
    "dL_dz3 ^ a2": "a transpose is `.T`",
    "a2 > 0 & a2 < 1.5": "next to `&` needs brackets of its own",
    "__import__('math').exp(dL_dz3)": "(np.exp, not math.exp)",
    "[0.0] * dL_dz3.T.tolist()": "A list or a tuple does no arithmetic",
    "dL_dz3.T.tolist() @ [a2]": "A list or a tuple does no arithmetic",
    "dL_dz3[99]": "An index reaches behind the end of an axis",
    "dL_dz3[0, 0, 0]": "more indices than axes",
    "dL_dz3[0.5]": "An index is a whole number",
    "dL_dz3.sum(axis=2)": "axis=0 is its first, axis=1 its second",
    "np.matrixmultiply(dL_dz3.T, a2)": "numpy has nothing of that name",
    "dL_dz3.transposed()": "Arrays have nothing of that name",
    "dL_dW3(dL_dz3, a2)": "A function calls itself",
    "1 / 0": "Something is divided by 0",
    "{}['N']": "Read the line it names",
    "np.zeros(3).__setitem__(0, a2[0])": "A whole row or column is put into a single entry",
    "np.array([dL_dz3[0], a2[0]])": "Rows of one array must have one length",
    "dL_dz3 @ 0.5": "With a number, write `*`",
    "dL_dz3.reshape(5, 99)": "as many entries as the array has",
    "print()[0]": "Something in that line is None",
    "dL_db3.T @ a2": "Something in that line is a function",
    "dL_db3 * a2": "Something in that line is a function",
    "[k for k in 3]": "write range(…)",
    "np.zeros(3, 4)": "a shape goes in brackets of its own",
    "dL_dz3.sum(dim=0)": "have axis=…",
    "np.multiply(dL_dz3, 0.5, out=np.zeros((3, 4), int))": "no room for fractions",
    "display(a2)": "exists in Jupyter only",
    "np2.sum(a2)": "the import has to work",
}


@pytest.fixture(scope="module")
def reports(grade_texts: GradeFiles, assignment: Assignment) -> dict[str, Report]:
    texts = {
        f"{number}.py": RIGHT.replace("return dL_dz3.T @ a2", f"return {expression}")
        for number, expression in enumerate(ADVICE)
    }
    return grade_texts(texts, assignment.select("dL_dW3"))


@pytest.mark.parametrize(("number", "expression"), list(enumerate(ADVICE)), ids=list(ADVICE))
def test_an_exception_is_answered_with_what_to_do(reports: dict[str, Report], number: int, expression: str) -> None:
    result = step_of(reports[f"{number}.py"], "dL_dW3")
    assert result.outcome == "error"
    assert result.message is not None
    assert ADVICE[expression] in result.message.next
