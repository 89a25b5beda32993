"""Packed files into submitted/, student by student. What was there before is moved aside, never overwritten."""

from __future__ import annotations

import io
import shutil
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.classroom.collecting.owners import Owned, Owners
from grader.classroom.collecting.packed import Packed, PackedError, packed_files
from grader.classroom.intake.hand_in import SECRET, TIMESTAMP
from grader.classroom.intake.submitters import FOLDER, folder_of
from grader.classroom.people import match
from grader.classroom.roster_file import read_roster
from grader.course import Assignment, Course, CourseError
from grader.files.whole_files import write_whole
from grader.sandbox.plain_text import plain_line

_MOST_FILES = 200  # of one student
_SIZE_FACTOR = 8  # a notebook may be so many times larger with its outputs than what is graded
_REPLACED = Path(".course", "replaced")


@dataclass
class Collected:
    """What became of a download, by student.

    Attributes:
        new, replaced, unchanged: ids of the students whose work is new, other than before, or the same.
        late: ids of those whom the system marks as late.
        problems: sentences on files that were not taken.
        aside: where the work is that was replaced.
    """

    aside: Path
    new: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def collect(course: Course, assignment: Assignment, source: Path) -> Collected:
    """Put the work in a zip file or a folder into submitted/.

    Raises:
        CourseError: there is no roster, or `source` is neither.
        OSError: submitted/ cannot be written.
    """
    roster = read_roster(course)
    if roster is None:
        raise CourseError(
            f"there is no {course.gradebook.roster} yet, so nobody's files can be told apart: course roster FILE.csv"
        )
    if not source.exists():
        raise CourseError(f"{source}: no such file or folder")
    done = Collected(_REPLACED / time.strftime("%Y%m%d-%H%M%S"))
    owners = Owners(roster, assignment.name)
    limit = int(course.limits.file_mib * 2**20) * _SIZE_FACTOR
    work: dict[str, list[tuple[Owned, Packed]]] = defaultdict(list)
    try:
        for packed in packed_files(source):
            _sort(packed, owners, work, done)
    except PackedError as error:
        raise CourseError(f"{source} {error}") from None
    for student, theirs in sorted(work.items()):
        _put(course, assignment, student, _contents(theirs, limit, done), done)
    return done


def _sort(packed: Packed, owners: Owners, work: dict[str, list[tuple[Owned, Packed]]], done: Collected) -> None:
    """To the student whose file it is, if that is certain and the file may be taken."""
    shown = plain_line("/".join(packed.names[0]), 200)
    if packed.refused:
        done.problems.append(f"{shown} {packed.refused}")
        return
    owned = next(filter(None, map(owners.owner, packed.names)), None)
    if owned is None:
        done.problems.append(f"{shown} is of nobody on the roster")
        return
    if owned.late and owned.student not in done.late:
        done.late.append(owned.student)
    work[owned.student].append((owned, packed))


def _contents(theirs: Sequence[tuple[Owned, Packed]], limit: int, done: Collected) -> dict[str, bytes]:
    """One student's files by the names that they get; the last attempt has the name without a number."""
    files: dict[str, bytes] = {}
    left = limit
    for owned, packed in sorted(theirs, key=lambda one: (-one[0].attempt, one[0].name)):
        shown = plain_line("/".join(packed.names[0]), 200)
        try:
            content = packed.read(left) if len(files) < _MOST_FILES else None
            if content is None:
                raise PackedError(f"is too large, or one of more than {_MOST_FILES} files")
            inside = {owned.name if owned.name not in files else owned.as_sent: content}
            if owned.name.lower().endswith(".zip"):
                inside = _unpacked(content, left)
        except PackedError as error:
            done.problems.append(f"{shown} {error}")
            continue
        for name, unpacked in inside.items():
            if name in (TIMESTAMP, SECRET) and (owned.by_system or inside.keys() != {owned.name}):
                done.problems.append(f"{shown}: {name} is not taken from a student; it says when work was handed in")
                continue
            left -= len(unpacked)
            files.setdefault(name, unpacked)
    return files


def _unpacked(content: bytes, left: int) -> dict[str, bytes]:
    """The files of a zip file that a student handed in; one inside of it is not opened."""
    files: dict[str, bytes] = {}
    for packed in packed_files(io.BytesIO(content)):
        if packed.refused or len(files) == _MOST_FILES:
            raise PackedError(packed.refused or f"has more than {_MOST_FILES} files")
        found = packed.read(left)
        if found is None:
            raise PackedError("is too large when it is unpacked")
        left -= len(found)
        files["/".join(packed.names[0])] = found
    return files


def _put(course: Course, assignment: Assignment, student: str, files: Mapping[str, bytes], done: Collected) -> None:
    if not files:
        return
    submitted = course.root / FOLDER
    there = [path.name for path in submitted.iterdir() if path.is_dir()] if submitted.is_dir() else []
    name = match(student, there) or student
    folder = folder_of(course, assignment, name)
    if not folder.exists():
        done.new.append(student)
    elif _same(folder, files):
        done.unchanged.append(student)
        return
    else:
        aside = course.root / done.aside / name / assignment.name
        while aside.exists():  # of a run in the same second
            aside = aside.with_name(f"{aside.name}-before")
        aside.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder, aside)
        done.replaced.append(student)
    for path, content in files.items():
        try:
            write_whole(folder / path, content)
        except (FileExistsError, IsADirectoryError, NotADirectoryError):
            done.problems.append(f"{student}: {plain_line(path, 200)} is a file and a folder at once")


def _same(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether the folder holds just these files, apart from the time that somebody may have added."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if there - {TIMESTAMP, SECRET} != files.keys() - {TIMESTAMP, SECRET}:
        return False
    return all((folder / name).is_file() and (folder / name).read_bytes() == files[name] for name in files)
