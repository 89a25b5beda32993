"""A progress bar on standard error, where that is a terminal; standard output stays clean for results."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def counting(reports: Iterable[Item], total: int) -> Iterator[Item]:
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
        TextColumn("{task.fields[pace]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("grading", total=total, pace="")
        begun = time.monotonic()
        for number, report in enumerate(reports, start=1):
            pace = number / max(time.monotonic() - begun, 1e-3)
            progress.update(task, advance=1, pace=f"{pace:.1f} a second")
            yield report
