"""What a person does on a page of the app, and reads there: steps that tests of several pages share."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from submissions import ROOT

SECONDS = 120.0


def solve(folder: Path, *assignments: str) -> None:
    """The student of this course folder has solved these."""
    for name in assignments:
        shutil.copy(ROOT / "solutions" / name / f"{name}.py", folder / "exercises" / f"{name}.py")


def unlock(folder: Path) -> None:
    """The instructor of this course folder has unlocked the laboratory."""
    file = folder / "course.toml"
    file.write_text(file.read_text().replace("unlocked = false", "unlocked = true"))


def checked(page: AppTest) -> AppTest:
    """The page once all files have been checked."""
    for work in page.session_state["student_works"].values():
        work.wait(SECONDS)
    page.run()
    assert not page.exception
    return page


def until(page: AppTest, seen: Callable[[], bool]) -> AppTest:
    """The page once something is seen, which it is drawn anew for again and again."""
    deadline = time.monotonic() + SECONDS
    while not seen():
        assert time.monotonic() < deadline
        page.run()
        assert not page.exception
    return page


def told(page: AppTest) -> str:
    """What the page says in words."""
    shown = [*page.markdown, *page.info, *page.caption, *page.warning]
    return "\n".join(one.value.replace("\\", "") for one in shown)


def links_of(page: AppTest) -> list[str]:
    """The labels of its links."""
    return [link.proto.label.replace("\\", "") for link in page.get("page_link")]


def button(page: AppTest, label: str) -> Any:
    """Its button with this label."""
    return next(one for one in page.button if one.label == label)
