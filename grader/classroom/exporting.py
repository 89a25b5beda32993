"""The gradebook for other programs: CSV files, a file for Canvas, and results for Gradescope."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.classroom.csv_files import Cell, rounded
from grader.classroom.gradebook.scores import AssignmentScores, StudentScores, read_assignments, read_scores
from grader.classroom.gradebook.standings import read_standings
from grader.classroom.marked_notebook import MarkedStep, marked_path, read_marked
from grader.classroom.roster_file import read_roster
from grader.course import Course, CourseError
from grader.report.points import points_of, points_text

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

# The first eleven are those of nbgrader's own export.
GRADE_COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score", "submitted", "needs_manual_grade",
)  # fmt: skip
_PERSON_COLUMNS = ("student_id", "last_name", "first_name", "email")
_CHECK = "check-"  # graded cells are named after the function that they check


def grade_rows(gradebook: Gradebook, assignments: Collection[str], students: Collection[str]) -> Iterator[list[Cell]]:
    """A line for every student and assignment, with a header; nothing handed in is 0 points and `no`."""
    yield list(GRADE_COLUMNS)
    for assignment in read_assignments(gradebook, assignments):
        for row in read_scores(gradebook, assignment, students):
            student = row.student
            yield [
                assignment.name, _time(assignment.due), _time(row.submitted_at),
                student.id, student.last_name, student.first_name, student.email,
                row.earned, row.penalty, row.score, assignment.max_score,
                "yes" if row.submitted else "no", "yes" if row.needs_a_person else "no",
            ]  # fmt: skip


def course_rows(gradebook: Gradebook, course: Course, assignments: Collection[str]) -> Iterator[list[Cell]]:
    """A line for every student, with a header: the score of each assignment, all together, the first not yet done."""
    standings = read_standings(gradebook, course, assignments)
    yield [*_PERSON_COLUMNS, *(each.name for each in standings.assignments), "points", "is_at"]
    for one in standings.students:
        student = one.student
        yield [student.id, student.last_name, student.first_name, student.email, *one.scores, one.total, one.at]


def step_rows(gradebook: Gradebook, course: Course, assignments: Collection[str]) -> Iterator[list[Cell]]:
    """A line for every student, with a header: points per step, the late penalty and the score of each assignment."""
    columns: list[str] = []
    people: dict[str, list[Cell]] = {}
    for assignment in read_assignments(gradebook, assignments):
        cells = _in_order(course, assignment)
        columns += [f"{assignment.name}.{name}" for name in (*cells.values(), "late_submission_penalty", "score")]
        for row in read_scores(gradebook, assignment):
            student = row.student
            line = people.setdefault(student.id, [student.id, student.last_name, student.first_name, student.email])
            line += [row.by_cell.get(cell, 0.0) if row.submitted else None for cell in cells]
            line += [row.penalty, row.score] if row.submitted else [None, None]
    yield [*_PERSON_COLUMNS, *columns]
    yield from people.values()


def canvas_rows(gradebook: Gradebook, course: Course, assignments: Collection[str]) -> Iterator[list[Cell]]:
    """What Canvas imports as grades: a line for every student; what was not handed in stays empty and unchanged."""
    chosen = read_assignments(gradebook, assignments)
    roster = read_roster(course)
    on_roster = roster.by_id if roster else {}
    titles = [course.titles.get(assignment.name, assignment.name) for assignment in chosen]
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles]
    yield ["    Points Possible", "", "", "", "", *(assignment.max_score for assignment in chosen)]
    people: dict[str, list[Cell]] = {}
    for assignment in chosen:
        for row in read_scores(gradebook, assignment):
            student = row.student
            name = ", ".join(filter(None, (student.last_name, student.first_name))) or student.id
            # Canvas finds a student by its own ID, or else by the others.
            known = on_roster.get(student.id, student)
            ids = (known.canvas_id or row.lms_id, known.sis_user_id, known.sis_login_id or student.id, known.section)
            line = people.setdefault(student.id, [name, *ids])
            line.append(row.score if row.submitted else None)
    yield from people.values()


def write_gradescope(folder: Path, gradebook: Gradebook, course: Course, assignments: Collection[str]) -> int:
    """Write STUDENT/ASSIGNMENT/results.json for every submission; how many."""
    written = 0
    for assignment in read_assignments(gradebook, assignments):
        for row in read_scores(gradebook, assignment):
            if row.submitted:
                path = folder / _folder_name(row.student.id) / assignment.name / "results.json"
                path.parent.mkdir(parents=True, exist_ok=True)
                results = gradescope_results(course, row)
                path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
                written += 1
    return written


def gradescope_results(course: Course, row: StudentScores) -> dict[str, Any]:
    """One submission as Gradescope's results.json: a test for each step, with what the student is told."""
    name = row.assignment.name
    marked: Mapping[str, MarkedStep] = {}
    if known := course.assignments.get(name):
        marked = read_marked(marked_path(course, known, row.student.id), row.student.id).steps
    tests = []
    for cell, title in _in_order(course, row.assignment).items():
        score, worth = row.by_cell.get(cell, 0.0), row.assignment.points[cell]
        step = known.steps.get(title) if known else None
        test: dict[str, Any] = {
            "name": f"Step {step.number}, {title}: {step.title}" if step else title,
            "score": rounded(score),
            "max_score": rounded(worth),
            "status": "passed" if score >= worth else "failed",
            "visibility": "visible",
        }
        if title in marked:
            test |= {"output": marked[title].message, "output_format": "text"}
        tests.append(test)
    late = f" Handed in late: {points_text(row.penalty)} points off." if row.penalty else ""
    return {
        "score": rounded(row.score),
        "output": f"{points_of(row.earned, row.assignment.max_score)}.{late}",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def _in_order(course: Course, assignment: AssignmentScores) -> dict[str, str]:
    """The graded cells and what to call them: the course's steps in their order, then the rest by name."""
    known = course.assignments.get(assignment.name)
    steps = {f"{_CHECK}{function}": function for function in (known.steps if known else ())}
    named = {cell: function for cell, function in steps.items() if cell in assignment.points}
    rest = sorted(assignment.points.keys() - named.keys(), key=_natural)
    return {**named, **{cell: cell for cell in rest}}


def _natural(name: str) -> list[tuple[int, str]]:
    """Sorts question-2 before question-10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", name)]


def _folder_name(student: str) -> str:
    if Path(student).name != student or student in (".", ".."):
        raise CourseError(f"the student id {student!r} cannot be the name of a folder; rename the student first")
    return student


def _time(moment: datetime | None) -> str:
    return moment.replace(tzinfo=UTC).isoformat(timespec="seconds") if moment else ""
