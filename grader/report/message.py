"""Outcomes and messages: what a check says to a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Outcome = Literal["passed", "failed", "not attempted", "error", "timeout", "crashed", "out of memory", "skipped"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True)
class Message:
    """The four things that a person needs to know; an empty part is left out.

    Attributes:
        what: what is wrong.
        where: the file's line, the worst index, got and wanted *shape*. Never an expected value.
        why: the likely mistake, from the bank; empty where nothing in the bank fits.
        next: what to do now.
    """

    what: str
    where: str = ""
    why: str = ""
    next: str = ""

    def parts(self) -> Iterator[tuple[str, str]]:
        """(label, text) of each part that says something."""
        labelled = (("What", self.what), ("Where", self.where), ("Why", self.why), ("Next", self.next))
        return ((label, text) for label, text in labelled if text)

    def __str__(self) -> str:
        return "\n".join(f"{label}: {text}" for label, text in self.parts())


class Finding(AssertionError):  # noqa: N818 (what a check finds is no error of ours)
    """Raised by a check that has something to say: the message, and the outcome if it is not plain failure.

    ``kind`` is what was special about the question, as a probe says it; empty for an ordinary one.
    """

    def __init__(self, message: Message, outcome: Outcome = "failed", kind: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.outcome = outcome
        self.kind = kind
