"""No line of a solution is anywhere in what students get."""

from __future__ import annotations

import re

import pytest

from grader.building.untouched import committed_bytes
from grader.course import Course

SOLUTION = re.compile(r"^ *### BEGIN SOLUTION\n(.*?)^ *### END SOLUTION$", re.MULTILINE | re.DOTALL)


def solution_lines(source: str) -> set[str]:
    """Every line between the marks, without spaces."""
    regions = SOLUTION.findall(source)
    return {_squeezed(line) for region in regions for line in region.splitlines() if line.strip()}


def leaks(source: str, text: str) -> list[str]:
    """The solution's lines that are in the text, and those that are there without their `return`."""
    squeezed = _squeezed(text)
    return sorted(line for line in solution_lines(source) if line.removeprefix("return") in squeezed)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def reference(committed: Course) -> str:
    return (committed.root / "solutions/backprop/backprop.py").read_text(encoding="utf-8")


def test_every_function_has_a_solution_to_look_for(reference: str, committed: Course) -> None:
    assert len(SOLUTION.findall(reference)) == len(committed.assignment("backprop").steps)
    assert len(solution_lines(reference)) >= len(committed.assignment("backprop").steps)


def test_no_line_of_a_solution_is_in_what_the_build_makes(reference: str, fresh: Course) -> None:
    for path in fresh.student_files(fresh.assignment("backprop")):
        text = path.read_text(encoding="utf-8")
        assert leaks(reference, text) == [], path
        assert "SOLUTION" not in text, path


@pytest.mark.parametrize("name", ["exercises/backprop.py", "exercises/backprop/backprop.ipynb"])
def test_no_line_of_a_solution_is_committed_in_exercises(name: str, reference: str) -> None:
    content = committed_bytes(name)
    if content is None:
        pytest.skip("no git: what is committed cannot be told from a student's own work")
    assert leaks(reference, content.decode()) == []
    assert b"SOLUTION" not in content


def test_no_hint_is_a_line_of_a_solution(reference: str, committed: Course) -> None:
    for step in committed.assignment("backprop").steps.values():
        assert leaks(reference, "\n".join(step.hints)) == [], step.function


@pytest.mark.parametrize("text", ["use dL_dz3.T@a2 here", "x = dL_dz3.T  @ a2", "\n    return dL_dz3.T @ a2\n"])
def test_a_leak_is_found_however_it_is_spaced(text: str, reference: str) -> None:
    assert leaks(reference, text) == ["returndL_dz3.T@a2"]
