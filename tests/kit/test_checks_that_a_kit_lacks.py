"""An assignment's own checks are code. A kit does not have them, says so, and takes no points for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.building.kit import write_kit
from grader.building.new_assignment import add_assignment
from grader.classroom.starting import start_course
from grader.course import load_course
from grader.report.report import Report
from grader.running.grading import grade

CHECK = '''
def test_no_surprise(step, student, key):
    """A secret of the instructor's."""
'''


@pytest.fixture
def course_with_a_check(tmp_path: Path) -> Path:
    course, _ = start_course(tmp_path / "course")
    add_assignment(course, "demo")
    own = course.root / "solutions" / "demo"
    (own / "checks").mkdir()
    (own / "checks" / "test_no_surprise.py").write_text(CHECK, encoding="utf-8")
    return course.root


@pytest.mark.parametrize("worth", ["contract = 10\nno_surprise = 40", "contract = 10", "no_surprise = 40"])
def test_a_kit_has_no_such_check_and_takes_no_points_for_it(course_with_a_check: Path, worth: str) -> None:
    settings = course_with_a_check / "solutions/demo/assignment.toml"
    text = settings.read_text(encoding="utf-8")
    head, _, rest = text.partition("contract = 10")
    settings.write_text(f"{head}{worth}{rest}", encoding="utf-8")
    course = load_course(course_with_a_check)
    kit = course_with_a_check.parent / "kit"
    write_kit(course, kit)
    assert not [path for path in kit.rglob("*") if path.is_file() and b"A secret of" in path.read_bytes()]

    handed_out = load_course(kit)
    reports: list[Report] = []
    grade([course.reference_file(course.assignment("demo"))], handed_out, handed_out.assignment(), reports.append)
    assert reports[0].score == reports[0].max_score
    assert reports[0].warnings == (
        "Your instructor's check no_surprise will be asked where your work is graded, and not here.",
    )
