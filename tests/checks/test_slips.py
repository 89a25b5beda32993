"""Slips in how a function is written, other than a wrong formula: what each costs, and what is said of it."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from submissions import FIXTURES, GradeFiles, step_of

from grader.report.report import Report

RIGHT = (
    (FIXTURES / "one_mistake.py")
    .read_text(encoding="utf-8")
    .replace("    return dL_da2\n", "    return dL_da2 * (z2 > 0)\n")
)


@dataclass(frozen=True)
class Slip:
    """A change to a right file.

    Attributes:
        old: text of the right file.
        new: what stands there instead.
        function: the step that it is about.
        says: part of the step's message; of a note, where it costs nothing.
        mistake: the id of the mistake that is named, if one is.
        costs_nothing: whether every step is right all the same.
    """

    old: str
    new: str
    function: str
    says: str
    mistake: str | None = None
    costs_nothing: bool = False


SLIPS = {
    "parameters in another order": Slip(
        "def dL_dz3(y_pred, y_target)",
        "def dL_dz3(y_target, y_pred)",
        "dL_dz3",
        "called by position, as dL_dz3(y_pred, y_target)",
    ),
    "another order that does not matter": Slip(
        "def dL_dW3(dL_dz3, a2):\n    return dL_dz3.T @ a2",
        "def dL_dW3(a2, dL_dz3):\n    return a2.T @ dL_dz3",
        "dL_dW3",
        "",
        costs_nothing=True,
    ),
    "a loop takes the name": Slip(
        "    return w - learning_rate * dL_dw\n",
        "    return w - learning_rate * dL_dw\n\n\nfor update in range(3):\n    pass\n",
        "update",
        "line 66: the name update is given to something",
    ),
    "del takes the function": Slip(
        "    return w - learning_rate * dL_dw\n",
        "    return w - learning_rate * dL_dw\n\n\ndel update\n",
        "update",
        "line 66: del takes the function away.\nNext: Remove that line.",
    ),
    "a name that is taken, given back and taken where it cannot be seen": Slip(
        "    return w - learning_rate * dL_dw\n",
        "    return w - learning_rate * dL_dw\n\n\nupdate = 1\n\n\ndef update():\n    return 2\n\n\n"
        "globals()['update'] = 3\n",
        "update",
        "While the file runs, the name update is given to something that is not a function.",
    ),
    "an import takes the name": Slip(
        "# %%\ndef dL_db1", "from math import sin as dL_dz1\n\n\n# %%\ndef dL_db1", "dL_dz1", "TypeError"
    ),
    "indented into the function above": Slip(
        "# %%\ndef dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=0)",
        "    def dL_db3(dL_dz3):\n        return dL_dz3.sum(axis=0)",
        "dL_db3",
        "the definition is indented, so it belongs to what stands above it",
    ),
    "a threshold that is not 0": Slip("(z2 > 0)", "(z2 > 0.01)", "dL_dz2", "1 of 15 entries is wrong"),
    "a threshold below 0": Slip("(z2 > 0)", "(z2 > -0.01)", "dL_dz2", "of 15 entries is wrong"),
    "a shape that is guessed": Slip(
        "return dL_dz3 @ W3",
        "return dL_dz3 @ (W3.T if W3.shape[1] == dL_dz3.shape[1] else W3)",
        "dL_da2",
        "choice that depends on the shapes",
    ),
    "clipped gradients": Slip(
        "return dL_dz3.T @ a2", "return np.clip(dL_dz3.T @ a2, -500, 500)", "dL_dW3", "a limit on the numbers"
    ),
    "sums that are never set to 0": Slip(
        "def dL_dW3(dL_dz3, a2):\n    return dL_dz3.T @ a2",
        "total = np.zeros((1, 1))\n\n\ndef dL_dW3(dL_dz3, a2):\n    global total\n"
        "    shape = (dL_dz3.shape[1], a2.shape[1])\n    if total.shape != shape:\n        total = np.zeros(shape)\n"
        "    total += dL_dz3.T @ a2\n    return total",
        "dL_dW3",
        "wrong values",
    ),
    "an array that is kept and filled anew": Slip(
        "def dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=0)",
        "import functools\n\n\n@functools.cache\ndef kept(shape):\n    return np.empty(shape)\n\n\n"
        "def dL_db3(dL_dz3):\n"
        "    return np.sum(dL_dz3, axis=0, out=kept(dL_dz3.shape[1:]))",
        "dL_db3",
        "turns float32 inputs into float64",
        costs_nothing=True,
    ),
    "an array that is kept and changes its shape": Slip(
        "def dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=0)",
        "kept = np.zeros(1)\n\n\ndef dL_db3(dL_dz3):\n    kept.resize(dL_dz3.shape[1], refcheck=False)\n"
        "    kept[:] = dL_dz3.sum(axis=0)\n    return kept",
        "dL_db3",
        "turns float32 inputs into float64",
        costs_nothing=True,
    ),
    "an output array of another kind than what training uses": Slip(
        "return dL_dz3.T @ a2",
        "out = np.zeros((dL_dz3.shape[1], a2.shape[1]))\n    np.dot(dL_dz3.T, a2, out=out)\n    return out",
        "dL_dW3",
        "dL_dW3 gives no answer on float32 arrays, with which networks are trained.",
        costs_nothing=True,
    ),
    "wrong on float32": Slip(
        "return dL_dz3.T @ a2",
        "return dL_dz3.T @ a2 * (dL_dz3.itemsize == 8)",
        "dL_dW3",
        "dL_dW3 returns wrong values on float32 numbers",
    ),
    "wrong on float32 in a ReLU": Slip(
        "return dL_da2 * (z2 > 0)",
        "return dL_da2 * (z2 > 0) if z2.itemsize == 8 else dL_da2",
        "dL_dz2",
        "dL_dz2 returns wrong values on float32 numbers",
    ),
    "another order that the formula makes up for": Slip(
        "def dL_dz3(y_pred, y_target):\n    return (y_pred - y_target) / len(y_pred)",
        "def dL_dz3(y_target, y_pred):\n    return y_target - y_pred",
        "dL_dz3",
        "",
        mistake="dL_dz3:not-divided",
    ),
    "another order and a name that is not there": Slip(
        "def update(w, dL_dw, learning_rate):\n    return w - learning_rate * dL_dw",
        "def update(w, learning_rate, dL_dw):\n    return w - learning_rate * dL_dW",
        "update",
        "Is `dL_dw` meant?",
    ),
    "the first parameter in its place and the others not": Slip(
        "def update(w, dL_dw, learning_rate):\n    return w - learning_rate * dL_dw",
        "def update(w, learning_rate, dL_dw):\n    return w - float(learning_rate) * dL_dw",
        "update",
        "so its learning_rate is given dL_dw",
    ),
    "a second definition that fails": Slip(
        "    return dL_dz3.sum(axis=0)\n",
        "    return dL_dz3.sum(axis=0)\n\n\n@njit\ndef dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=0)\n",
        "dL_db3",
        "the last one fails (a second definition that fails.py, line 21: NameError: name 'njit' is not defined): one",
        costs_nothing=True,
    ),
    "an array of True and False": Slip(
        "return dL_da2 * (z2 > 0)",
        "grad = np.zeros_like(z2 > 0)\n    grad[z2 > 0] = dL_da2[z2 > 0]\n    return grad",
        "dL_dz2",
        "",
    ),
    "always 0": Slip("return np.where(z1 > 0, dL_da1, 0)", "return np.zeros_like(z1)", "dL_dz1", "Each is 0"),
    "a limit on the length of the gradient": Slip(
        "return w - learning_rate * dL_dw",
        "n = np.linalg.norm(dL_dw)\n    return w - learning_rate * (dL_dw / n if n > 1 else dL_dw)",
        "update",
        "update disagrees",
    ),
    "guessed from the shape in the first step": Slip(
        "/ len(y_pred)", "/ (len(y_pred) if len(y_pred) != y_pred.shape[1] else 1)", "dL_dz3", "depends on the shapes"
    ),
    "only as many examples as were tried": Slip(
        "return dL_dz3.sum(axis=0)", "return dL_dz3[:16].sum(axis=0)", "dL_db3", "wrong values on 40 examples"
    ),
    "a form feed before the line that stops": Slip(
        "def dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=0)",
        'PAGE = """\x0c\u2028one\x0ctwo"""\n\n\ndef dL_db3(dL_dz3):\n    return dL_dz3.suum(axis=0)',
        "dL_db3",
        "line 21: `return dL_dz3.suum(axis=0)`",
    ),
    "many names": Slip(
        "# %%\ndef dL_dW3",
        "".join(f"def f{k}(): pass\n" for k in range(1200)) + "# %%\ndef dL_dW3",
        "dL_dW3",
        "",
        costs_nothing=True,
    ),
    "two versions of a file": Slip(
        "def dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=0)",
        "<<<<<<< HEAD\ndef dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=0)\n=======\n>>>>>>> other",
        "dL_db3",
        "a mark that git left where two versions of the file meet; keep one of them: `<<<<<<< HEAD`",
        costs_nothing=True,
    ),
    "two versions of a line": Slip(
        "    return dL_dz3.sum(axis=0)",
        "<<<<<<< HEAD\n    return dL_dz3.sum(axis=0)\n=======\n    return dL_dz3.sum(0)\n>>>>>>> other",
        "dL_db3",
        "a mark that git left where two versions of the file meet; keep one of them: `<<<<<<< HEAD`",
    ),
    "a line that is no Python": Slip(
        "return dL_dz3.sum(axis=0)", "return dL_dz3.sum(axis=0", "dL_db3", "'(' was never closed: `return dL_dz3.sum"
    ),
    "brackets forgotten": Slip("dL_dz3.sum(axis=0)", "dL_dz3.sum", "dL_db3", "round brackets () behind it"),
    "yield": Slip("return dL_dz3.sum(axis=0)", "yield dL_dz3.sum(axis=0)", "dL_db3", "`yield`"),
    "async def": Slip("def dL_db3", "async def dL_db3", "dL_db3", "Write `def`."),
    "cache": Slip(
        "def dL_db3", "import functools\n@functools.cache\ndef dL_db3", "dL_db3", "cannot be remembered by a cache"
    ),
    "and in place of a mask": Slip("(z2 > 0)", "(z2 > 0 and z2)", "dL_dz2", "`and`, `or`"),
    "a failed import": Slip(
        "return dL_dz3.sum(axis=0)", "return scipy.sum(dL_dz3)", "dL_db3", "an import that works"
    ),
    "used before it has a value": Slip(
        "return dL_dz3.sum(axis=0)", "total += dL_dz3\n    return total", "dL_db3", "before it has a value"
    ),
    "masked array": Slip(
        "return dL_da2 * (z2 > 0)", "return np.ma.masked_where(z2 <= 0, dL_da2)", "dL_dz2", "wrong values"
    ),
    "comparison of the product": Slip(
        "dL_da2 * (z2 > 0)", "dL_da2 * z2 > 0", "dL_dz2", "True or False", "dL_dz2:sign-of-product"
    ),
    "only the target divided": Slip(
        "(y_pred - y_target) / len(y_pred)",
        "y_pred - y_target / len(y_pred)",
        "dL_dz3",
        "only y_target is divided by N",
        "dL_dz3:only-target-divided",
    ),
    "matrix": Slip(
        "dL_da2 * (z2 > 0)",
        "np.asmatrix(dL_da2 * (z2 > 0))",
        "dL_dz2",
        "dL_dz2 returns a matrix; an array is what later steps expect.",
        costs_nothing=True,
    ),
    "a comma behind the return": Slip(
        "dL_da2 * (z2 > 0)",
        "dL_da2 * (z2 > 0),",
        "dL_dz2",
        "dL_dz2 returns a tuple with one thing in it, not an array.",
    ),
    "tuple of rows": Slip(
        "return dL_dz3 @ W3",
        "return tuple(W3.T @ row for row in dL_dz3)",
        "dL_da2",
        "dL_da2 returns a tuple of rows; an array is what later steps expect.",
        costs_nothing=True,
    ),
    "update for weights alone": Slip(
        "return w - learning_rate * dL_dw",
        "rows, columns = w.shape\n    return w - learning_rate * dL_dw",
        "update",
        "It was asked with arrays with one axis, as biases have.",
    ),
    "update that leaves biases as they are": Slip(
        "return w - learning_rate * dL_dw",
        "w = w.copy()\n    for k, row in enumerate(w):\n        row -= learning_rate * dL_dw[k]\n    return w",
        "update",
        "update returns wrong values on arrays with one axis, as biases have.",
    ),
}


@pytest.fixture(scope="module")
def reports(grade_texts: GradeFiles) -> dict[str, Report]:
    texts = {}
    for name, slip in SLIPS.items():
        assert slip.old in RIGHT, name
        texts[f"{name}.py"] = RIGHT.replace(slip.old, slip.new, 1)
    return grade_texts({**texts, "right.py": RIGHT})


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_costs_its_own_step_and_is_said(reports: dict[str, Report], name: str) -> None:
    slip, report = SLIPS[name], reports[f"{name}.py"]
    wrong = [result.step.function for result in report.steps if result.outcome != "passed"]
    if slip.costs_nothing:
        assert wrong == []
        assert report.score == 100
        assert slip.says in " ".join(report.warnings)
    else:
        assert wrong == [slip.function]
        assert slip.says in str(step_of(report, slip.function).message)
        assert step_of(report, slip.function).mistake == slip.mistake


def test_a_right_file_has_nothing_said_of_it(reports: dict[str, Report]) -> None:
    assert reports["right.py"].score == 100
    assert reports["right.py"].warnings == ()


@pytest.mark.parametrize(
    ("kind", "first_line", "says"),
    [
        ("markdown", "", "has its definition, and is no code cell"),
        ("code", "%%writefile dL_db3.py\n", "has its definition below %%writefile, which keeps it from running"),
        ("code", "\n%%bash\n", "has its definition below %%bash, which keeps it from running"),
    ],
)
def test_a_cell_that_does_not_run_is_named(grade_texts: GradeFiles, kind: str, first_line: str, says: str) -> None:
    cells = [{"cell_type": "code", "source": cell} for cell in RIGHT.split("# %%\n")]
    chosen = next(number for number, cell in enumerate(cells) if "def dL_db3" in cell["source"])
    cells[chosen] = {"cell_type": kind, "source": first_line + cells[chosen]["source"]}
    report = grade_texts({"text.ipynb": json.dumps({"cells": cells, "nbformat": 4})})["text.ipynb"]
    assert [result.step.function for result in report.steps if result.outcome != "passed"] == ["dL_db3"]
    assert f"cell {chosen + 1} {says}" in str(step_of(report, "dL_db3").message)
