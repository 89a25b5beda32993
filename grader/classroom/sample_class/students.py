"""A made-up class of 40, the same on every run: who handed in what, with which mistakes."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from grader.classroom.people import Student
from grader.classroom.sample_class.answers import (
    CRASHES,
    EATS_MEMORY,
    NEVER_ENDS,
    disguised,
    function,
    mistaken,
    right_answers,
    unusual_answers,
)

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

# Several made the same ones, as in any class.
_MISTAKES = (
    ("dL_dW3:operands-swapped", "dL_dW2:operands-swapped", "dL_dW1:operands-swapped"),
    ("dL_dz3:not-divided",),
    ("dL_dz3:not-divided", "dL_db3:averaged", "dL_db2:averaged", "dL_db1:averaged"),
    ("dL_dz3:not-divided", "dL_dz2:mask-of-upstream"),
    ("dL_dW3:divided-again", "dL_dW2:divided-again", "dL_dW1:divided-again"),
    ("dL_da2:weights-transposed", "dL_da1:weights-transposed"),
    ("dL_dz2:mask-of-upstream", "dL_dz1:mask-of-upstream"),
    ("dL_db3:wrong-axis", "dL_dW3:operands-swapped"),
    ("update:uphill", "dL_dz3:sign-flipped"),
    ("dL_dz2:no-mask", "dL_dz1:no-mask", "dL_da2:weights-transposed"),
)
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


def sample_class(release: Mapping[str, Any], assignment: str = "backprop") -> tuple[SampleStudent, ...]:
    """The class, in the order of the roster.

    Args:
        release: the release notebook's JSON.
        assignment: its name, which the files have.
    """
    chance = random.Random(20270131)
    last = chance.sample(_LAST, len(_LAST))
    people = [
        Student(f"s{number:02}", first, name, f"s{number:02}@example.org")
        for number, (first, name) in enumerate(zip(_FIRST, last, strict=True), start=1)
    ]
    students = []
    submissions = list(_submissions(release, assignment, chance))
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


def _submissions(
    release: Mapping[str, Any], assignment: str, chance: random.Random
) -> Iterator[tuple[str, dict[str, bytes], tuple[str, ...]]]:
    """(kind, files, mistakes) of each submission."""
    file = f"{assignment}.ipynb"

    runs = random.Random(11)  # of its own, so that it changes nobody's answers

    def notebook(answers: Mapping[str, str]) -> dict[str, bytes]:
        filled = _filled(release, answers)
        for step in answers:  # Jupyter counts: no two people's files are the same
            filled["cells"][_position(filled, step)]["execution_count"] = runs.randint(1, 99)
        return {file: _bytes(filled)}

    for number in range(11):
        yield f"right {number}", notebook(right_answers(chance)), ()
    for made in _MISTAKES:
        wrong = {mistake.partition(":")[0]: mistaken(mistake) for mistake in made}
        yield "mistakes", notebook({**right_answers(chance), **wrong}), made
    for done in (3, 5, 6, 8, 11):
        yield f"unfinished after {done}", notebook(dict(list(right_answers(chance).items())[:done])), ()
    yield "untouched", notebook({}), ()
    for kind, step, body in (
        ("timeout", "dL_dW2", NEVER_ENDS),
        ("timeout", "dL_dz1", NEVER_ENDS),
        ("out of memory", "dL_da1", EATS_MEMORY),
        ("crashed", "update", CRASHES),
    ):
        yield kind, notebook({**right_answers(chance), step: function(step, body)}), ()
    yield (
        "not Python",
        notebook({**right_answers(chance), "dL_db2": "def dL_db2(dL_dz2)\n    return dL_dz2.sum(0)"}),
        (),
    )
    yield from _mangled(release, assignment, chance)
    original = unusual_answers()
    yield "original", notebook(original), ()
    yield "copy", notebook({step: disguised(source) for step, source in original.items()}), ()
    yield "absent", {}, ()


def _mangled(
    release: Mapping[str, Any], assignment: str, chance: random.Random
) -> Iterator[tuple[str, dict[str, bytes], tuple[str, ...]]]:
    file = f"{assignment}.ipynb"
    answers = right_answers(chance)
    twice = _filled(release, answers)
    position = _position(twice, "dL_dW3")
    twice["cells"].insert(position, copy.deepcopy(twice["cells"][position]))
    yield "duplicated cell", {file: _bytes(twice)}, ()
    fewer = _filled(release, answers)
    del fewer["cells"][_position(fewer, "check-dL_db3")], fewer["cells"][_position(fewer, "check-dL_dz2")]
    yield "deleted checks", {file: _bytes(fewer)}, ()
    script = "import numpy as np\n\n\n" + "\n\n\n".join(answers.values()) + "\n"
    yield "script", {f"{assignment}.py": script.encode()}, ()
    yield "renamed", {f"my {assignment} (final) (2).ipynb": _bytes(_filled(release, answers))}, ()
    colleague = _bytes(_filled(release, {**answers, "dL_dz3": function("dL_dz3", "return {0} - {1}")}))
    merged = zip(_bytes(_filled(release, answers)).splitlines(), colleague.splitlines(), strict=True)
    lines = [
        ours if ours == theirs else b"<<<<<<< HEAD\n%b\n=======\n%b\n>>>>>>> colleague" % (ours, theirs)
        for ours, theirs in merged
    ]
    yield "merge conflict", {file: b"\n".join(lines)}, ()


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
