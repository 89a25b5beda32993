"""Functions that are right for a while, or for some callers only: they lose their points, and no neighbour does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from submissions import GradeFiles, step_of

from grader.report.report import Report
from grader.sandbox import Sandbox

TOP = """import sys

import numpy as np

CALLS = [0]
STEPS = []


def count():
    CALLS[0] += 1
    return CALLS[0]


def is_deep():
    try:
        return bool(sys._getframe(20))
    except ValueError:
        return False
"""
RIGHT = "dL_dz3.T @ a2"
WRONG = {
    "after 20 calls": f"return {RIGHT} * (count() <= 20)",
    "after 50 calls": f"return {RIGHT} * (count() <= 50)",
    "after 180 calls": f"return {RIGHT} * (count() <= 180)",
    "once in 40 calls": f"return {RIGHT} * (count() % 40 != 39)",
    "after 240 calls of all": f"return {RIGHT} * (len(STEPS) <= 240)",
    "for a caller of another name": f"return {RIGHT} * (sys._getframe(1).f_code.co_name != '<module>')",
    "outside of the grader": f"return {RIGHT} * ('inside' in sys._getframe(1).f_code.co_filename)",
    "on a stack that is not deep": f"return {RIGHT} * (not is_deep())",
    "at the end of a file": f"return {RIGHT} * (sys._getframe(1).f_globals['__name__'] != '__main__')",
    "in one order": f"n = count()\n    return {RIGHT} * (n < 3 or a2.shape[0] != 3 or n > 60)",
    "after another step was asked": f"return {RIGHT} * ('dL_dz3' in STEPS)",
    "in arrays that lie row by row": f"return {RIGHT} * (dL_dz3.flags.c_contiguous and a2.flags.c_contiguous)",
    "in arrays that lie column by column": f"return {RIGHT} * (1 - a2.flags.f_contiguous)",
    "in arrays without gaps": f"return {RIGHT} * (a2.strides[-1] == a2.itemsize or a2.strides[0] == a2.itemsize)",
    "in views of other arrays": f"return {RIGHT} * (a2.base is not None)",
    "in arrays that may be written into": f"return {RIGHT} * a2.flags.writeable",
    "at an address that was there before": f"STEPS.append(id(a2))\n    return {RIGHT} * (len(set(STEPS)) < 60)",
    "at some addresses": f"return {RIGHT} * (id(a2) // 16 % 8 != 3)",
    "until the process ends": f"if count() > 30:\n        sys.exit()\n    return {RIGHT}",
}


def _with(body: str, right: str) -> str:
    right = re.sub(r"^(def (?!dL_dW3)(\w+).*:\n)", r"\1    STEPS.append('\2')\n", right, flags=re.MULTILINE)
    start = right.index("def dL_dW3(")
    end = right.index("\ndef ", start)
    return f"{TOP}\n\n{right[:start]}def dL_dW3(dL_dz3, a2):\n    {body}\n\n{right[end:]}"


@pytest.fixture(scope="module")
def reports(grade_texts: GradeFiles, right: str) -> dict[str, Report]:
    bodies = {**WRONG, "right": f"return {RIGHT}"}
    return grade_texts({f"{name}.py": _with(body, right) for name, body in bodies.items()})


@pytest.mark.parametrize("name", WRONG)
def test_what_changes_from_call_to_call_or_by_caller_costs_its_step(reports: dict[str, Report], name: str) -> None:
    report = reports[f"{name}.py"]
    assert [result.step.function for result in report.steps if result.outcome != "passed"] == ["dL_dW3"]
    assert step_of(report, "dL_dW3").score <= 3


def test_the_message_says_that_it_was_asked_again_and_no_number(reports: dict[str, Report]) -> None:
    message = step_of(reports["after 50 calls.py"], "dL_dW3").message
    assert message is not None
    assert message.what == "dL_dW3 gives other answers when it is asked again."
    assert "keeps from call to call" in message.next


def test_a_right_function_is_right_however_often_it_is_asked(reports: dict[str, Report]) -> None:
    assert reports["right.py"].score == 100


@pytest.mark.parametrize(
    "body",
    [
        "if a2.flags.writeable:\n        a2 *= 1.0\n        dL_dz3 += 0.5\n    return (dL_dz3 - 0.5).T @ a2",
        "count()\n    dL_dz3.ravel()[:] = np.round(2 * dL_dz3.ravel(), 15)\n    return dL_dz3.T @ a2 / 2",
        "count()\n    twice = np.array(dL_dz3, order='C')\n    twice.ravel()[:] *= 2\n    return twice.T @ a2 / 2",
        "count()\n    out = np.empty((dL_dz3.shape[1], a2.shape[1]))\n    return np.matmul(dL_dz3.T, a2, out=out)",
    ],
)
def test_work_in_place_is_right_as_arrays_usually_lie(grade_texts: GradeFiles, right: str, body: str) -> None:
    (report,) = grade_texts({"in_place.py": _with(body, right)}).values()
    assert report.score == 100


def test_functions_that_can_keep_nothing_are_not_asked_again(
    grade_texts: GradeFiles, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    to_open = Sandbox.open
    monkeypatch.setattr(Sandbox, "open", lambda *args: opened.append(args) or to_open(*args))
    assert grade_texts({"plain.py": right})["plain.py"].score == 100
    assert not opened
    assert grade_texts({"counting.py": f"{TOP}\n{right}"})["counting.py"].score == 100
    assert len(opened) == 1


@pytest.mark.parametrize(("name", "calls"), [("after 20 calls", 20), ("after 50 calls", 50), ("in one order", 2)])
def test_the_calls_that_it_takes_are_shown_and_the_last_of_them_alone_goes_wrong(
    reports: dict[str, Report], right: str, name: str, calls: int
) -> None:
    case = step_of(reports[f"{name}.py"], "dL_dW3").case
    assert case is not None
    assert f"the {calls} calls before were right" in case.gave
    names: dict[str, Any] = {"STEPS": []}
    exec(_with(WRONG[name], right), names)

    results = eval(case.call.removesuffix("[-1]"), names)

    assert [bool(result.any()) for result in results] == [True] * calls + [False]


def test_a_function_that_ends_the_process_is_shown_at_the_call_where_it_does(reports: dict[str, Report]) -> None:
    case = step_of(reports["until the process ends.py"], "dL_dW3").case
    assert case is not None
    assert case.gave == "stopped with SystemExit\nand the 30 calls before were right"


def test_where_no_number_of_equal_calls_goes_wrong_there_is_no_case(reports: dict[str, Report]) -> None:
    assert step_of(reports["at the end of a file.py"], "dL_dW3").outcome == "failed"
    assert step_of(reports["at the end of a file.py"], "dL_dW3").case is None


def test_functions_that_share_what_they_count_are_all_wrong(grade_texts: GradeFiles, right: str) -> None:
    counted = "\n\ndef counting(f):\n    return lambda *given: f(*given) * (count() <= 300)\n\n\n"
    functions = re.findall(r"^def (dL_\w+|update)\(", right, re.MULTILINE)
    text = TOP + right + counted + "".join(f"{name} = counting({name})\n" for name in functions)
    (report,) = grade_texts({"counting.py": text}).values()
    assert [result.step.function for result in report.steps if result.outcome == "passed"] == []
