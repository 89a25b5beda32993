"""Wrong functions as students write them, each in a file whose other functions are right: nearly all get a reason."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from submissions import ROOT

from grader.course import load_course

if TYPE_CHECKING:
    from conftest import Explain

FOLDER = ROOT / "tests" / "fixtures" / "unforeseen"
EXPLAINED = 0.95  # of each assignment's


@cache
def cases_of(file: Path) -> list[tuple[str, str, str]]:
    """Function, body, words."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return [(name, case["body"].strip("\n"), case["says"]) for name, found in tables.items() for case in found]


FILES = sorted(FOLDER.glob("*.toml"))
CASES = [(file.stem, *case) for file in FILES for case in cases_of(file)]


def submission(assignment: str, function: str, body: str) -> str:
    """The solution with another body of one function."""
    tree = ast.parse((ROOT / "solutions" / assignment / f"{assignment}.py").read_text(encoding="utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    wrong = functions.pop(function)
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    own = f"def {function}({ast.unparse(wrong.args)}):\n{lines}"
    return "\n\n\n".join(["import numpy as np", *map(ast.unparse, functions.values()), own])


@pytest.mark.slow
@pytest.mark.parametrize(("assignment", "function", "body", "says"), [case for case in CASES if case[-1]])
def test_the_reason_is_the_true_one(
    assignment: str, function: str, body: str, says: str, explain_patiently: Explain
) -> None:
    found = explain_patiently(function, submission(assignment, function, body), assignment)
    assert found is not None
    assert says in f"{found.text} {found.next}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nearly_all_have_one(file: Path) -> None:
    cases = cases_of(file)
    assert len(cases) >= 30
    assert sum(bool(says) for _, _, says in cases) >= EXPLAINED * len(cases)
    assert file.stem in load_course(ROOT).assignments
