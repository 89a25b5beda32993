"""Everything that a class leaves behind for people: no control character, no path of the machine, no formula."""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from small_class import enrol, hand_in, make_course, notebook_of
from submissions import Ended

from grader.classroom.gradebook.database import open_gradebook

BAD = "a\u202egnp\x9b31m\x85\u2028\x1b[2J\x07\u200bz"
COMMANDS = ("autograde backprop", "feedback backprop", "report backprop", "export --gradescope", "roster")
SHOWN = {"\n", "\t"}


@pytest.fixture(scope="module")
def names() -> dict[str, str]:
    return {"first_name": f"=1+1{BAD}", "last_name": f"Kolon;=cmd|calc!A1\n-1{BAD}", "email": f"@{BAD}"}


@pytest.fixture
def left(
    tmp_path: Path, run_course: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch, names: dict[str, str]
) -> dict[Path, str]:
    """The text of each file that people open, after a whole class has gone through, and of the terminal."""
    course = make_course(tmp_path / "class")
    monkeypatch.chdir(course.root)
    enrol(course, "ada")
    work = {
        "dL_db3": f"def dL_db3(dL_dz3):\n    # {BAD}\n    print('{BAD}')\n    from numpy import dott",
        "dL_dW3": f"def dL_dW3(dL_dz3, a2):\n    import numpy\n    raise ValueError(numpy.__file__ + '{BAD}')",
    }
    for student in ("ada", "eve"):  # alike, so that the report shows both sources
        folder = hand_in(course, student, notebook_of(work, extra=f"My words: {BAD}"))
        (folder / f"more{BAD}.pdf").write_text("")
    with open_gradebook(course) as gradebook:
        gradebook.add_student("eve", **names)
    ended = [run_course(*command.split()) for command in COMMANDS]
    assert [one.code for one in ended] == [0] * len(COMMANDS), [one.err for one in ended]
    texts = {Path(f"terminal {number}"): one.out + one.err for number, one in enumerate(ended)}
    for path in course.root.rglob("*"):
        if path.is_file() and (path.suffix in (".html", ".csv", ".log") or path.name == "results.json"):
            texts[path.relative_to(course.root)] = path.read_bytes().decode()
    return texts


def test_nothing_that_leaves_holds_controls_paths_or_formulas(left: dict[Path, str], tmp_path: Path) -> None:
    assert {path.suffix for path in left} == {"", ".html", ".csv", ".log", ".json"}
    for path, text in left.items():
        said = str(json.loads(text)) if path.suffix == ".json" else text
        bad = {c for c in said.replace("\r\n", "\n") if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")} - SHOWN
        assert not bad, (path, ascii(bad))
        told = re.sub(re.escape(str(tmp_path / "class")), "", said) if path.suffix == "" else said  # asked for
        for folder in (sys.prefix, sys.base_prefix, "site-packages", str(tmp_path)):
            assert folder not in told, (path, folder)
        if path.suffix == ".csv":
            for separator in ",;\t":
                for row in csv.reader(text.splitlines(), delimiter=separator):
                    assert not [cell for cell in row if cell.lstrip(' "')[:1] in {*"=@"}], path
