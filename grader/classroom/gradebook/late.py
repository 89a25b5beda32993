"""What late work loses: one rule, `[late]` in course.toml, for `course autograde` and for nbgrader."""

from __future__ import annotations

from math import ceil
from pathlib import Path

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Unicode

from grader.classroom.gradebook.extensions import apply_extension
from grader.course import Late, load_course, load_own_course

_DAY = 24 * 60 * 60


def late_penalty(score: float, seconds_late: float, late: Late) -> float:
    """Points that a submission loses.

    Args:
        score: points earned.
        seconds_late: seconds after the due date, extensions counted; 0 or less is in time.
        late: the course's rule: a share of the points earned for every day begun after the grace period.
    """
    days = ceil((seconds_late - 60 * late.grace_minutes) / _DAY)
    percent = min(max(days, 0) * late.percent_per_day, late.at_most_percent)
    return round(score * percent / 100, 6)


class LatePenalty(LateSubmissionPlugin):  # type: ignore[misc]  # nbgrader has no types
    """The same rule as a plugin of nbgrader's AssignLatePenalties."""

    course_root = Unicode("", help="folder with course.toml; empty: found from the current folder").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        """Points that the notebook loses. An extension granted before the student submitted counts here too."""
        gradebook = getattr(self.parent, "gradebook", None)
        if gradebook is not None:  # the preprocessor's, which does not hand on the assignment
            submission = gradebook.find_submission(self.parent.assignment_id, student_id)
            apply_extension(gradebook, submission)
            total_seconds_late = submission.total_seconds_late
        course = load_course(Path(self.course_root)) if self.course_root else load_own_course()
        return late_penalty(score, total_seconds_late, course.late)
