"""`course watch`: check again on every save, on one screen, with a prompt line that is the manual."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.course import Assignment, Course
from grader.learner import attempts
from grader.learner.hints import hints
from grader.report.report import Report
from grader.report.terminal import Style, paragraph, render, render_focus, render_steps
from grader.running.error import GradingError
from grader.running.grading import grade_file

_CLEAR = "\033[2J\033[H"
_LOOK_SECONDS = 0.2


def watch_file(course: Course, assignment: Assignment, path: Path) -> None:
    """Show the first step that is not right, again after every save, until the person leaves.

    Args:
        course: the course.
        assignment: whose steps are checked.
        path: the file to watch; editors may replace it by another of the same name.
    """
    screen = Screen(course, assignment, path)
    saves = Saves(path)
    screen.show()
    with contextlib.suppress(KeyboardInterrupt), _single_keys() as keys:
        while True:
            if saves.new():
                screen.show()
            match keys.pressed(_LOOK_SECONDS):
                case "q":
                    return
                case "h":
                    screen.show_hint()
                case "r":
                    screen.show()
                case "a":
                    screen.show_all()


class Saves:
    """Whether a file was saved, by looking at it: the system's notices have limits, and none on network drives."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shown = self._seen = self._signature()

    def new(self) -> bool:
        """Whether the file is another one than when this was last true, and is no longer being written."""
        seen, self._seen = self._seen, self._signature()
        if self._seen is None or self._seen != seen or seen == self._shown:
            return False
        self._shown = seen
        return True

    def _signature(self) -> tuple[int, ...] | None:
        try:
            found = self._path.stat()
        except OSError:  # an editor that replaces the file is between two moments
            return None
        return (found.st_mtime_ns, found.st_size, found.st_ino)


class Screen:
    """What is on the screen: the last report."""

    def __init__(self, course: Course, assignment: Assignment, path: Path) -> None:
        self._course = course
        self._assignment = assignment
        self._path = path
        self._style = Style.of(sys.stdout)
        self._report: Report | None = None

    def show(self) -> None:
        """Check the file and show the step to work on."""
        try:
            self._report = grade_file(self._path, self._course, self._assignment)
        except GradingError as error:
            self._draw(str(error))
            return
        attempts.note_check(self._course.root, self._report)
        self._draw(render_focus(self._report, self._style), render_focus(self._report, self._style, case=False))

    def show_all(self) -> None:
        """The whole report, or as much of it as the screen has room for: at least a line for every step."""
        if self._report is not None:
            self._draw(render(self._report, self._style), render_steps(self._report, self._style))

    def show_hint(self) -> None:
        """The next hint for the step in focus, below its message."""
        focus = self._report.focus if self._report else None
        if self._report is None or focus is None:
            return
        texts = [paragraph(text, self._style) for text in hints(self._assignment, focus.step, self._course.root)]
        title, shown = texts[0], texts[1:]
        newest = [text for text in shown if text.startswith("Hint")][-1:]
        message = render_focus(self._report, self._style, case=False)
        self._draw(
            "\n".join([message, "", *texts]),
            "\n".join([message, "", title, *newest]),
            "\n".join([title, "", *newest]),
        )

    def _draw(self, *texts: str) -> None:
        """The first of the texts that the screen has room for, else the last."""
        prompt = _prompt(self._path)
        room = shutil.get_terminal_size().lines - 2 - len(prompt.splitlines()) if sys.stdout.isatty() else sys.maxsize
        text = next((text for text in texts if len(text.splitlines()) <= room), texts[-1])
        clear = _CLEAR if sys.stdout.isatty() else ""
        print(f"{clear}{text}\n\n{prompt}", flush=True)


def _prompt(path: Path) -> str:
    keys = "[h] hint  [a] all steps  [r] check now  [q] leave" if _has_keys() else "Ctrl-C leaves"
    return f"Watching {path.name}: save it to check again.\n{keys}"


def _has_keys() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


class _Keys:
    """Single key presses, where there is a keyboard to read from."""

    def pressed(self, seconds: float) -> str:
        """The key that is pressed within so many seconds, or ''."""
        if not _has_keys():
            time.sleep(seconds)
            return ""
        if sys.platform == "win32":
            import msvcrt

            time.sleep(seconds)
            return msvcrt.getwch().lower() if msvcrt.kbhit() else ""
        import os
        import select

        ready, _, _ = select.select([sys.stdin], [], [], seconds)
        return os.read(sys.stdin.fileno(), 1).decode("ascii", "ignore").lower() if ready else ""


@contextmanager
def _single_keys() -> Iterator[_Keys]:
    """Keys arrive without Enter inside, and as before afterwards."""
    if not _has_keys() or sys.platform == "win32":
        yield _Keys()
        return
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        yield _Keys()
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
