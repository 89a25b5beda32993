"""A training run on the terminal: one live line, or a plain line per epoch where there is no terminal."""

from __future__ import annotations

import contextlib
import shutil
import signal
import sys
import textwrap
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from grader.sandbox.plain_text import plain_text

if TYPE_CHECKING:
    from types import FrameType

    from rich.console import Console

    from quiz_app.training.mirrors import Bar
    from quiz_app.training.worker import Progress

PLAIN_SECONDS = 10.0
BAR_WIDTH = 10
_LONGEST = 100_000  # characters of one text


class Planned(Protocol):
    """What a run was asked to do."""

    @property
    def epochs(self) -> int: ...


class Followed(Protocol):
    """A run that goes on from slice to slice."""

    steps_per_epoch: int
    total_steps: int

    @property
    def settings(self) -> Planned: ...
    def __iter__(self) -> Iterator[Progress]: ...
    def progress(self) -> Progress: ...
    def stop(self) -> None: ...


def say(text: str, *, error: bool = False) -> None:
    """Prints: a question mark for what the stream cannot show; on a terminal, lines break between words."""
    stream = sys.stderr if error else sys.stdout
    encoding = stream.encoding or "ascii"
    text = plain_text(text, _LONGEST)
    if stream.isatty():
        width = shutil.get_terminal_size().columns - 1
        text = "\n".join(
            textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) if len(line) > width else line
            for line in text.split("\n")
        )
    print(text.encode(encoding, "replace").decode(encoding), file=stream, flush=True)


def follow(run: Followed) -> None:
    """Runs it to its end, showing where it stands."""
    from rich.console import Console

    console = Console(highlight=False)
    if console.is_terminal and not console.is_dumb_terminal:
        _live(run, console)
    else:
        _plain(run)


def figures(progress: Progress) -> str:
    """The numbers of a line; ASCII, at most 57 characters for any run that learns."""
    parts = [f"loss {progress.loss:.1e}" if progress.loss >= 1000 else f"loss {progress.loss:.4f}"]
    if progress.accuracy is not None:
        parts.append(f"test {100 * progress.accuracy:.2f} %")
    pace = progress.steps_per_second
    parts.append(f"{pace:,.0f} steps/s" if pace >= 10 else f"{pace:.2g} steps/s")
    if progress.seconds_left:
        parts.append(f"{clock(progress.seconds_left)} left")
    return ", ".join(parts)


def clock(seconds: float) -> str:
    """``0:09``, ``12:30``, ``3:05:00``."""
    minutes, second = divmod(round(min(seconds, 359_999)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"


def _live(run: Followed, console: Console) -> None:
    from rich import progress as bars

    columns = (
        bars.TextColumn("epoch {task.fields[epoch]}/{task.fields[epochs]}", markup=False),
        bars.BarColumn(bar_width=BAR_WIDTH),
        bars.TextColumn("{task.fields[figures]}", markup=False),
    )
    # Refreshed once a slice, by hand: no thread of rich's while student code runs.
    with bars.Progress(*columns, console=console, auto_refresh=False) as live:
        task = live.add_task("", total=run.total_steps, epoch=1, epochs=run.settings.epochs, figures="beginning")
        for now in run:
            if now.step:
                live.update(task, completed=now.step, epoch=now.epoch, figures=figures(now), refresh=True)
        if (now := run.progress()).step:
            live.update(task, figures=figures(now), refresh=True)


def _plain(run: Followed) -> None:
    told, at = 0, time.monotonic()
    for now in run:
        ends = now.step % run.steps_per_epoch == 0
        if now.step > told and (ends or time.monotonic() - at >= PLAIN_SECONDS):
            told, at = now.step, time.monotonic()
            say(f"epoch {now.epoch}/{run.settings.epochs}, step {now.step:,}: {figures(now)}")


@contextlib.contextmanager
def stopped_by_signals(run: Followed) -> Iterator[set[int]]:
    """Ctrl-C and SIGTERM end the run after the slice under way; a second Ctrl-C ends the program."""
    received: set[int] = set()

    def stop(number: int, _: FrameType | None) -> None:
        if number in received and number == signal.SIGINT:
            raise KeyboardInterrupt
        received.add(number)
        run.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class DownloadBar:
    """A progress bar for one file that is downloaded, as pooch drives it."""

    total = 0

    def __init__(self, name: str) -> None:
        from rich import progress as bars

        self._done = 0
        self._name = name
        self._bars = bars.Progress(
            bars.TextColumn("{task.description}", markup=False),
            bars.BarColumn(bar_width=BAR_WIDTH),
            bars.DownloadColumn(),
            auto_refresh=False,
        )
        self._task = self._bars.add_task(f"downloading {name}", total=None)
        self._interactive = self._bars.console.is_terminal and not self._bars.console.is_dumb_terminal
        if self._interactive:
            self._bars.start()
        else:
            say(f"downloading {name}")

    def update(self, bytes_more: int) -> None:
        """So many bytes more have come."""
        self._done += bytes_more
        if self._interactive:
            done = min(self._done, self.total) if self.total else self._done
            self._bars.update(self._task, completed=done, total=self.total or None, refresh=True)

    def reset(self) -> None:
        """pooch counts again from 0 at the end, to fill the bar."""
        self._done = 0

    def close(self) -> None:
        """The bar stays on the screen as it is."""
        if self._interactive:
            self._bars.stop()


def download_bar(name: str) -> Bar:
    """See `load_digits`."""
    return DownloadBar(name)
