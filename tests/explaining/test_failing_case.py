"""A wrong function is shown at work: a small call, what it gave, what it printed; never what would be right."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest
from submissions import BACKPROP, backprop_key

from grader.asking.advice import NoFile
from grader.asking.asking import Asking
from grader.asking.comparison import right as is_right
from grader.course import Assignment, Course
from grader.course.content import load_content
from grader.explaining.failing_case import FailingCase, failing_case
from grader.functions import Mistake
from grader.kernel.functions import KernelFunctions
from grader.reading.submission import read_submission
from grader.report.html import render_step as render_html
from grader.report.message import Outcome
from grader.report.report import Report
from grader.report.terminal import Style, render, render_step
from grader.running.grading import grade

MISTAKES = load_content(BACKPROP).mistakes


def case_of(function: Callable[..., Any], step: str, outcome: Outcome = "failed") -> FailingCase | None:
    asking = Asking(backprop_key(), lambda: KernelFunctions({step: function}, 2.0), lambda _: None, NoFile())
    return failing_case(asking, step, outcome)


@pytest.fixture(scope="module")
def solutions(right: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(right, names)
    return names


@pytest.mark.parametrize("step", backprop_key().signatures)
def test_a_right_function_has_no_failing_case(step: str, solutions: dict[str, Any]) -> None:
    assert case_of(solutions[step], step) is None
    assert case_of(solutions[step], step, "error") is None


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.id for mistake in MISTAKES])
def test_the_pasted_call_goes_wrong_as_it_is_shown(mistake: Mistake) -> None:
    names: dict[str, Any] = {"np": np, mistake.function: mistake.wrong}
    case = case_of(mistake.wrong, mistake.function)

    assert case is not None
    assert len(str(case).splitlines()) <= 10
    before = dict(names)
    if case.gave.startswith("gave "):
        got = np.asarray(eval(case.call, names), dtype=float)
        shown = backprop_key().asked(mistake.function, "shown")
        (asked,) = [question for question in shown if _literals(question.arguments) in _flat(case)]
        assert not is_right(asked, (got,))
    else:
        with pytest.raises(Exception) as stopped:  # noqa: PT011 (any that it says)
            eval(case.call, names)
        assert case.gave.startswith(f"stopped with {stopped.type.__name__}")
    assert {name: names[name] for name in before} == before


def _literals(arguments: tuple[Any, ...]) -> str:
    return ",".join(
        _flat_text(f"np.array({a.tolist()})" if isinstance(a, np.ndarray) else repr(a)) for a in arguments
    )


def _flat(case: FailingCase) -> str:
    lines = (line.partition("  #")[0] for line in case.call.splitlines())
    return _flat_text("".join(lines)).replace(",)", ")")


def _flat_text(text: str) -> str:
    return text.replace(" ", "")


def test_the_smallest_case_that_ends_in_the_same_way_is_shown() -> None:
    def dL_dz2(dL_da2, z2):
        if dL_da2.size == 1:
            raise ValueError("one entry")
        return dL_da2

    case = case_of(dL_dz2, "dL_dz2")
    stops = case_of(dL_dz2, "dL_dz2", "error")

    assert case is not None
    assert stops is not None
    assert case.call.count(",  #") == 2
    assert max(len(line) for line in case.call.splitlines()) < 45
    assert case.gave.startswith("gave [[")
    assert stops.gave == "stopped with ValueError: one entry"


@pytest.mark.parametrize("outcome", ["passed", "not attempted", "timeout", "crashed", "out of memory", "skipped"])
def test_what_hangs_or_is_not_written_is_not_called_again(outcome: Outcome) -> None:
    def dL_db3(dL_dz3):
        raise AssertionError("called")

    assert case_of(dL_db3, "dL_db3", outcome) is None


def test_prints_are_those_of_the_shown_call_and_are_cut() -> None:
    def dL_db3(dL_dz3):
        print(dL_dz3.shape, "\x1b[31m" + 100 * "long ")
        for number in range(10):
            print(number)

    case = case_of(dL_db3, "dL_db3")

    assert case is not None
    assert case.gave == "gave None"
    assert case.printed[0].startswith("(1, 1) long long")
    assert len(case.printed[0]) <= 80
    assert case.printed[1:] == ("0", "1", "2", "… and 7 more lines")


def test_a_huge_or_odd_answer_is_cut() -> None:
    for answer in (np.zeros((3000, 3000)), [[1], [2, 3]], "text", (1, np.eye(2)), lambda: 1):
        case = case_of(lambda _, answer=answer: answer, "dL_db3")
        assert case is not None
        assert len(case.gave) < 400
        assert case.gave.startswith("gave ")


def test_a_function_that_is_right_when_it_is_called_alone_is_not_shown() -> None:
    calls = []

    def dL_db3(dL_dz3):
        calls.append(1)
        return dL_dz3.sum(axis=0) + (len(calls) == 1)

    assert case_of(dL_db3, "dL_db3") is None


LARGE_ONLY = """
def dL_dz2(dL_da2, z2):
    print("looking at", z2.shape)
    return np.clip(dL_da2 * (z2 > 0), -100, 100)
"""


@pytest.fixture(scope="module")
def report(right: str, course: Course, assignment: Assignment, tmp_path_factory: pytest.TempPathFactory) -> Report:
    return graded(right + LARGE_ONLY, course, assignment, tmp_path_factory)


def graded(text: str, course: Course, assignment: Assignment, factory: pytest.TempPathFactory) -> Report:
    path = factory.mktemp("case") / "mine.py"
    path.write_text(text)
    reports: list[Report] = []
    grade([read_submission(path)], course, assignment, reports.append)
    return reports[0]


def test_no_other_seed_of_a_class_changes_what_is_shown(
    report: Report, right: str, course: Course, assignment: Assignment, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = graded(right + LARGE_ONLY, course, msgspec.structs.replace(assignment, seed=99), tmp_path_factory)

    cases = [str(result.case) for result in report.steps if result.case]
    assert len(cases) == 1
    assert cases == [str(result.case) for result in other.steps if result.case]


def test_terminal_notebook_and_json_show_the_same_case(report: Report) -> None:
    (result,) = [result for result in report.steps if result.case]
    text = str(result.case)
    data = json.loads(json.dumps(report.to_json()))
    (message,) = [step["message"] for step in data["steps"] if step["outcome"] == "failed"]

    assert message == f"{result.message}\nCase: {text}"
    assert "# and printed:\n#   looking at (2, 2)" in text
    indented = "\n".join(f"    {line}" for line in text.splitlines())
    for terminal in (render(report), render_step(result, Style(unicode=True))):
        assert indented in terminal
    block = terminal[terminal.index("  Case:") :].splitlines()
    assert len(block) <= 12
    html = render_html(result)
    assert "<pre" in html
    assert "# dL_da2\n" in html
    assert "&lt;" not in html


def test_the_case_never_holds_the_right_numbers_of_the_worked_example() -> None:
    for function in backprop_key().signatures:
        by_hand = backprop_key().values[function]
        for question in backprop_key().asked(function, "shown"):
            assert not any(np.array_equal(value, by_hand) for value in question.arguments[:1])
