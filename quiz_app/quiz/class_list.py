"""Who takes a quiz: the student that somebody says to be, by the class list."""

from __future__ import annotations

import logging
import re

from grader.classroom.people import Roster, RosterError
from grader.classroom.roster_file import read_roster
from grader.course import Course
from quiz_app.quiz.attempts import AttemptError

_ID = re.compile(r"[^./\\+\x00-\x1f\x7f][^/\\+\x00-\x1f\x7f]{0,127}")  # as the roster has it: a folder's name


class ClassList:
    """The class list of a course, as it is whenever it is asked."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def roster(self) -> Roster | None:
        """The class list as it is now; None where there is no file.

        Raises:
            RosterError: it cannot be used.
        """
        return read_roster(self._course)

    def identify(self, entered: str) -> str:
        """The student id that somebody means, as the roster spells it.

        Raises:
            AttemptError: the roster does not have it, or, where there is none, it cannot be an id.
        """
        wanted = entered.strip()
        if not wanted:
            raise AttemptError("Enter your student id first.")
        roster = self._roster_for_students()
        if roster is None:
            if not _ID.fullmatch(wanted):
                raise AttemptError("An id has up to 128 characters, with no slash or plus sign and no dot in front.")
            return wanted
        if roster.known(wanted):
            return wanted
        alike = [student.id for student in roster.students if student.id.casefold() == wanted.casefold()]
        if len(alike) == 1:
            return alike[0]
        raise AttemptError(
            "This id is not on the class list. Look for a slip of the keyboard; if it is right, tell your instructor."
        )

    def identify_email(self, email: str) -> str:
        """The id of the student who has signed in; without a roster, the e-mail address itself.

        Raises:
            AttemptError: the roster does not have the address, or has it twice.
        """
        roster = self._roster_for_students()
        if roster is None:
            return self.identify(email)
        owners = [student.id for student in roster.students if student.email.casefold() == email.casefold()]
        if not owners:
            raise AttemptError("Your e-mail address is not on the class list. Tell your instructor.")
        if len(owners) > 1:
            raise AttemptError("Your e-mail address stands twice on the class list. Tell your instructor.")
        return owners[0]

    def _roster_for_students(self) -> Roster | None:
        try:
            return self.roster()
        except RosterError as error:
            logging.getLogger(__name__).error("%s", error)
            raise AttemptError("The class list cannot be read just now. Tell your instructor.") from None
