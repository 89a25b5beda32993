"""`nbgrader validate` for this course: the notebook as it would be graded, and an exit code that says how it went."""

from __future__ import annotations

import glob
import json
import sys
from pathlib import Path
from typing import Any

from nbconvert.filters import ansi2html
from nbgrader import validator

from grader.course import Course, load_course


class Validator(validator.Validator):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's validator, with the checks asked by this course's grader instead of in a kernel."""

    _incomplete = False

    def validate(self, filename: str) -> dict[str, list[dict[str, str]]]:
        """The check cells that do not get all of their points, each with its message.

        Raises:
            OSError: the file cannot be read.
            CourseError: course.toml is wrong.
        """
        path = Path(filename)
        if _is_of_another(path, self._course()):
            found: dict[str, list[dict[str, str]]] = super().validate(filename)
            return found
        cells = _marked_cells(path, self._course())
        passed = [cell for cell in cells if cell["metadata"]["course"]["outcome"] == "passed"]
        shown = passed if self.invert else [cell for cell in cells if cell not in passed]
        self._incomplete = self._incomplete or bool(shown)
        results = [_result(cell) for cell in shown]
        return {"passed" if self.invert else "failed": results} if results else {}

    def validate_and_print(self, filename: str) -> None:
        """As nbgrader's. After the last file of the command line it ends the command with 1 if one of them failed."""
        super().validate_and_print(filename)
        named = getattr(self.parent, "extra_args", ())
        if self._incomplete and filename == [file for pattern in named for file in glob.glob(pattern)][-1]:
            sys.exit(1)

    def _course(self) -> Course:
        root = self.config.CourseDirectory.get("root")
        return load_course(Path(root) if isinstance(root, str) else None)


def _is_of_another(path: Path, course: Course) -> bool:
    """Whether a notebook has graded cells, and none of this course's: then it is an assignment of nbgrader's own."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        graded = [cell["metadata"]["nbgrader"] for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade")]
        names = {facts.get("grade_id") for facts in graded}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    own = {f"check-{step}" for assignment in course.assignments.values() for step in assignment.steps}
    return bool(names) and names.isdisjoint(own)


def _marked_cells(path: Path, course: Course) -> list[dict[str, Any]]:
    from grader.classroom.intake.mending import mend
    from grader.classroom.judging.marking import mark, submission_of
    from grader.classroom.template import load_template
    from grader.report.report import Report
    from grader.running.grading import grade

    assignment = course.assignments.get(path.stem) or course.assignment()
    template = load_template(course, assignment)
    mended = mend({path.name: path.read_bytes()}, template)
    reports: list[Report] = []
    submission = submission_of(mended, Path(path.name), tuple(assignment.steps))
    grade([submission], course, assignment, reports.append)
    return [cell for cell in mark(mended, reports[0], template)["cells"] if "course" in cell["metadata"]]


def _result(cell: dict[str, Any]) -> dict[str, str]:
    message = cell["outputs"][0]["text"].rstrip()
    return {"source": cell["source"].strip(), "error": ansi2html(message), "raw_error": message}
