"""`nbgrader export` with this course's CSV: quoted, and without formulas."""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin

from grader.classroom.csv_files import write_csv
from grader.classroom.exporting import grade_rows


class SafeCsvExport(ExportPlugin):  # type: ignore[misc]  # nbgrader has no types
    """The columns of nbgrader's own CSV and two more, in a file that any program reads right."""

    def export(self, gradebook: Gradebook) -> None:
        """Write `--to FILE` (grades.csv), for `--student` and `--assignment` only, where they are given."""
        path = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", path)
        assignments, students = ({str(name) for name in names} for names in (self.assignment, self.student))
        write_csv(path, grade_rows(gradebook, assignments, students))
