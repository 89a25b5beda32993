"""What a learner has tried so far, kept in `.course/attempts.json` beside `course.toml`.

It exists so that the next hint opens after another attempt, and so that a hint can be about the function as it was
checked last. It holds no code and no score; deleting it is harmless.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import msgspec

from grader.files.whole_files import write_whole
from grader.report.report import Report, StepResult

_FILE = Path(".course") / "attempts.json"


@dataclass(frozen=True)
class Attempts:
    """Attempts at one step.

    Attributes:
        made: how often a changed file was checked and the step was written but not right.
        hints: how many hints have been shown.
        made_at_hint: ``made`` when the last hint was shown.
        file: digest of the file that was checked last; the same file again is no further attempt.
        more: what the reason that was found then says on its second level; "" for nothing.
        more_after: behind how many hints that was shown; -1 while it was not.
    """

    made: int = 0
    hints: int = 0
    made_at_hint: int = 0
    file: str = ""
    more: str = ""
    more_after: int = -1

    @property
    def next_hint_open(self) -> bool:
        """The first hint is always open; each further one after another attempt."""
        return (self.hints == 0 and self.more_after < 0) or self.made > self.made_at_hint

    @property
    def has_more(self) -> bool:
        """Whether the second level of a reason is there and was not shown. It is the next hint then."""
        return bool(self.more) and self.more_after < 0

    def with_hint(self) -> Attempts:
        """The same after one more hint was shown."""
        if self.has_more:
            return replace(self, more_after=self.hints, made_at_hint=self.made)
        return replace(self, hints=self.hints + 1, made_at_hint=self.made)

    def with_reason(self, more: str) -> Attempts:
        """The same after a check that found this reason, or "" for none."""
        return self if more == self.more else replace(self, more=more, more_after=-1)


def load(root: Path, assignment: str) -> dict[str, Attempts]:
    """Attempts by step; nothing where there is no record, or none that can be read."""
    return _read(root).get(assignment, {})


def save(root: Path, assignment: str, step: str, attempts: Attempts) -> None:
    """Remember the attempts at a step. A record that cannot be written is not worth stopping for."""
    _write(root, assignment, {**load(root, assignment), step: attempts})


def note_check(root: Path, report: Report) -> None:
    """Count a check as an attempt at every step that is written and not right, if the file has changed since."""
    try:
        content = report.submission.read_bytes()
    except OSError:
        return
    note_source(root, report.assignment.name, report.steps, content)


def note_source(root: Path, assignment: str, results: Iterable[StepResult], source: bytes) -> None:
    """The same for what was read already: a file's content, or the text of a function checked by itself."""
    digest = hashlib.sha256(source).hexdigest()
    steps = load(root, assignment)
    changed = dict(steps)
    for result in results:
        name = result.step.function
        before = steps.get(name, Attempts())
        attempts = before.with_reason(result.explanation.more if result.explanation else "")
        if result.outcome not in ("passed", "not attempted") and attempts.file != digest:
            attempts = replace(attempts, made=attempts.made + 1, file=digest)
        if attempts != before:
            changed[name] = attempts
    if changed != steps:
        _write(root, assignment, changed)


def _read(root: Path) -> dict[str, dict[str, Attempts]]:
    try:
        record = json.loads((root / _FILE).read_bytes())
        return msgspec.convert(record["assignments"], dict[str, dict[str, Attempts]])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}


def _write(root: Path, assignment: str, steps: Mapping[str, Attempts]) -> None:
    every = {**_read(root), assignment: dict(steps)}
    record = {
        "assignments": {name: {step: asdict(tried) for step, tried in of.items()} for name, of in every.items()}
    }
    with contextlib.suppress(OSError):
        write_whole(root / _FILE, json.dumps(record, indent=1).encode())
