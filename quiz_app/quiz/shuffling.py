"""The order in which an attempt shows a question's options."""

from __future__ import annotations

from hashlib import sha256


def shuffled(assignment: str, student: str, attempt: int, question: int, options: int) -> tuple[int, ...]:
    """The options' positions in `assignment.toml`, in the order in which they are shown.

    The order follows from whose quiz it is, who, which attempt and which question, and from nothing else: a page that
    is loaded again shows the same, another student or another attempt sees another.
    """

    def place(option: int) -> bytes:
        return sha256(f"{assignment}\n{student}\n{attempt}\n{question}\n{option}".encode()).digest()

    return tuple(sorted(range(options), key=place))
