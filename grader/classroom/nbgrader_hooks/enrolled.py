"""What formgrader reads of the class: everybody but those who have left, whose grades stay in the gradebook."""

from __future__ import annotations

from typing import Any

from nbgrader.api import Grade, Student, SubmittedAssignment, SubmittedNotebook
from nbgrader.api import Gradebook as WholeGradebook
from nbgrader.apps.api import NbGraderAPI as WholeApi
from sqlalchemy import event, select
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria

from grader.classroom.gradebook.withdrawals import ids_of_those_who_left, withdrawn


class EnrolledGradebook(WholeGradebook):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's gradebook, in which the withdrawn are not seen: by no list, and by no average."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._sees_everybody = False
        # Core tables below: what is left out of the ORM's own queries would be left out of these, too.
        left = ids_of_those_who_left(self.db)
        submitted, notebook = SubmittedAssignment.__table__.c, SubmittedNotebook.__table__.c
        submissions = select(submitted.id).where(submitted.student_id.in_(left))
        notebooks = select(notebook.id).where(notebook.assignment_id.in_(submissions))
        self._criteria = (
            with_loader_criteria(Student, Student.id.not_in(left)),
            with_loader_criteria(SubmittedAssignment, SubmittedAssignment.student_id.not_in(left)),
            with_loader_criteria(SubmittedNotebook, SubmittedNotebook.assignment_id.not_in(submissions)),
            with_loader_criteria(Grade, Grade.notebook_id.not_in(notebooks)),
        )
        self.db.commit()
        event.listen(self.db, "do_orm_execute", self._leave_out)

    def update_or_create_student(self, name: str, **options: Any) -> Any:
        """As nbgrader's own; the student may be one who has left."""
        self._sees_everybody = True
        try:
            return super().update_or_create_student(name, **options)
        finally:
            self._sees_everybody = False

    def _leave_out(self, asked: ORMExecuteState) -> None:
        if asked.is_select and not asked.is_column_load and not self._sees_everybody:
            asked.statement = asked.statement.options(*self._criteria)


class EnrolledApi(WholeApi):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's own, which also looks into the folders of what was handed in."""

    @property
    def gradebook(self) -> EnrolledGradebook:
        """A new one, to be closed by whoever asks."""
        return EnrolledGradebook(self.coursedir.db_url, self.course_id)

    def get_submitted_students(self, assignment_id: str) -> set[str]:
        """Those of whom there is a folder, and who have not left."""
        submitted: set[str] = super().get_submitted_students(assignment_id)
        with self.gradebook as gradebook:
            return submitted - withdrawn(gradebook.db)


Gradebook, NbGraderAPI = EnrolledGradebook, EnrolledApi  # by the names that they have in nbgrader
