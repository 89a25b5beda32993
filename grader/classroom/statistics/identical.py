"""Students who handed in the same file, byte for byte."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable

from grader.classroom.intake.hand_in import read_hand_in
from grader.classroom.intake.submitters import FOLDER, folder_of
from grader.classroom.people import match
from grader.classroom.statistics.similarity import FEWEST
from grader.course import Assignment, Course
from grader.reading.opening import without_pictures

_CODE = b"def "


def identical_files(course: Course, assignment: Assignment, students: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """The groups of students with the same file with functions in it.

    Files that the course gives to students do not count, and none that more than half of a class has.

    Args:
        course: whose submitted/ is read.
        assignment: what was handed in.
        students: ids of those who are compared.
    """
    given = _digests(
        without_pictures(path.read_bytes()) for path in course.student_files(assignment) if path.is_file()
    )
    limit = int(course.limits.file_mib * 2**20)
    holders: dict[str, set[str]] = defaultdict(set)
    for folder in sorted((course.root / FOLDER).glob("*")):
        student = match(folder.name, students)
        if student is not None:
            hand_in = read_hand_in(folder_of(course, assignment, folder.name), student, assignment.name, limit)
            for digest in _digests(content for _, content in hand_in.files):
                holders[digest].add(student)
    most = len(students) / 2 if len(students) >= FEWEST else len(students)
    found = {tuple(sorted(who)) for digest, who in holders.items() if digest not in given and 1 < len(who) <= most}
    return tuple(sorted(found))


def _digests(contents: Iterable[bytes]) -> set[str]:
    return {_digest(content) for content in contents if _CODE in content}


def _digest(content: bytes) -> str:
    """Of a file; the same however its lines end, which a copy by mail may change."""
    return hashlib.sha256(content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").strip()).hexdigest()
