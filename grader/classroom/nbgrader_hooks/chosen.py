"""Which students an nbgrader command is about."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import Any

from grader.course import CourseError


def chosen_students(coursedir: Any, folder: Path) -> tuple[str, ...]:
    """The students meant by nbgrader's pattern and its list of exceptions; empty for everybody.

    Args:
        coursedir: nbgrader's, with the pattern, the exceptions and the assignment.
        folder: has a folder for each student, with one for the assignment in it.

    Raises:
        CourseError: they are nobody.
    """
    pattern, left_out = coursedir.student_id, set(filter(None, coursedir.student_id_exclude.split(",")))
    if pattern == "*" and not left_out:
        return ()
    found = glob.glob(os.path.join(pattern, coursedir.assignment_id), root_dir=folder)
    chosen = tuple(sorted({Path(one).parts[0] for one in found} - left_out))
    if not chosen:
        raise CourseError(f"nobody that is meant by {pattern!r} handed in {coursedir.assignment_id}")
    return chosen
