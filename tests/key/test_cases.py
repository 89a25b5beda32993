"""Cases: what a function is always asked, with words for it, and answers of which more than one are right.

The assignment of these tests is called `functions`, as the file with the records is: they are a package then.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from submissions import ROOT

from grader.course import Course, load_course
from grader.course.content import ContentError, load_content
from grader.key.build import build_key
from grader.report.report import Report, StepResult
from grader.running.grading import grade

RECORDS = """
import numpy as np

from grader.functions import Argument, Case, Draw, Function, Result

POSITIVE = Draw("positive", ("N", "n"), lambda random, sizes, _: random.uniform(0.5, 2.0, size=sizes), power=0)
SYMBOLS = {"N": "the number of rows", "n": "the number of columns"}
FUNCTIONS = (
    Function(
        name="cost",
        arguments=(Argument("x", POSITIVE),),
        results=(Result("cost", ("N", "n")),),
        always=(
            Case(
                (np.array([[0.0, 1.0]]),),
                says="an x of 0",
                look_for="the logarithm of 0",
                accepts=(np.array([[10.0, -1e-6]]), np.array([[1e308, 1e-6]])),
            ),
        ),
    ),
)
"""
MISTAKES = """
import numpy as np

from grader.functions import Mistake


def endless(x):
    return -np.log(x)


def nothing(x):
    return -np.log(np.where(x == 0, 1.0, x))


def sign_lost(x):
    return np.log(np.maximum(x, 1e-300))


MISTAKES = tuple(
    Mistake("cost", wrong, wrong.__name__, f"it is {wrong.__name__}", "People do that.", "Look at 0.")
    for wrong in (endless, nothing, sign_lost)
)
"""
LESSON = '''
# %%
import numpy as np


# %%
def cost(x):
    """Minus the logarithm of x."""
    ### BEGIN SOLUTION
    return -np.log(np.maximum(x, 1e-12))
    ### END SOLUTION
'''
TABLE = """
title = "Costs"
seed = 1
[scoring]
wrong_at_most = 30
[scoring.checks]
contract = 10
reference = 90
[functions.cost]
number = 1
points = 10
title = "Cost"
hints = ["A logarithm.", "With a minus.", "Of what?"]
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    folder = tmp_path / "solutions" / "functions"
    (folder / "functions").mkdir(parents=True)
    ours = (ROOT / "course.toml").read_text()
    (tmp_path / "course.toml").write_text(ours.partition("[assignments.")[0] + "[assignments.functions]\n")
    (folder / "assignment.toml").write_text(TABLE)
    (folder / "functions.py").write_text(LESSON)
    (folder / "mistakes.py").write_text(MISTAKES)
    (folder / "functions" / "__init__.py").write_text(RECORDS)
    return load_course(tmp_path)


def graded(course: Course, body: str) -> tuple[Report, StepResult]:
    path = course.root / "functions.py"
    path.write_text(f"import numpy as np\n\n\ndef cost(x):\n{textwrap.indent(body, '    ')}\n")
    reports: list[Report] = []
    grade([path], course, course.assignment("functions"), reports.append)
    return reports[0], reports[0].steps[0]


@pytest.mark.parametrize(
    "body",
    [
        "return -np.log(np.clip(x, 1e-7, None))",
        "return -np.log(x + 1e-12)",
        "return -np.log(np.maximum(x, 1e-300))",
        "return np.where(x > 0, -np.log(np.maximum(x, 1e-300)), 11.0)",
    ],
)
def test_every_answer_between_the_two_is_right(course: Course, body: str) -> None:
    report, result = graded(course, body)
    assert result.outcome == "passed", result.message
    assert report.score == 10


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        ("return -np.log(x)", "cost:endless"),
        ("with np.errstate(all='ignore'):\n    return np.log(1 / x)", "cost:endless"),
        ("return np.where(x == 0, 0.0, -np.log(x + (x == 0)))", "cost:nothing"),
        ("return np.log(np.maximum(x, 1e-30))", "cost:sign-lost"),
        ("return -np.log(np.maximum(x, 1e-3))", None),
    ],
)
def test_a_mistake_that_shows_in_such_a_case_alone_is_told_from_others(
    course: Course, body: str, mistake: str | None
) -> None:
    _, result = graded(course, body)
    assert result.outcome == "failed"
    assert result.score <= 3
    assert result.mistake == mistake


def test_the_message_says_what_is_special_and_what_to_look_for(course: Course) -> None:
    _, result = graded(course, "return -np.log(np.maximum(x, 1e-3))")
    assert result.message is not None
    assert result.message.what == "cost returns wrong values on an x of 0."
    assert "Look for the logarithm of 0." in result.message.next


def test_a_message_shows_such_a_case_where_it_is_a_small_one(course: Course) -> None:
    _, result = graded(course, "return -np.log(x)")
    assert result.case is not None
    assert result.case.call == "cost(np.array([[0.0, 1.0]]))"
    assert "inf" in result.case.gave


def test_a_solution_that_its_own_record_does_not_accept_is_named(course: Course) -> None:
    folder = course.root / "solutions" / "functions"
    (folder / "functions.py").write_text(LESSON.replace("1e-12", "1e-4"))
    with pytest.raises(ContentError, match="the solution of cost does not answer as its record accepts: an x of 0"):
        build_key(load_content(folder), "of the tests", 1)


def test_the_lesson_is_not_taken_for_the_records(course: Course) -> None:
    folder = course.root / "solutions" / "functions"
    (folder / "functions" / "__init__.py").unlink()
    with pytest.raises(ContentError, match=r"has no functions\.py, and no functions/__init__\.py, with the records"):
        load_content(folder)


def test_an_overflow_is_mentioned_and_costs_nothing(course: Course) -> None:
    body = "np.exp(np.full(2, 800.0))\nreturn -np.log(np.maximum(x, 1e-12))"
    report, result = graded(course, body)
    assert result.outcome == "passed"
    assert report.warnings == (
        "cost: numpy warns of an overflow in exp. That costs nothing where the values are right.",
    )
