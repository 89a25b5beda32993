"""Submissions that try to make the search for a reason long, to mislead it, or to get away in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course
from grader.report.explanation import Explanation
from grader.report.report import Report
from grader.running import reasons
from grader.running.grading import grade_file
from grader.running.opening import SandboxedFunctions

NESTED = "y_pred"
for _ in range(60):
    NESTED = f"({NESTED} + y_pred * (y_target - 1))"
WRONG = "return (y_pred - y_target) * 1.25"

# What stands above the function, and its body: each is wrong.
CORPUS = {
    "a deep expression": ("", f"return {NESTED}"),
    "a chain of a thousand terms": ("", "return y_pred" + " - y_target * 1.01" * 1000),
    "thousands of places to change": (
        "",
        "\n".join(f"a{n} = y_pred * {n} - y_target" for n in range(110)) + "\nreturn a3",
    ),
    "a line of many names": ("", ", ".join(f"v{n}" for n in range(300)) + " = [y_pred] * 300\nreturn v0 + v299"),
    "slow each time": ("import time", f"time.sleep(0.2)\n{WRONG}"),
    "slow where it was changed": ("", "n = 10**8 * 2\nwhile n > 10**8 * 2 + 1:\n    n -= 1\n" + WRONG),
    "an array that grows": ("", "x = y_pred\nfor _ in range(3):\n    x = np.concatenate([x, x])\n" + WRONG),
    "forks": ("import os", f"try:\n    os.fork()\nexcept BaseException:\n    pass\n{WRONG}"),
    "starts threads": (
        "import threading",
        f"try:\n    threading.Thread(target=print).start()\nexcept BaseException:\n    pass\n{WRONG}",
    ),
    "prints": ("", f"print('x' * 10**6)\n{WRONG}"),
    "writes a file": ("", f"try:\n    open('stolen.txt', 'w').write('x')\nexcept BaseException:\n    pass\n{WRONG}"),
    "exits in every other call": (
        "CALLS = []",
        f"CALLS.append(1)\nif len(CALLS) > 40:\n    raise SystemExit\n{WRONG}",
    ),
    "ends its process in a version": (
        "import os, sys",
        f"if '1.25' not in str(sys._getframe().f_code.co_consts):\n    os._exit(0)\n{WRONG}",
    ),
    "is right in a version": (
        "import sys",
        "if '1.25' not in str(sys._getframe().f_code.co_consts):\n"
        f"    return (y_pred - y_target) / len(y_pred)\nx = 1.25\n{WRONG}",
    ),
    "looks for its caller": (
        "import sys",
        "names = []\nframe = sys._getframe()\nwhile frame:\n    names.append(frame.f_code.co_name)\n"
        f"    frame = frame.f_back\n{WRONG}",
    ),
    "changes numpy": ("", f"np.multiply = np.add\nnp.sum = max\n{WRONG}"),
    "changes what is compared": ("", f"np.array_equal = np.allclose = lambda *a, **k: True\n{WRONG}"),
    "calls itself": ("", "return dL_dz3(y_pred + 1, y_target) if y_pred.max() < 400 else y_pred"),
}
RIGHT = "\n\ndef update(w, dL_dw, learning_rate):\n    return w - learning_rate * dL_dw\n"
Grade = Callable[[str, str], Report]


@pytest.fixture
def grade(course: Course, tmp_path: Path) -> Grade:
    """Grades one function with what stands above it, and another that is right."""

    def run(above: str, body: str) -> Report:
        lines = "".join(f"    {line}\n" for line in body.split("\n"))
        path = tmp_path / "work.py"
        path.write_text(f"import numpy as np\n{above}\n\n\ndef dL_dz3(y_pred, y_target):\n{lines}{RIGHT}")
        assignment = course.assignment()
        steps = (assignment.steps["dL_dz3"], assignment.steps["update"])
        return grade_file(path, course, assignment, steps)

    return run


@pytest.mark.parametrize(("above", "body"), CORPUS.values(), ids=list(CORPUS))
def test_the_verdict_stays_and_the_versions_are_few(
    grade: Grade, above: str, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    call_variants = SandboxedFunctions.call_variants

    def noted(self: SandboxedFunctions, name: str, texts: Sequence[str], *others: Any) -> Any:
        tried.append(len(texts))
        return call_variants(self, name, texts, *others)

    monkeypatch.setattr(SandboxedFunctions, "call_variants", noted)
    found = grade(above, body)
    monkeypatch.setattr(reasons, "search", lambda *_: None)
    alone = grade(above, body)
    assert [(step.outcome, step.score, step.mistake) for step in found.steps] == [
        (step.outcome, step.score, step.mistake) for step in alone.steps
    ]
    assert found.steps[0].outcome != "passed"
    assert found.steps[1].outcome == "passed"
    assert sum(tried) < 6000
    if (reason := found.steps[0].explanation) and reason.tier == "edit":
        assert 4 < reason.place[1] < 4 + len(body.split("\n")) + 3
    assert not list(Path.cwd().glob("stolen.txt"))


def test_the_time_for_all_reasons_of_a_submission_is_limited(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each search takes a second of a clock that only searches move: after the second one nothing is searched for."""
    now, given = [0.0], []

    def search(function: str, askings: object, chunks: object, seconds: float) -> Explanation | None:
        given.append(seconds)
        now[0] += 1.0
        return None

    class Clock:
        monotonic = staticmethod(lambda: now[0])

    monkeypatch.setattr(reasons, "search", search)
    monkeypatch.setattr(reasons, "time", Clock)
    names = course.assignment().steps
    functions = "\n\n".join(f"def {name}(*given):\n    return 1.2345 * given[0]" for name in names)
    path = tmp_path / "work.py"
    path.write_text(f"import numpy as np\n\n\n{functions}\n")
    report = grade_file(path, course, course.assignment())
    assert all(step.outcome != "passed" for step in report.steps)
    assert len(given) == 2
    assert given[0] > given[1] > 0
