"""A text with more code than is read -> what of it is read, each line in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_GOES_ON = re.compile(r"[ \t#)\]}]|$|(?:else|elif|except|finally|case)\b", re.MULTILINE)
_DATA = 10_000  # characters: a longer statement is a list of numbers or a text, and no function
_MOST_NAMED = 5


def within(text: str, most: int, or_beginning: bool = False) -> tuple[str, str]:
    """What is read of a text: all but its longest statements. And a sentence that says so.

    Args:
        text: Python, or nearly.
        most: characters.
        or_beginning: take its beginning where there are too many short ones. Otherwise nothing is left then.

    Returns:
        The text and "" where it is not too long; `("", "")` where nothing of it is left.
    """
    if len(text) <= most:
        return text, ""
    lines = text.splitlines(keepends=True)
    bounds = [0, *(number for number in _beginnings(lines) if number), len(lines)]
    statements = [(sum(map(len, lines[start:end])), start, end) for start, end in pairwise(bounds)]
    left = len(text)
    taken: list[int] = []
    for length, start, end in sorted(statements, reverse=True):
        if left <= most or length <= _DATA:
            break
        left -= length
        taken.append(start + 1)
        lines[start:end] = ["\n"] * (end - start)
    shorter = "".join(lines)
    if len(shorter) <= most:
        named = ", ".join(map(str, sorted(taken)[:_MOST_NAMED])) + (", …" if len(taken) > _MOST_NAMED else "")
        return shorter, f"What begins in line {named} was left out: {_limit(most)}."
    if not or_beginning:
        return "", ""
    beginning = shorter[:most]
    last = max((match.start() for match in re.finditer(r"^[^\W\d]|^@", beginning, re.MULTILINE)), default=0)
    number = beginning.count("\n", 0, last) + 1
    return beginning[:last], f"What stands from line {number} on was left out: {_limit(most)}." if last else ""


def _beginnings(lines: Sequence[str]) -> Iterator[int]:
    """The lines at the left margin that begin a statement, and not those of a text in three quotation marks."""
    inside = False
    for number, line in enumerate(lines):
        if not inside and (len(line) > _DATA or not _GOES_ON.match(line)):
            yield number
        inside ^= bool((line.count('"""') + line.count("'''")) % 2)


def _limit(most: int) -> str:
    return f"more than {most:,} characters of code are not read"
