"""What a learner has tried so far, kept in `.course/attempts.json` beside `course.toml`.

It exists so that the next hint opens after another attempt. It holds no code and no score; deleting it is
harmless.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from grader.report import Report

_FILE = Path(".course") / "attempts.json"


@dataclass(frozen=True)
class Attempts:
    """Attempts at one step.

    Attributes:
        made: how often a changed file was checked and the step was written but not right.
        hints: how many hints have been shown.
        made_at_hint: ``made`` when the last hint was shown.
    """

    made: int = 0
    hints: int = 0
    made_at_hint: int = 0

    @property
    def next_hint_open(self) -> bool:
        """The first hint is always open; each further one after another attempt."""
        return self.hints == 0 or self.made > self.made_at_hint

    def with_hint(self) -> Attempts:
        """The same after one more hint was shown."""
        return replace(self, hints=self.hints + 1, made_at_hint=self.made)


def load(root: Path) -> dict[str, Attempts]:
    """Attempts by step; nothing where there is no record, or none that can be read."""
    steps: dict[str, Attempts] = _load(root).get("steps", {})
    return steps


def save(root: Path, step: str, attempts: Attempts) -> None:
    """Remember the attempts at a step. A record that cannot be written is not worth stopping for."""
    record = _load(root)
    record["steps"] = {**record.get("steps", {}), step: attempts}
    _write(root, record)


def note_check(root: Path, report: Report) -> None:
    """Count a check as an attempt at every step that is written and not right, if the file has changed."""
    try:
        digest = hashlib.sha256(report.submission.read_bytes()).hexdigest()
    except OSError:
        return
    record = _load(root)
    if record.get("file") == digest:
        return
    steps: dict[str, Attempts] = dict(record.get("steps", {}))
    for result in report.steps:
        if result.outcome not in ("passed", "not attempted"):
            name = result.step.function
            attempts = steps.get(name, Attempts())
            steps[name] = replace(attempts, made=attempts.made + 1)
    _write(root, {"file": digest, "steps": steps})


def _load(root: Path) -> dict[str, Any]:
    try:
        record = json.loads((root / _FILE).read_text(encoding="utf-8"))
        steps = {str(name): Attempts(**value) for name, value in record.get("steps", {}).items()}
        return {"file": record.get("file"), "steps": steps}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(root: Path, record: Mapping[str, Any]) -> None:
    plain = {**record, "steps": {name: asdict(attempts) for name, attempts in record["steps"].items()}}
    path = root / _FILE
    try:
        path.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
            json.dump(plain, file, indent=1)
        os.replace(file.name, path)  # whole or not at all, whenever we are stopped
    except OSError:
        return
