"""Which file is a student's work on an assignment: the copy in exercises/, one of their choice, or an upload."""

from __future__ import annotations

import contextlib
import re
import tempfile
from pathlib import Path

from grader.course import Assignment, Course, CourseError
from grader.files.whole_files import write_whole
from grader.reading.submission import SUFFIXES


class UploadRefused(ValueError):  # noqa: N818 (as one says it)
    """An upload that is not taken; the text says why and what to do."""


class StudentFile:
    """The file of one session for one assignment.

    Attributes:
        assignment: what the file is a submission to.
        hosted: whether the app is a server for many, and the file an upload.
    """

    def __init__(self, course: Course, assignment: Assignment, *, hosted: bool, folder: Path | None = None) -> None:
        """`folder`: where the upload of a hosted session is and stays; by default one that goes with the session."""
        self._course = course
        self.assignment = assignment
        self.hosted = hosted
        self._temporary = tempfile.TemporaryDirectory(prefix="session-") if hosted and folder is None else None
        self._folder = Path(self._temporary.name) if self._temporary is not None else folder
        self._chosen: Path | None = None
        self._followed: Path | None = None  # the copy in exercises/ that was looked at last

    @property
    def source(self) -> Path | None:
        """The student's file; None while there is none. One that was there and is not any more stays it."""
        if self.hosted:
            return self._upload()
        if self._chosen:
            return self._chosen
        if self._followed is not None and not self._followed.exists():
            return self._followed
        try:
            self._followed = self._course.student_file(self.assignment)
        except CourseError:
            return None
        return self._followed

    @property
    def others(self) -> tuple[str, ...]:
        """Copies in exercises/ that could be taken instead of a file that is gone, as `choose` takes them."""
        if self.hosted or self.source is None or self.source.exists():
            return ()
        files = self._course.student_files(self.assignment)
        return tuple(path.relative_to(self._course.root).as_posix() for path in files if path.is_file())

    @property
    def missing(self) -> str:
        """The Python file in exercises/ that is not there, where the notebook is taken unasked; else ""."""
        script = self._course.student_files(self.assignment)[0]
        if self.hosted or self._chosen or self.source in (None, script) or script.exists():
            return ""
        return script.relative_to(self._course.root).as_posix()

    @property
    def chosen(self) -> str:
        """The path that was chosen, so that it can be chosen again; "" for the usual file."""
        return "" if self.hosted or self._chosen is None else str(self._chosen)

    @property
    def name(self) -> str:
        """How the file is called when one speaks of it: relative to the course where it lies there."""
        source = self.source
        if source is None:
            return ""
        if not self.hosted and source.is_relative_to(self._course.root):
            return source.relative_to(self._course.root).as_posix()
        return source.name

    def choose(self, text: str) -> None:
        """Take another file of this machine, by its path, relative to the course's folder; "" for the usual one.

        Raises:
            UploadRefused: there is no such notebook or Python file, or the app is a server for many.
        """
        if self.hosted:
            raise UploadRefused("On a server, upload your file instead.")
        try:
            path = (self._course.root / Path(text.strip()).expanduser()) if text.strip() else None
            usable = path is None or (path.suffix in SUFFIXES and path.is_file())
        except (OSError, RuntimeError, ValueError):  # too long a name, nobody's home folder, a zero byte
            usable = False
        if not usable:
            raise UploadRefused("There is no such file. Give the path of a notebook (.ipynb) or a Python file (.py).")
        self._chosen, self._followed = path, None

    def upload(self, name: str, content: bytes) -> None:
        """Take a file that a browser sent, in the place of an earlier one.

        Raises:
            UploadRefused: it is too large, neither a notebook nor a Python file, or cannot be stored.
        """
        assert self._folder is not None
        suffix = Path(name).suffix.lower()
        if suffix not in SUFFIXES:
            raise UploadRefused("This is neither a notebook (.ipynb) nor a Python file (.py). Upload one of the two.")
        if len(content) > self._course.limits.file_mib * 2**20:
            limit = self._course.limits.file_mib
            raise UploadRefused(f"The file is larger than {limit:g} MiB. Clear the outputs, save it and try again.")
        stem = re.sub(r"[^A-Za-z0-9_-]+", "_", Path(name).stem)[:60] or "work"
        path = self._folder / f"{stem}{suffix}"
        try:
            write_whole(path, content, mode=0o600)
        except OSError:
            raise UploadRefused("The server could not store the file. Tell your instructor.") from None
        for other in self._folder.glob("*.*"):
            if other != path and other.is_file():
                other.unlink(missing_ok=True)

    def _upload(self) -> Path | None:
        """The newest: another tab of the same browser may have sent it."""
        assert self._folder is not None
        found = []
        for path in self._folder.glob("*.*"):
            with contextlib.suppress(OSError):
                if path.suffix in SUFFIXES:
                    found.append((path.stat().st_mtime_ns, path))
        return max(found)[1] if found else None
