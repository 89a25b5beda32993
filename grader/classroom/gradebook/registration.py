"""The roster into the gradebook: every student is known before anything is graded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.classroom.gradebook.database import open_gradebook, transaction
from grader.classroom.people import Roster, RosterError, read_roster, write_roster
from grader.course import Course

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


def register(course: Course, roster: Roster) -> tuple[str, ...]:
    """Make the students of `roster` known to the gradebook, all of them or none, and it the course's roster.

    A name that the roster leaves empty stays as the gradebook has it.

    Returns:
        ids in the gradebook that the roster does not have. They are kept, since their grades are there.
    """
    from nbgrader.api import Student

    with open_gradebook(course) as gradebook, transaction(gradebook) as session:
        known = {row.id: row for row in session.query(Student)}
        for student in roster.students:
            row = known.pop(student.id, None)
            if row is None:
                row = Student(id=student.id)
                session.add(row)
            row.first_name = student.first_name or row.first_name
            row.last_name = student.last_name or row.last_name
            row.email = student.email or row.email
    write_roster(course.roster_file, roster)
    return tuple(sorted(known))


def check_known(course: Course, gradebook: Gradebook, student: str) -> None:
    """Nothing, for a student whom the roster or the gradebook knows.

    Raises:
        RosterError: neither does; the text says what to do.
    """
    from nbgrader.api import Student

    roster = read_roster(course)
    if gradebook.db.get(Student, student) is None and not (roster and roster.known(student)):
        raise RosterError(
            f"there is no student {student!r} in {course.gradebook.roster} or the gradebook; "
            "add a line to the roster and run: course roster FILE.csv"
        )
