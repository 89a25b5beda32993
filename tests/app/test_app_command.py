"""`course app`: what it says when it cannot start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from submissions import Ended


def test_a_course_that_cannot_be_read_is_told_in_the_terminal(
    run_course: Callable[..., Ended], course_folder: Path
) -> None:
    file = course_folder / "course.toml"
    file.write_text(file.read_text().replace("points_each", "points_eech"))
    ended = run_course("app", "--no-browser")
    assert ended.code == 2
    assert "points_eech: found an unknown key" in ended.err
    assert ended.out == ""
