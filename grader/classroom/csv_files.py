"""CSV files that people open in a spreadsheet: every text quoted, in one line, and nothing that it would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.files.whole_files import write_whole
from grader.sandbox.plain_text import plain_line

Cell = str | float | None

_LONGEST_TEXT = 32_000  # characters; a spreadsheet's cell has room for 32,767
# A spreadsheet runs what begins so, full-width signs included, and, where `;` is what parts columns, behind each `;`.
_RUNS = r"(?=[\s\"]*[=+\-@\uff1d\uff0b\uff0d\uff20])"
_FORMULA = re.compile(rf"(?:^|(?<=;)){_RUNS}")
_GUARDED = re.compile(rf"(?:^|(?<=;))'{_RUNS}")


def write_csv(path: Path, rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows in UTF-8.

    Raises:
        OSError: it cannot be written; what was there before still is.
    """
    write_whole(path, csv_content(rows))


def csv_content(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The content of such a file."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerows([_field(value) for value in row] for row in rows)
    return text.getvalue().encode(errors="replace")


def without_guard(text: str) -> str:
    """A text of such a file as it was before: so that who is called `-x` is still called so after a round trip."""
    return _GUARDED.sub("", text)


def rounded(value: float) -> int | float:
    """Points as people write them: 10, not 10.0 and not 9.999999999."""
    short = round(value, 4)
    return int(short) if short == int(short) else short


def _field(value: Cell) -> str | float:
    if value is None:
        return ""
    return _FORMULA.sub("'", plain_line(value, _LONGEST_TEXT)) if isinstance(value, str) else rounded(value)
