"""Verdicts on disk, by the content of what was judged and of everything that judged it.

A change of a submission, a check, a mistake's wording, the points or the reference solution is another key. Who
handed in and when is no part of it: it is no part of a verdict.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from grader.classroom.intake.hand_in import HandIn
from grader.classroom.judging.judge import grader_version
from grader.classroom.judging.verdict import Verdict
from grader.classroom.template import Template
from grader.course import Course
from grader.course.secret import find_secret
from grader.files.whole_files import write_whole
from grader.key.files import answer_key

_JUDGES_KEPT = 3  # so that a change that is taken back costs nothing


class ResultsCache:
    """The verdicts on one assignment's submissions, under `.course/results/`."""

    def __init__(self, course: Course, template: Template, any_isolation: bool) -> None:
        self._all = course.root / ".course" / "results" / template.assignment.name
        self._folder = self._all / _judge(course, template, any_isolation)[:32]

    def key(self, hand_in: HandIn) -> str:
        """What a hand-in is known by."""
        files = (part for name, content in hand_in.files for part in (name.encode(), content))
        return _digest([*files, *(problem.encode() for problem in hand_in.problems)])

    def find(self, key: str) -> Verdict | None:
        """The verdict of that key; None if there is none, or none that can be read."""
        try:
            return Verdict.from_bytes((self._folder / key).read_bytes())
        except (OSError, ValueError):
            return None

    def store(self, key: str, verdict: bytes) -> None:
        """Keep a verdict, as bytes."""
        write_whole(self._folder / key, verdict)

    def forget_old(self) -> None:
        """Remove the verdicts of all but the last few judges: of grader versions and points of long ago.

        Those of this one stay, whatever the clock says; a date that is yet to come says nothing of when.
        """
        if not self._folder.is_dir():
            return
        os.utime(self._folder)
        now = self._folder.stat().st_mtime
        others = {folder: folder.stat().st_mtime for folder in self._all.iterdir() if folder != self._folder}
        known = sorted((folder for folder in others if others[folder] <= now), key=others.__getitem__, reverse=True)
        for folder in others.keys() - {*known[: _JUDGES_KEPT - 1]}:
            shutil.rmtree(folder, ignore_errors=True)


def _judge(course: Course, template: Template, any_isolation: bool) -> str:
    """A digest of all that decides over a verdict besides the submission; the due date is not part of it."""
    secret = find_secret(course)
    seeds = (None, secret.number) if secret else (None,)
    parts = (
        grader_version(),
        json.dumps(template.notebook, sort_keys=True),
        str(any_isolation),
        *(answer_key(course, template.assignment, seed).sources for seed in seeds),
    )
    records = (replace(template.assignment, due=None), course.limits)
    return _digest([*(part.encode() for part in parts), *map(msgspec.json.encode, records)])


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
