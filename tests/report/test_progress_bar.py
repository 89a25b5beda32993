"""The progress bar of long commands, in a real terminal."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from submissions import FIXTURES

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX pseudo-terminal")


def test_grading_in_a_terminal_shows_how_far_it_is_and_then_only_the_rows(course_folder: Path) -> None:
    import pexpect

    for name in ("ada.py", "bob.py", "cyd.py"):
        shutil.copy(FIXTURES / "one_mistake.py", course_folder / name)
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "grader.start", "grade", "ada.py", "bob.py", "cyd.py"],
        cwd=str(course_folder),
        dimensions=(24, 100),
        encoding="utf-8",
        timeout=120,
    )
    terminal.expect("grading .*0/3")
    for name in ("ada.py", "bob.py", "cyd.py"):
        terminal.expect(rf"93 / 100 .* {name} ")
    terminal.expect(pexpect.EOF)
    assert "Traceback" not in terminal.before
    assert " a second" in terminal.before
    terminal.close()
    assert terminal.exitstatus == 0
