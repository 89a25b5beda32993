"""What the gradebook says: each student's points, per cell and together, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from grader.classroom.people import Student

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


@dataclass(frozen=True)
class AssignmentScores:
    """One assignment in the gradebook: `due` (UTC, no zone) and the points of its graded cells, in order."""

    name: str
    due: datetime | None
    points: Mapping[str, float]

    @property
    def max_score(self) -> float:
        """Points that the assignment is worth."""
        return sum(self.points.values())


@dataclass(frozen=True)
class StudentScores:
    """What one student has for one assignment; a manual score counts before an automatic one.

    Attributes:
        student: who; ``lms_id`` is the id in a learning management system, where the gradebook has one.
        assignment: for what.
        submitted: whether the gradebook has a submission.
        submitted_at: when (UTC, no zone), where that is known.
        by_cell: points by graded cell; empty without a submission.
        penalty: points that late work loses.
        needs_a_person: whether a cell waits to be graded by hand.
    """

    student: Student
    lms_id: str
    assignment: AssignmentScores
    submitted: bool
    submitted_at: datetime | None
    by_cell: Mapping[str, float]
    penalty: float
    needs_a_person: bool

    @property
    def earned(self) -> float:
        """Points before the penalty."""
        return round(sum(self.by_cell.values()), 6)

    @property
    def score(self) -> float:
        """Points that count."""
        return round(max(0.0, self.earned - self.penalty), 6)


def read_assignments(gradebook: Gradebook, wanted: Collection[str] = ()) -> tuple[AssignmentScores, ...]:
    """The gradebook's assignments, or those of the wanted names, in the order of their due dates and names."""
    from nbgrader.api import Assignment, GradeCell, Notebook, TaskCell
    from sqlalchemy import select, union_all

    points: dict[str, dict[str, float]] = defaultdict(dict)
    cells = union_all(
        *(
            select(Assignment.name, Notebook.name, kind.name, kind.max_score)
            .join(Notebook, kind.notebook_id == Notebook.id)
            .join(Assignment, Notebook.assignment_id == Assignment.id)
            for kind in (GradeCell, TaskCell)
        )
    )
    found = gradebook.db.execute(cells).all()
    several = _of_several_notebooks(gradebook)
    for assignment, notebook, cell, worth in found:
        points[assignment][_cell(assignment, notebook, cell, several)] = float(worth or 0)
    rows = gradebook.db.execute(select(Assignment.name, Assignment.duedate)).all()
    return tuple(
        AssignmentScores(name, due, points[name])
        for name, due in sorted(rows, key=lambda row: (row[1] is None, row[1], row[0]))
        if not wanted or name in wanted
    )


def read_scores(
    gradebook: Gradebook, assignment: AssignmentScores, students: Collection[str] = ()
) -> tuple[StudentScores, ...]:
    """Every student's scores for one assignment, those without a submission too, in the order of their names.

    Who has withdrawn is left out.
    """
    from nbgrader.api import Assignment, Student, SubmittedAssignment
    from sqlalchemy import select

    from grader.classroom.gradebook.withdrawals import withdrawn

    left = withdrawn(gradebook.db)
    cells, penalties, waiting = _read_grades(gradebook, assignment.name)
    submissions: dict[str, Any] = {
        student: (identifier, timestamp)
        for student, identifier, timestamp in gradebook.db.execute(
            select(SubmittedAssignment.student_id, SubmittedAssignment.id, SubmittedAssignment.timestamp)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .where(Assignment.name == assignment.name)
        )
    }
    people = gradebook.db.execute(
        select(Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
    )
    scores = []
    for identifier, first, last, email, lms_id in people:
        if identifier in left or (students and identifier not in students):
            continue
        submission, timestamp = submissions.get(identifier, (None, None))
        person = _student(identifier, first, last, email)
        scores.append(
            StudentScores(
                student=person,
                lms_id=lms_id or "",
                assignment=assignment,
                submitted=submission is not None,
                submitted_at=timestamp,
                by_cell=cells.get(submission, {}),
                penalty=penalties.get(submission, 0.0),
                needs_a_person=submission in waiting,
            )
        )
    return tuple(sorted(scores, key=lambda row: (row.student.last_name, row.student.first_name, row.student.id)))


def _student(identifier: str, first: str | None, last: str | None, email: str | None) -> Student:
    return Student(identifier, first or "", last or "", email or "")


def _read_grades(
    gradebook: Gradebook, assignment: str
) -> tuple[Mapping[str, Mapping[str, float]], Mapping[str, float], Collection[str]]:
    """Points by cell, penalties, and which wait for a person; each by the submission's row id."""
    from nbgrader.api import Assignment, BaseCell, Grade, Notebook, SubmittedNotebook
    from sqlalchemy import select

    notebooks = (
        select(SubmittedNotebook.assignment_id, SubmittedNotebook.late_submission_penalty)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(Assignment, Notebook.assignment_id == Assignment.id)
        .where(Assignment.name == assignment)
    )
    penalties: dict[str, float] = defaultdict(float)
    for submission, penalty in gradebook.db.execute(notebooks):
        penalties[submission] += penalty or 0.0
    grades = (
        select(
            SubmittedNotebook.assignment_id,
            Notebook.name,
            BaseCell.name,
            Grade.auto_score,
            Grade.manual_score,
            Grade.extra_credit,
            Grade.needs_manual_grade,
        )
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(Assignment, Notebook.assignment_id == Assignment.id)
        .where(Assignment.name == assignment)
    )
    cells: dict[str, dict[str, float]] = defaultdict(dict)
    waiting = set()
    found = gradebook.db.execute(grades).all()
    several = _of_several_notebooks(gradebook)
    for submission, notebook, cell, auto, manual, extra, wants_a_person in found:
        earned = (auto if manual is None else manual) or 0.0
        cells[submission][_cell(assignment, notebook, cell, several)] = earned + (extra or 0.0)
        if wants_a_person:
            waiting.add(submission)
    return cells, penalties, waiting


def _of_several_notebooks(gradebook: Gradebook) -> Collection[str]:
    """The assignments with more than one notebook, as nbgrader's own may have."""
    from nbgrader.api import Assignment, Notebook
    from sqlalchemy import func, select

    counted = (
        select(Assignment.name)
        .join(Notebook, Notebook.assignment_id == Assignment.id)
        .group_by(Assignment.name)
        .having(func.count() > 1)
    )
    return set(gradebook.db.scalars(counted))


def _cell(assignment: str, notebook: str, cell: str, several: Collection[str]) -> str:
    """What a cell is called: two notebooks of one assignment may have cells of one name."""
    return f"{notebook}.{cell}" if assignment in several else cell


def read_comments(gradebook: Gradebook, assignment: str) -> Mapping[str, Mapping[str, str]]:
    """The comments that were written by hand, by student and cell."""
    from nbgrader.api import Assignment, BaseCell, Comment, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    rows = gradebook.db.execute(
        select(SubmittedAssignment.student_id, BaseCell.name, Comment.manual_comment)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, Comment.cell_id == BaseCell.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .where(Assignment.name == assignment, Comment.manual_comment.is_not(None))
    )
    comments: dict[str, dict[str, str]] = defaultdict(dict)
    for student, cell, comment in rows:
        if comment.strip():
            comments[student][cell] = comment
    return comments
