"""Golden reports: what grading says today of every known mistake and of every submission in the fixtures.

A change of a score, an outcome, a mistake or a message shows here, line by line. Where it is meant, one command
writes the reports of all assignments anew, and the change is part of the commit: see ``RENEW``.

A submission of the fixtures belongs to the assignment whose folder it lies in, or to the course's first one.

Two things stand here in short. A reason that is searched for, which depends on how much time there is: its own tests
are in tests/explaining/. And the case that is shown: only whether it is the same, since its numbers fill pages.
"""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from submissions import FIXTURES, ROOT

from grader.building.content_tests import graded_bank
from grader.course import Assignment, Course, load_course
from grader.report.report import Report, step_to_json
from grader.running.grading import grade

RENEW = "UPDATE_SNAPSHOTS=1 python -m pytest tests/golden"
MOST_SHOWN = 20  # reports that differ
COURSE = load_course(ROOT)
ASSIGNMENTS = list(COURSE.assignments.values())
# How these end depends on how fast the machine is, and where they were then does, too.
CUT_OFF = ("timeout", "out of memory")
TOO_SLOW = "has too little time or memory"  # for a large question, which right but slow functions just manage
STOPPED = re.compile(r"line \d+: TimeoutError")  # anywhere in a loop
OWN_LINE = re.compile(r"…:\d+:")  # of the sandbox's own code, which a warning names
# Random without a seed: other answers each time. One whose line takes about as long as a call may, and one that ends
# at another line of its recursion each time.
NO_TWO_ALIKE = ("own_dice.py", "names_without_end.py", "deep_recursion.py")
NO_ANSWER = "sent back something that is not an answer"

Reports = dict[str, list[str]]  # by the submission's name or the mistake's id: lines


@pytest.fixture(autouse=True)
def no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.running.reasons.search", lambda *_: None)


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda one: one.name)
def test_grading_says_what_it_said(assignment: Assignment) -> None:
    path = Path(__file__).parent / f"{assignment.name}.json"
    found = {**mistakes_of(assignment), **submissions_to(assignment)}
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(written(found), encoding="utf-8")
    assert path.is_file(), f"{assignment.name} has no golden reports yet; to write them: {RENEW}"
    changes = list(differences(read(path.read_text(encoding="utf-8")), found))
    assert not changes, f"{told(changes)}\n\nIf all of this is meant: {RENEW}"


def mistakes_of(assignment: Assignment) -> Reports:
    return {
        f"mistake {graded.mistake.id}": list(step_lines(step_to_json(graded.result)))
        for graded in graded_bank(assignment.name)
    }


def submissions_to(assignment: Assignment) -> Reports:
    paths = (
        path
        for path in sorted(FIXTURES.rglob("*"))
        if path.suffix in (".py", ".ipynb") and path.name not in NO_TWO_ALIKE
    )
    files = [path for path in paths if owner(path) == assignment]
    found: Reports = {}

    def receive(report: Report) -> None:
        found[report.submission.relative_to(FIXTURES).as_posix()] = list(lines_of(report.to_json()))

    hostile = [path for path in files if "hostile" in path.parts]
    grade([path for path in files if path not in hostile], COURSE, assignment, receive)
    grade(hostile, in_a_hurry(COURSE), assignment, receive)
    return found


def owner(path: Path) -> Assignment:
    return COURSE.assignments.get(path.relative_to(FIXTURES).parts[0], ASSIGNMENTS[0])


def in_a_hurry(course: Course) -> Course:
    """Half of the attacks only wait for their time to be over."""
    return dataclasses.replace(
        course, limits=msgspec.structs.replace(course.limits, call_seconds=0.5, load_seconds=2.0, total_seconds=15.0)
    )


def lines_of(report: Mapping[str, Any]) -> Iterator[str]:
    chain = "cut off" if report["chain"] in CUT_OFF else report["chain"]
    yield f"{report['score']:g} of {report['max_score']:g}, chain {chain}"
    for warning in report["warnings"]:
        if TOO_SLOW not in warning:
            yield f"note: {STOPPED.sub('line …: TimeoutError', warning)}"
    for step in report["steps"]:
        yield from step_lines(step)


def step_lines(step: Mapping[str, Any]) -> Iterator[str]:
    ended = step["outcome"]
    if ended in CUT_OFF:
        yield f"{step['step']}: cut off, {step['score']:g}"
        return
    yield f"{step['step']}: {ended}, {step['score']:g}" + (f", {step['mistake']}" if step["mistake"] else "")
    if NO_ANSWER in step["message"]:  # what is wrong with it depends on what was read before it
        yield f"  {NO_ANSWER}"
        return
    said, shown, case = step["message"].partition("\nCase: ")
    yield from (f"  {line}" for line in said.splitlines())
    if shown:
        yield f"  Case {mark(OWN_LINE.sub('…:', case))}"
    if any(check["outcome"] != "passed" for check in step["checks"]):
        yield "  " + ", ".join(f"{check['check']} {check['outcome']}" for check in step["checks"])
        for check in step["checks"]:
            if not said.startswith(check["message"]):
                yield f"  {check['check']}:"
                yield from (f"    {line}" for line in check["message"].splitlines())


def written(reports: Reports) -> str:
    """As JSON with each different line once, under a few letters that depend on the line alone: small differences."""
    lines = sorted({line for report in reports.values() for line in report}, key=mark)
    assert len({mark(line) for line in lines}) == len(lines)
    content = {
        "lines": {mark(line): line for line in lines},
        "reports": {name: " ".join(map(mark, reports[name])) for name in sorted(reports)},
    }
    return json.dumps(content, indent=0, ensure_ascii=False) + "\n"


def read(text: str) -> Reports:
    content = json.loads(text)
    return {name: [content["lines"][each] for each in marks.split()] for name, marks in content["reports"].items()}


def mark(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:7]


def differences(before: Reports, now: Reports) -> Iterator[str]:
    for name in sorted({*before, *now}):
        old, new = before.get(name), now.get(name)
        if old is None or new is None:
            yield f"{name}: {'is new' if old is None else 'is gone'}"
        elif old != new:
            yield f"{name}\n" + "\n".join(changed_lines(old, new))


def changed_lines(old: list[str], new: list[str]) -> Iterable[str]:
    return (line for line in difflib.ndiff(old, new) if line[:2] in ("- ", "+ "))


def told(changes: list[str]) -> str:
    more = len(changes) - MOST_SHOWN
    shown = [f"{len(changes)} reports differ (-: before, +: now).", *changes[:MOST_SHOWN]]
    return "\n\n".join([*shown, f"… and {more} more."] if more > 0 else shown)
