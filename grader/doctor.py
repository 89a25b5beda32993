"""`course doctor`: what works on this machine, one line each."""

from __future__ import annotations

import locale
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, entry_points, version

from grader.course import Course, CourseError
from grader.course.secret import SECRET_NAME, about_secret
from grader.sandbox import SandboxError, shared_sandbox

EXAMINATIONS = "course.doctor"  # entry points of packages that have something of their own to examine


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at: does all of it work, and in words."""

    subject: str
    well: bool
    text: str


def examine(course: Course) -> Iterator[Examined]:
    """What was found on this machine, the most basic first."""
    packages = ", ".join(map(_with_version, ("numpy", "pytest", "nbgrader", "matplotlib")))
    yield Examined("Python", sys.version_info >= (3, 11), f"{platform.python_version()}; {packages}")
    yield Examined("course", True, f"{course.title}, in {course.root}")
    yield _isolation()
    try:
        yield Examined("your copy", True, str(course.student_file(course.assignment())))
    except CourseError as error:
        yield Examined("your copy", False, str(error))
    if course.roster_file.is_file() or (course.root / SECRET_NAME).exists():  # the folder of a class
        yield Examined("secret seed", *about_secret(course))
    encoding = (getattr(sys.stdout, "encoding", None) or locale.getpreferredencoding(False)).lower()
    symbols = "symbols and words" if "utf" in encoding else "plain ASCII symbols and words"
    yield Examined("terminal", True, f"{encoding}; reports use {symbols}")
    for entry in entry_points(group=EXAMINATIONS):
        for subject, well, text in entry.load()(course):
            yield Examined(subject, well, text)


def _with_version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:  # the engine alone has no nbgrader
        return f"no {package}"


def _isolation() -> Examined:
    try:
        sandbox = shared_sandbox()
        return Examined("isolation", sandbox.level == "full", sandbox.explanation)
    except SandboxError as error:
        return Examined("isolation", False, str(error))
