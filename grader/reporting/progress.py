"""A progress bar on standard error, where that is a terminal; standard output stays clean for results."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Graded = TypeVar("Graded")


def counting(reports: Iterable[Graded], total: int) -> Iterator[Graded]:
    """The same reports, or what else stands for a submission, with a bar: how many, how fast, how long."""
    if not sys.stderr.isatty() or total < 2:
        yield from reports
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.speed:.1f} a second"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("grading", total=total)
        for report in reports:
            progress.advance(task)
            yield report
