"""`nbgrader generate_feedback` and the button in formgrader: what `course feedback` does.

Assignments that are not in course.toml are nbgrader's own, and are left to it.
"""

from __future__ import annotations

from pathlib import Path

from nbgrader import converters
from nbgrader.converters.base import NbGraderException

from grader.classroom.feedback.writing import write_feedback
from grader.classroom.gradebook.database import open_gradebook
from grader.classroom.marked_notebook import FOLDER
from grader.classroom.nbgrader_hooks.chosen import chosen_students
from grader.course import CourseError, load_course


class GenerateFeedback(converters.GenerateFeedback):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's converter of that name, with this course's pages for this course's assignments."""

    def start(self) -> None:
        """Write the pages of what `--assignment` and `--student` say.

        Raises:
            NbGraderException: nothing is graded, or a page cannot be written.
        """
        try:
            course = load_course(Path(self.coursedir.root))
            assignment = course.assignments.get(self.coursedir.assignment_id)
            if assignment is None:
                super().start()
                return
            only = chosen_students(self.coursedir, course.root / FOLDER)
            with open_gradebook(course) as gradebook:
                for written in write_feedback(course, assignment, gradebook, only, force=self.force):
                    self.log.info("%s: %s", written.student, "written" if written.anew else "up to date")
                    if written.problem:
                        self.log.warning("%s: %s", written.student, written.problem)
        except (CourseError, OSError) as error:
            self.log.error(str(error))
            raise NbGraderException(str(error)) from None
