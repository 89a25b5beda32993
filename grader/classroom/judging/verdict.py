"""What judging found of one submission, in the form in which it travels between processes and is kept on disk.

Nine tenths of a marked notebook are the release's own cells, pictures and all, the same for every student. They are
named and not repeated: what travels and is kept is a tenth, and writing a notebook is mostly joining texts that are
there already.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from grader.classroom.template import Notebook, Template, grade_id

_SETS = ("unanswered", "seen_before")
UNSURE = ("timeout", "crashed", "out of memory")  # how steps end that may have something else to blame


@dataclass(frozen=True)
class Verdict:
    """One submission, judged. Says nothing of who handed it in, or when.

    Attributes:
        notebook: the marked notebook, its cells replaced by their ids where they are the release's.
        scores: points by graded cell.
        unanswered: answer cells that are as they were released.
        report: the report as data; see ``Report.to_json``.
        notes: sentences on what was repaired.
        for_a_person: sentences on what somebody must look at.
        log: the report as text.
        seen_before: how steps ended in earlier runs; see ``unsure``.
    """

    notebook: Notebook
    scores: Mapping[str, float]
    unanswered: frozenset[str]
    report: Mapping[str, Any]
    notes: tuple[str, ...]
    for_a_person: tuple[str, ...]
    log: str
    seen_before: frozenset[str] = frozenset()

    @property
    def unsure(self) -> frozenset[str]:
        """The steps that had no time or crashed, each with how it ended: a busy machine may be why."""
        steps = self.report["steps"]
        return frozenset(f"{step['step']}: {step['outcome']}" for step in steps if step["outcome"] in UNSURE)

    @property
    def is_settled(self) -> bool:
        """Whether nobody need judge once more: whatever may be a busy machine's doing was so in an earlier run."""
        return self.unsure <= self.seen_before

    def after(self, earlier: Verdict) -> Verdict:
        """This verdict, knowing that of an earlier run on the same work."""
        return replace(self, seen_before=earlier.seen_before | earlier.unsure)

    def to_bytes(self) -> bytes:
        """The verdict as JSON."""
        sets = {name: sorted(getattr(self, name)) for name in _SETS}
        return json.dumps(vars(self) | sets, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Verdict:
        """Read what ``to_bytes`` gave. Raises ValueError if it is anything else."""
        try:
            found = json.loads(content)
            found |= {name: frozenset(found[name]) for name in _SETS}
            found["notes"], found["for_a_person"] = tuple(found["notes"]), tuple(found["for_a_person"])
            return cls(**found)
        except (KeyError, TypeError, RecursionError) as error:
            raise ValueError(f"no verdict: {error!r}") from None


def unanswered(notebook: Notebook, template: Template) -> frozenset[str]:
    """The answer cells whose text is still the release's."""
    released = {grade_id(cell): cell["source"] for cell in template.notebook["cells"] if _is_answer(cell)}
    return frozenset(
        name
        for cell in notebook["cells"]
        if _is_answer(cell) and (name := grade_id(cell)) and cell["source"] == released.get(name)
    )


def abridged(notebook: Notebook, template: Template) -> Notebook:
    """The notebook with each cell that is just as in the release replaced by its id."""
    released = {cell["id"]: cell for cell in template.notebook["cells"]}
    cells = [cell["id"] if cell == released.get(cell["id"]) else cell for cell in notebook["cells"]]
    return {**notebook, "cells": cells}


class NotebookWriter:
    """Turns abridged notebooks into the content of files, a line for each cell."""

    def __init__(self, template: Template) -> None:
        self._released = {cell["id"]: _json(cell) for cell in template.notebook["cells"]}

    def content(self, notebook: Notebook) -> bytes:
        """The whole notebook. Raises KeyError if it was abridged with another release."""
        cells = [self._released[cell] if isinstance(cell, str) else _json(cell) for cell in notebook["cells"]]
        frame = [_json(name) + b": " + _json(value) for name, value in notebook.items() if name != "cells"]
        return b'{"cells": [\n' + b",\n".join(cells) + b"\n],\n" + b",\n".join(frame) + b"}\n"


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _is_answer(cell: Mapping[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))
