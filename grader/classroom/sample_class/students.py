"""A made-up class of 40, the same on every run: who handed in what for each assignment, with which mistakes."""

from __future__ import annotations

import copy
import inspect
import json
import random
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from grader.classroom.people import Student
from grader.classroom.sample_class.made_up import MadeUp
from grader.course.content import load_content
from grader.functions import Mistake

_FIRST = (
    "Ada",
    "Amir",
    "Anouk",
    "Béla",
    "Bo",
    "Carlos",
    "Chiara",
    "Daan",
    "Dilnoza",
    "Elif",
    "Emeka",
    "Fatou",
    "Finn",
    "Grace",
    "Hana",
    "Ines",
    "Ivan",
    "Jonas",
    "Kaito",
    "Kwame",
    "Lena",
    "Liam",
    "Lucía",
    "Maja",
    "Mateo",
    "Mei",
    "Nadia",
    "Noor",
    "Oluchi",
    "Paweł",
    "Priya",
    "Quinn",
    "Rosa",
    "Samir",
    "Siobhán",
    "Tariq",
    "Uma",
    "Viktor",
    "Yara",
    "Zoë",
)
_LAST = (
    "Abebe",
    "Adeyemi",
    "Andersen",
    "Bakker",
    "Bianchi",
    "Castro",
    "Chen",
    "Dubois",
    "Eriksen",
    "Farkas",
    "García",
    "Haddad",
    "Horvat",
    "Ivanova",
    "Jensen",
    "Kaplan",
    "Kimura",
    "Kowalska",
    "Laurent",
    "Lindqvist",
    "Mbeki",
    "Mensah",
    "Moreau",
    "Müller",
    "Nakamura",
    "Novák",
    "O'Neill",
    "Okafor",
    "Oliveira",
    "Petrov",
    "Rahimi",
    "Rossi",
    "Sato",
    "Schmidt",
    "Silva",
    "Singh",
    "Tanaka",
    "Varga",
    "Weber",
    "Yilmaz",
)

NEVER_ENDS = "total = 0\nwhile True:\n    total = total + 1\nreturn total"
EATS_MEMORY = "kept = []\nwhile True:\n    kept.append(np.ones((1000, 1000)))\nreturn kept"
CRASHES = "import os\n\nos.abort()"
LATE_HOURS = {"right 2": 5.0, "right 3": 30.0, "right 4": 30.0}  # after the due date
EXTENDED = "right 4"  # has two days more


@dataclass(frozen=True)
class SampleStudent:
    """One made-up student.

    Attributes:
        student: name and id.
        kind: what is special about the submission.
        files: what is handed in, by name; nothing by somebody who did not.
        hours_late: when, from the due date on; below 0 is in time.
        mistakes: ids of the bank's mistakes in it.
    """

    student: Student
    kind: str
    files: Mapping[str, bytes]
    hours_late: float
    mistakes: tuple[str, ...] = ()


def sample_class(release: Mapping[str, Any], folder: Path) -> tuple[SampleStudent, ...]:
    """The class, in the order of the roster.

    Args:
        release: the release notebook's JSON.
        folder: the assignment's; its ``made_up.py`` says what people wrote.
    """
    last = random.Random(20270131).sample(_LAST, len(_LAST))
    chance = random.Random(f"20270131 {folder.name}")  # the same people, and another fate for each of them
    people = [
        Student(f"s{number:02}", first, name, f"s{number:02}@example.org")
        for number, (first, name) in enumerate(zip(_FIRST, last, strict=True), start=1)
    ]
    students = []
    submissions = list(_Work(release, folder, chance).submissions())
    for person, (kind, files, mistakes) in zip(chance.sample(people, len(people)), submissions, strict=True):
        hours = LATE_HOURS.get(kind, -chance.uniform(1, 100))
        students.append(SampleStudent(person, kind, files, hours, mistakes))
    return tuple(sorted(students, key=lambda student: student.student.id))


def write_submissions(folder: Path, students: tuple[SampleStudent, ...], assignment: str, due: datetime) -> None:
    """Write `folder`/STUDENT/ASSIGNMENT/, each with the time of handing in, as `nbgrader collect` leaves them."""
    for one in students:
        if one.files:
            place = folder / one.student.id / assignment
            place.mkdir(parents=True)
            for name, content in one.files.items():
                (place / name).write_bytes(content)
            when = due + timedelta(hours=one.hours_late)
            (place / "timestamp.txt").write_text(when.strftime("%Y-%m-%d %H:%M:%S %z"), encoding="utf-8")


def mistaken(mistake: Mistake) -> str:
    """A function with a mistake of the bank, as a student would hand it in."""
    source = textwrap.dedent(inspect.getsource(mistake.wrong))
    return re.sub(r"^def \w+", f"def {mistake.function}", source, count=1, flags=re.MULTILINE).strip()


class _Work:
    """What made-up people hand in: the release notebook with the answers of the assignment's ``made_up.py``."""

    def __init__(self, release: Mapping[str, Any], folder: Path, chance: random.Random) -> None:
        self._made_up = MadeUp(folder)
        self._mistakes = {mistake.id: mistake for mistake in load_content(folder).mistakes}
        self._release = release
        self._name = folder.name
        self._chance = chance
        self._runs = random.Random(11)  # of its own, so that it changes nobody's answers

    def submissions(self) -> Iterator[tuple[str, dict[str, bytes], tuple[str, ...]]]:
        """(kind, files, mistakes) of each submission."""
        made_up, module = self._made_up, self._made_up.module
        for number in range(11):
            yield f"right {number}", self._notebook(self._right()), ()
        for made in module.MISTAKES:
            wrong = {mistake.partition(":")[0]: mistaken(self._mistakes[mistake]) for mistake in made}
            yield "mistakes", self._notebook({**self._right(), **wrong}), made
        for done in (3, 5, 6, 8, 11):
            yield f"unfinished after {done}", self._notebook(dict(list(self._right().items())[:done])), ()
        yield "untouched", self._notebook({}), ()
        for kind, function, body in (
            *(("timeout", function, NEVER_ENDS) for function in module.NEVER_ENDING),
            ("out of memory", module.HUNGRY, EATS_MEMORY),
            ("crashed", module.CRASHING, CRASHES),
        ):
            yield kind, self._notebook({**self._right(), function: made_up.function(function, body)}), ()
        function, source = module.NO_PYTHON
        yield "not Python", self._notebook({**self._right(), function: source}), ()
        yield from self._mangled()
        original = made_up.unusual_answers()
        yield "original", self._notebook(original), ()
        yield "copy", self._notebook({step: made_up.disguised(source) for step, source in original.items()}), ()
        yield "absent", {}, ()

    def _mangled(self) -> Iterator[tuple[str, dict[str, bytes], tuple[str, ...]]]:
        file, answers = f"{self._name}.ipynb", self._right()
        names = list(answers)
        twice = _filled(self._release, answers)
        position = _position(twice, names[1])
        twice["cells"].insert(position, copy.deepcopy(twice["cells"][position]))
        yield "duplicated cell", {file: _bytes(twice)}, ()
        fewer = _filled(self._release, answers)
        for function in (names[2], names[4]):
            del fewer["cells"][_position(fewer, f"check-{function}")]
        yield "deleted checks", {file: _bytes(fewer)}, ()
        script = "import numpy as np\n\n\n" + "\n\n\n".join(answers.values()) + "\n"
        yield "script", {f"{self._name}.py": script.encode()}, ()
        yield "renamed", {f"my {self._name} (final) (2).ipynb": _bytes(_filled(self._release, answers))}, ()
        function, body = self._made_up.module.ANOTHERS
        theirs = {**answers, function: self._made_up.function(function, body)}
        colleague = _bytes(_filled(self._release, theirs))
        merged = zip(_bytes(_filled(self._release, answers)).splitlines(), colleague.splitlines(), strict=True)
        lines = [
            ours if ours == other else b"<<<<<<< HEAD\n%b\n=======\n%b\n>>>>>>> colleague" % (ours, other)
            for ours, other in merged
        ]
        yield "merge conflict", {file: b"\n".join(lines)}, ()

    def _right(self) -> Mapping[str, str]:
        return self._made_up.right_answers(self._chance)

    def _notebook(self, answers: Mapping[str, str]) -> dict[str, bytes]:
        filled = _filled(self._release, answers)
        for step in answers:  # Jupyter counts: no two people's files are the same
            filled["cells"][_position(filled, step)]["execution_count"] = self._runs.randint(1, 99)
        return {f"{self._name}.ipynb": _bytes(filled)}


def _filled(release: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    """The release notebook with these answers in its cells."""
    notebook = copy.deepcopy(dict(release))
    for step, source in answers.items():
        notebook["cells"][_position(notebook, step)]["source"] = source
    return notebook


def _position(notebook: Mapping[str, Any], name: str) -> int:
    found = (cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"])
    return list(found).index(name)


def _bytes(notebook: Mapping[str, Any]) -> bytes:
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()
