"""`course watch`: check again on every save, on one screen, with a prompt line that is the manual."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.course import Assignment, Course
from grader.grading import GradingError, grade_file
from grader.learner import attempts
from grader.learner.hints import hints
from grader.report import Report
from grader.reporting.terminal import Style, paragraph, render, render_focus, render_steps

_CLEAR = "\033[2J\033[H"
_KEY_SECONDS = 0.2


def watch_file(course: Course, assignment: Assignment, path: Path) -> None:
    """Show the first step that is not right, again after every save, until the person leaves.

    Args:
        course: the course.
        assignment: whose steps are checked.
        path: the file to watch; editors may replace it by another of the same name.
    """
    from watchfiles import watch

    screen = Screen(course, assignment, path)
    screen.show()
    with _single_keys() as keys:
        ticks = watch(
            path.parent,
            watch_filter=lambda _, changed: Path(changed).name == path.name,
            rust_timeout=int(_KEY_SECONDS * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
        )
        for changes in ticks:
            if changes and path.is_file():
                screen.show()
            match keys.pressed():
                case "q":
                    return
                case "h":
                    screen.show_hint()
                case "r":
                    screen.show()
                case "a":
                    screen.show_all()


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
        self._draw(render_focus(self._report, self._style))

    def show_all(self) -> None:
        """The whole report, or as much of it as the screen has room for: at least a line for every step."""
        if self._report is not None:
            self._draw(render(self._report, self._style), render_steps(self._report, self._style))

    def show_hint(self) -> None:
        """The next hint for the step in focus, below its message."""
        focus = self._report.focus if self._report else None
        if self._report is None or focus is None:
            return
        texts = [paragraph(text, self._style) for text in hints(focus.step, self._course.root)]
        title, shown = texts[0], texts[1:]
        newest = [text for text in shown if text.startswith("Hint")][-1:]
        message = render_focus(self._report, self._style)
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

    def pressed(self) -> str:
        """The key that was pressed since the last time, or ''."""
        if not _has_keys():
            return ""
        if sys.platform == "win32":
            import msvcrt

            return msvcrt.getwch().lower() if msvcrt.kbhit() else ""
        import os
        import select

        ready, _, _ = select.select([sys.stdin], [], [], 0)
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
