"""Whose a handed-in file is, by its path: as Canvas and Moodle name them, or in a folder named after the student."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from grader.classroom.people import Roster, Student, alike, match

# oneillzo_LATE_50013_900103_work-1.ipynb: name, mark, number of the student, of the submission, file
_CANVAS = re.compile(r"(?P<name>[^_]*)_(?P<late>LATE_)?(?P<user>\d+)_(?P<submission>\d+)_(?P<file>.+)", re.DOTALL)
# Ada Abebe_123451_assignsubmission_file_/work.ipynb
_MOODLE = re.compile(r"(?P<name>.+)_\d+_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?", re.DOTALL)
# What Canvas and browsers put behind the name of a file that was there before.
_ATTEMPT = re.compile(r"(?:-(?P<canvas>\d{1,2})| ?\((?P<browser>\d{1,2})\))(?=\.[^.]*$|$)")


@dataclass(frozen=True)
class Owned:
    """One file of a student's.

    Attributes:
        student: the student's id.
        name: of the file in the student's folder, without what a system added; with "/" between its parts.
        as_sent: the same with the number of an attempt.
        attempt: that number; 0 without.
        late: whether the system marks the work as late.
        by_system: whether the path is a system's; otherwise somebody made the folders.
    """

    student: str
    name: str
    as_sent: str
    attempt: int = 0
    late: bool = False
    by_system: bool = True


class Owners:
    """Finds the students of files. Only a certain match counts: a name that two students have is nobody's."""

    def __init__(self, roster: Roster, assignment: str) -> None:
        self._ids = [student.id for student in roster.students]
        self._assignment = assignment
        self._canvas = _unique(roster, lambda student: [student.canvas_id])
        self._squashed = _unique(roster, lambda student: [_squashed(student.last_name + student.first_name)])
        self._named = _unique(roster, _names)
        self._others = _unique(roster, lambda student: [alike(student.sis_user_id), alike(student.sis_login_id)])

    def owner(self, parts: tuple[str, ...]) -> Owned | None:
        """The student and the name of a file with this path; None if it is nobody's."""
        return self._in_moodle(parts) or self._in_canvas(parts) or self._in_own_folder(parts)

    def _in_canvas(self, parts: tuple[str, ...]) -> Owned | None:
        found = _CANVAS.fullmatch(parts[-1])
        if found is None:
            return None
        student = self._canvas.get(found["user"]) or self._squashed.get(found["name"].lower())
        return _owned(student, (found["file"],), late=bool(found["late"])) if student else None

    def _in_moodle(self, parts: tuple[str, ...]) -> Owned | None:
        for place, part in enumerate(parts):
            if found := _MOODLE.fullmatch(part):
                rest = parts[place + 1 :] or ((found["file"],) if found["file"] else ())
                student = self._named.get(alike(found["name"])) or self._by_id(found["name"])
                return _owned(student, rest) if student and rest else None
        return None

    def _in_own_folder(self, parts: tuple[str, ...]) -> Owned | None:
        for place, part in enumerate(parts[:-1]):
            if student := self._by_id(part):
                rest = parts[place + 1 :]
                rest = rest[1:] if len(rest) > 1 and rest[0] == self._assignment else rest
                return _owned(student, rest, by_system=False)
        student = self._by_id(parts[-1].partition(".")[0]) or self._by_id(parts[-1].rpartition(".")[0])
        name = f"{self._assignment}.{parts[-1].rpartition('.')[2]}"
        return _owned(student, (name,), by_system=False) if student else None

    def _by_id(self, name: str) -> str | None:
        return match(name, self._ids) or self._others.get(alike(name))


def _owned(student: str, parts: tuple[str, ...], late: bool = False, by_system: bool = True) -> Owned:
    sent = "/".join(parts)
    number = _ATTEMPT.search(sent)
    if number is None:
        return Owned(student, sent, sent, 0, late, by_system)
    name = sent[: number.start()] + sent[number.end() :]
    return Owned(student, name, sent, int(number["canvas"] or number["browser"]), late, by_system)


def _names(student: Student) -> list[str]:
    first, last = student.first_name, student.last_name
    return [alike(f"{first} {last}".strip()), alike(f"{last} {first}".strip()), alike(f"{last}, {first}")]


def _squashed(name: str) -> str:
    """A name as Canvas writes it into a file's name: an é is left out, and no e."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _unique(roster: Roster, keys: Callable[[Student], list[str]]) -> dict[str, str]:
    """The ids of students by what only one of them has."""
    holders: dict[str, set[str]] = defaultdict(set)
    for student in roster.students:
        for key in keys(student):
            holders[key].add(student.id)
    return {key: next(iter(who)) for key, who in holders.items() if key.strip(", ") and len(who) == 1}
