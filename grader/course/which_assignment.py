"""Which assignment a file belongs to: `--assignment`, else the file's name, else the functions that it defines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.course import Assignment, Course, CourseError

_LOOKED_AT = 20 * 2**20  # bytes


def assignment_of(course: Course, path: Path, named: str | None = None) -> Assignment:
    """The assignment that a file belongs to.

    Args:
        course: has the assignments.
        path: the file.
        named: the assignment's name, where somebody said it.

    Raises:
        CourseError: there is no such assignment, or it cannot be told; the text asks.
    """
    if named is not None:
        return course.assignment(named)
    likely = _likely(course, path)
    if len(likely) == 1:
        return likely[0]
    names = " or ".join(assignment.name for assignment in likely or course.assignments.values())
    raise CourseError(f"{path}: which assignment is it? Add --assignment {names}")


def assignment_told_by(course: Course, name: str, content: bytes) -> Assignment | None:
    """The assignment that a file's name and content tell; None where they do not, or fit several."""
    likely = _told(list(course.assignments.values()), [Path(name).stem], lambda: content)
    return likely[0] if len(likely) == 1 else None


def assignments_of(course: Course, paths: Sequence[Path], named: str | None = None) -> list[Assignment]:
    """The same for many files. One that does not say is taken for what most of the others are.

    Raises:
        CourseError: there is no assignment of that name.
    """
    if named is not None or len(course.assignments) == 1:
        return [course.assignment(named)] * len(paths)
    found = [_likely(course, path) for path in paths]
    certain = Counter(likely[0].name for likely in found if len(likely) == 1)
    usual = course.assignment(certain.most_common(1)[0][0]) if certain else course.assignment()
    return [likely[0] if len(likely) == 1 else usual for likely in found]


def latest_work(course: Course, named: str | None = None) -> tuple[Assignment, Path]:
    """The student's copy that was saved last, and its assignment; the first one's where none was touched.

    Raises:
        CourseError: there is no such assignment, or no student's copy.
    """
    if named is not None or len(course.assignments) == 1:
        assignment = course.assignment(named)
        return assignment, course.student_file(assignment)
    first = course.assignment()
    copies = [
        (path.stat().st_mtime, assignment)
        for assignment in course.assignments.values()
        for path in course.student_files(assignment)
        if path.is_file()
    ]
    if not copies:
        return first, course.student_file(first)
    newest = max(copies, key=lambda copy: copy[0])
    oldest = min(copies, key=lambda copy: copy[0])
    # Files of one checkout are written within moments of each other, in any order.
    assignment = newest[1] if newest[0] - oldest[0] > 5 else first
    return assignment, course.student_file(assignment)


def _likely(course: Course, path: Path) -> list[Assignment]:
    every = list(course.assignments.values()) or [course.assignment()]  # which says what to do where there is none
    if len(every) == 1:
        return every

    def content() -> bytes:
        with path.open("rb") as file:
            return file.read(_LOOKED_AT)

    try:
        return _told(every, [path.stem, path.parent.name], content)
    except OSError:
        return []


def _told(every: Sequence[Assignment], names: Sequence[str], content: Callable[[], bytes]) -> list[Assignment]:
    for name in names:
        words = {word for word in re.split(r"[^a-z0-9_]+", name.casefold()) if word}
        if len(by_name := [one for one in every if one.name.casefold() in words]) == 1:
            return by_name
    found = re.findall(rb"\bdef\s+([A-Za-z_][A-Za-z0-9_]*)", content())
    defined = {name.decode("ascii") for name in found}
    counts = {one.name: len(defined & set(one.steps)) for one in every}
    most = max(counts.values(), default=0)
    return [one for one in every if most and counts[one.name] == most]
