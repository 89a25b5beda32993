"""What is right is never called wrong, and what is said of a wrong function is true of numbers that nobody chose."""

from __future__ import annotations

import ast
import zlib
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import pytest
from submissions import ROOT, written_in

from grader.asking.advice import NoFile
from grader.asking.asking import Asking
from grader.course import Course, load_course
from grader.course.content import Content, load_content
from grader.explaining.formulas.search import find_formula
from grader.functions import Mistake
from grader.key.build import build_key
from grader.key.files import answer_key
from grader.key.key import Key
from grader.running.opening import SandboxedFunctions, limits_of
from grader.sandbox import Chunk, shared_sandbox

if TYPE_CHECKING:
    from conftest import Explain

CONTENTS = {name: load_content(ROOT / "solutions" / name) for name in load_course(ROOT).assignments}
_EVERY = 5  # one of so many mistakes


def right_files() -> Iterator[tuple[str, str, str]]:
    """Assignment, name and text of the solutions, and of right functions that are written in an unusual way."""
    for name, content in CONTENTS.items():
        yield name, "solution", (content.folder / f"{name}.py").read_text(encoding="utf-8")
        if name != "backprop":  # what is unusual there is mostly not its functions
            for path in written_in(name, "unusual"):
                if path.suffix == ".py":
                    yield name, path.stem, path.read_text(encoding="utf-8")


RIGHT = list(right_files())


@pytest.mark.parametrize(("assignment", "name", "source"), RIGHT, ids=[f"{one} {name}" for one, name, _ in RIGHT])
def test_what_a_right_function_computes_is_not_called_wrong(
    assignment: str, name: str, source: str, course: Course, explain: Explain
) -> None:
    written = {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}
    for function in written & set(course.assignments[assignment].steps):
        assert explain(function, source, assignment, "formula") is None, function


@pytest.mark.parametrize("assignment", list(CONTENTS))
def test_no_place_is_named_in_a_solution(assignment: str, course: Course, explain: Explain) -> None:
    source = (CONTENTS[assignment].folder / f"{assignment}.py").read_text(encoding="utf-8")
    for function, record in CONTENTS[assignment].functions.items():
        assert record.random or explain(function, source, assignment) is None, function


@cache
def other_key(assignment: str) -> Key:
    """A key with other numbers."""
    return build_key(CONTENTS[assignment], "of the tests", 31415926)


MISTAKES = [(content, mistake) for content in CONTENTS.values() for mistake in content.mistakes]
SOME = [each for each in MISTAKES if zlib.crc32(each[1].id.encode()) % _EVERY == 0]  # the same when others come


@pytest.mark.parametrize(("content", "mistake"), SOME, ids=[mistake.id for _, mistake in SOME])
def test_what_it_computes_holds_for_other_numbers(content: Content, mistake: Mistake, course: Course) -> None:
    """A formula that fits by accident, or an argument that only seldom takes part, would not pass a second key."""
    keys = [answer_key(course, course.assignments[content.name]), other_key(content.name)]
    with shared_sandbox().open([Chunk("work.py", mistake.source())], limits_of(course)) as worker:
        askings = [Asking(key, lambda: SandboxedFunctions(worker), lambda _: None, NoFile()) for key in keys]
        assert find_formula(mistake.function, askings[:1]) == find_formula(mistake.function, askings)


def test_an_argument_that_only_seldom_takes_part_is_not_said_to_take_none(explain: Explain) -> None:
    source = (
        "import numpy as np\n\n\ndef dL_dy_huber(y_pred, y_target, delta):\n"
        "    return np.clip((y_pred - y_target) / y_pred.size, -delta, delta)\n"
    )
    found = explain("dL_dy_huber", source, "functions", "formula")
    assert found is not None
    assert "right in some places" in found.text
    assert "no part" not in found.text
