"""What `course doctor` says about the browser that `course app` opens."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.course import Course


def examine(course: Course) -> Iterator[tuple[str, bool, str]]:
    """(subject, does it work, in words) of the browser. None is no fault: the app can be opened from elsewhere."""
    try:
        name = getattr(webbrowser.get(), "name", "") or "the system's own"
        yield "browser", True, f"{name}; `course app` opens it"
    except webbrowser.Error:
        yield "browser", True, "none found; `course app --no-browser` prints an address to open elsewhere"
