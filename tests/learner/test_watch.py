"""`course watch` in a terminal of 24 lines: it checks on save, gives hints, and leaves when told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from grader.course import Course
from grader.learner.watch import Saves, Screen
from grader.running.error import GradingError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX pseudo-terminal")

PROMPT = "save it to check again"
SECONDS = 120


def test_watch_follows_the_file_and_answers_keys(course: Course, script: Path) -> None:
    import termios

    import pexpect

    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "grader.start", "watch", str(script)],
        cwd=str(course.root),
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=SECONDS,
    )
    terminal.expect(PROMPT)
    first = terminal.before.rpartition("\033[H")[2]
    assert "no ReLU mask" not in first  # the name is in the table; here there is a message
    assert "dL_dz2" in first
    assert len(first.splitlines()) <= 23

    terminal.send("h")
    terminal.expect("Hint 1")
    terminal.expect(PROMPT)
    assert len(terminal.before.rpartition("\033[H")[2].splitlines()) <= 22
    terminal.send("r")
    terminal.expect("Step 6, dL_dz2: failed")
    terminal.expect(PROMPT)
    terminal.send("a")
    terminal.expect("no ReLU mask")
    terminal.expect(PROMPT)
    assert len((terminal.before + terminal.after).rpartition("\033[H")[2].splitlines()) <= 22

    # What is wrong comes before what is not written yet.
    text = script.read_text()
    script.write_text(
        text.replace("    return (y_pred - y_target) / len(y_pred)\n", "    raise NotImplementedError\n")
    )
    terminal.expect("Step 6, dL_dz2: failed")
    terminal.expect(PROMPT)

    script.write_text(text.replace("    return dL_da2\n", "    return dL_da2 * 2\n"))  # another attempt
    terminal.expect("Step 6, dL_dz2: failed")
    terminal.expect(PROMPT)
    terminal.send("h")
    terminal.expect("Hint about your own function")  # its reason was searched for, and says more when asked
    terminal.expect(PROMPT)

    right = text.replace("    return dL_da2\n", "    return dL_da2 * (z2 > 0)\n")
    new = script.with_name("saved")  # editors write another file and rename it
    new.write_text(right)
    new.replace(script)
    terminal.expect("every step is right")

    assert not termios.tcgetattr(terminal.child_fd)[3] & termios.ICANON  # keys come one by one
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    assert termios.tcgetattr(terminal.child_fd)[3] & termios.ICANON
    terminal.close()
    assert terminal.exitstatus == 0


def test_a_grader_that_fails_is_said_on_the_screen(
    course: Course, script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise GradingError("the sandbox does not start")

    monkeypatch.setattr("grader.learner.watch.grade_file", fail)
    Screen(course, course.assignment(), script).show()
    assert "the sandbox does not start" in capsys.readouterr().out


def test_a_save_is_seen_once_and_when_it_is_complete(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("x = 1\n")
    saves = Saves(file)
    assert not saves.new()
    file.write_text("")  # an editor empties the file, then writes
    assert not saves.new()
    file.write_text("x = 12\n")
    assert [saves.new() for _ in range(3)] == [False, True, False]
    file.unlink()
    assert not saves.new()
    file.write_text("x = 123\n")
    assert [saves.new() for _ in range(3)] == [False, True, False]
