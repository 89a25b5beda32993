"""The class's secret seed: `secret.toml` beside `course.toml`, drawn by `course init`, never given to students.

Every student has keys that the public seed gave, so a table of right answers can be made from them. In a class the
secret seed draws the questions that give points. Whatever a message shows comes from the public one.
"""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import Course, CourseError

SECRET_NAME = "secret.toml"
_KEYS = ".course/"  # its folder; the secret key in it holds the questions that give points, and their answers
_OF_THE_APP = ".streamlit/secrets.toml"  # the passphrase of the instructor's page
_ONLY_THE_OWNER = 0o600
_BITS = 128
_TEXT = """\
# The secret seed of this class: it draws the questions that give points.
# Keep it on the machines that grade. Students must never see it. Another seed grades everybody's work anew.
seed = "{seed}"
"""


@dataclass(frozen=True)
class SecretSeed:
    """It is never printed, not even as part of another record."""

    number: int = field(repr=False)


def find_secret(course: Course) -> SecretSeed | None:
    """The secret seed of the class in this course's folder; None where there is none.

    Raises:
        CourseError: the file cannot be read, or holds no seed.
    """
    path = course.root / SECRET_NAME
    try:
        seed = tomllib.loads(path.read_text(encoding="utf-8")).get("seed")
    except FileNotFoundError:
        return None
    except (OSError, ValueError):  # what is in the file must not be quoted
        raise CourseError(f"{path}: cannot be read as TOML; put back a copy of the file") from None
    if not isinstance(seed, str) or not re.fullmatch(f"[0-9a-f]{{{_BITS // 4}}}", seed):
        raise CourseError(f"{path}: seed: expected {_BITS // 4} hexadecimal digits; put back a copy of the file")
    return SecretSeed(int(seed, 16))


def draw_secret(folder: Path) -> list[str]:
    """Draw the secret seed of the class in `folder`, and have git ignore it, the answer key that is made of it, and
    the passphrase of the app.

    Returns:
        Names of the files that were written: none where the class has all that already.
    """
    path = folder / SECRET_NAME
    if path.exists():
        return _ignored(folder / ".gitignore")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_THE_OWNER)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(_TEXT.format(seed=secrets.token_bytes(_BITS // 8).hex()))
    return [SECRET_NAME, *_ignored(folder / ".gitignore")]


def _ignored(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8") if path.is_file() else ""
    missing = [name for name in (SECRET_NAME, _KEYS, _OF_THE_APP) if name not in lines.split()]
    if missing:
        path.write_text("\n".join([lines.rstrip(), *missing, ""]).lstrip(), encoding="utf-8")
    return [path.name] if missing else []


def about_secret(course: Course) -> tuple[bool, str]:
    """Whether the class's seed is there and kept from others, and that in words."""
    path = course.root / SECRET_NAME
    if find_secret(course) is None:
        return False, (
            "This class has no secret seed, so that a table of the right answers would pass. "
            f"`course init {course.root}` draws one, and leaves everything else as it is."
        )
    if os.name == "posix" and path.stat().st_mode & 0o077:
        return False, f"Other users of this machine can read it. Run: chmod 600 {path}"
    return True, f"{path}; the questions that give points are this class's own"
