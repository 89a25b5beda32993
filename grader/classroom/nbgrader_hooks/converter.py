"""`nbgrader autograde` for this course: what `course autograde` does, under the command that instructors know.

nbgrader's own autograding runs students' code with the instructor's rights, stops at a notebook that it does not
like, and leaves a 0 behind when it is killed half-way. Here its command, its options and its log are kept, and
every submission is rebuilt, judged in the sandbox and written as ``autograding.Autograding`` does it. Assignments
that are not in course.toml are nbgrader's own, and are left to it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from nbgrader import converters
from nbgrader.converters.base import NbGraderException
from traitlets import Bool, Int

from grader.classroom.intake.submitters import FOLDER
from grader.classroom.nbgrader_hooks.chosen import chosen_students
from grader.classroom.nbgrader_hooks.handing_out import is_own
from grader.course import Assignment, Course, CourseError, load_course
from grader.parallel.pool import Pool
from grader.report.points import points_of
from grader.sandbox.plain_text import plain_line

_FEW = 10  # students; more are worth the start of other processes


class Autograde(converters.Autograde):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's converter of that name, with the grading done by this course's grader."""

    any_isolation = Bool(False, help="Grade even where full isolation is not to be had.").tag(config=True)

    jobs = Int(0, min=0, help="Processes that grade. 0: as many as processors, and one for a few students.").tag(
        config=True
    )

    def start(self) -> None:
        """Grade what `--assignment` and `--student` say.

        Raises:
            NbGraderException: something other than a submission is wrong, or there is a folder of an unknown student.
        """
        from grader.classroom.autograding import Autograding
        from grader.running.error import GradingError

        if not is_own(self.coursedir):
            self._start_as_nbgrader()
            return
        try:
            course = load_course(Path(self.coursedir.root))
            assignment = course.assignment(self.coursedir.assignment_id)
            only = chosen_students(self.coursedir, course.root / FOLDER)
            options = {"create": self.create_student, "force": self.force, "any_isolation": self.any_isolation}
            with (
                self._pool(course, assignment, only) as pool,
                Autograding(course, assignment, only, **options) as autograding,
            ):
                for outcome in autograding.run(pool):
                    again = "" if outcome.judged else " (as before)"
                    self.log.info("%s: %s%s", outcome.student, points_of(outcome.score, assignment.points), again)
                    for sentence in outcome.for_a_person:
                        self.log.warning("%s: %s", outcome.student, sentence)
        except (CourseError, GradingError, OSError) as error:
            self._fail(str(error))
        for folder, student in autograding.renamed.items():
            self.log.warning("submitted/%s is taken for %s's", plain_line(folder, 100), plain_line(student, 100))
        for name in autograding.misplaced:
            self.log.warning("not graded: submitted/%s belongs in submitted/<student>/%s/", name, assignment.name)
        if autograding.unknown:
            self._fail(
                f"not graded: {', '.join(autograding.unknown)}; neither the roster nor the gradebook knows them. "
                "Correct the folder's name, add them to the roster with `course roster`, or use --create."
            )

    def _pool(self, course: Course, assignment: Assignment, only: Sequence[str]) -> AbstractContextManager[Pool]:
        from grader.parallel.local import local_pool

        few = len(only or list((course.root / FOLDER).glob(f"*/{assignment.name}"))) <= _FEW
        return local_pool(self.jobs or (1 if few else os.cpu_count() or 1), ["grader.classroom.judging.judge"])

    def _start_as_nbgrader(self) -> None:
        """An assignment that is not in course.toml: nbgrader runs it as anywhere."""
        self.log.warning(
            "%s is not in course.toml: nbgrader grades it, and runs students' code with your rights",
            self.coursedir.assignment_id,
        )
        for name in ("sanitize_preprocessors", "autograde_preprocessors"):
            if not getattr(self, name):  # unless nbgrader_config.py names others
                setattr(self, name, converters.Autograde.class_traits()[name].default())
        super().start()

    def _fail(self, sentence: str) -> None:
        self.log.error(sentence)
        raise NbGraderException(sentence)
