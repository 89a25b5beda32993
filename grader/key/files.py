"""Answer keys on disk: where they lie, whether they are older than their sources, and building them anew.

In a course's own folder a key is built from `solutions/<name>/` into `.course/keys/`, whenever anything in there or
in the engine has changed. In a student's kit, which has no solutions, it lies in `keys/`.
"""

from __future__ import annotations

import contextlib
import hashlib
from functools import cache, lru_cache
from pathlib import Path

from grader.course import Assignment, Course, CourseError
from grader.course.assignment import content_files
from grader.course.course import KEYS
from grader.files.whole_files import write_whole
from grader.key.key import FORMAT, Key
from grader.key.stored import read_key, written

FOLDER = Path(".course", "keys")
_WORKED_OUT = Path(".course", "formulas")


def answer_key(course: Course, assignment: Assignment, secret_seed: int | None = None) -> Key:
    """The answer key, built first where there is none or where its sources have changed.

    Args:
        course: the course.
        assignment: one of its assignments.
        secret_seed: of the key that gives points; None for the public key, whose questions may be shown.

    Raises:
        CourseError: the assignment's folder contradicts itself, or there is no key of this version.
    """
    key = _key_of(course, assignment, secret_seed)
    return key if secret_seed is not None or course.files is not None else key.keep_in(course.root / _WORKED_OUT)


def _key_of(course: Course, assignment: Assignment, secret_seed: int | None) -> Key:
    folder = course.content_folder(assignment)
    if course.files is not None or not folder.is_dir():
        return _given(course, course.root / KEYS / _file_name(assignment, secret_seed))
    path = course.root / FOLDER / _file_name(assignment, secret_seed)
    seed = assignment.seed if secret_seed is None else secret_seed
    sources = sources_of(folder, seed)
    key = _read(path)
    if key is None or key.sources != sources:
        key = _built(folder, sources, seed, secret_seed is not None)
        with contextlib.suppress(OSError):  # a course that is read-only: the next process builds the key again
            write_whole(path.resolve(), written(key), 0o644 if secret_seed is None else 0o600)
    return key


def renewed_key(course: Course, assignment: Assignment, secret_seed: int | None = None) -> Path | None:
    """Build the answer key where it is missing or old; its file, if it was written now. See ``answer_key``."""
    path = course.root / FOLDER / _file_name(assignment, secret_seed)
    before = _time_of(path)
    answer_key(course, assignment, secret_seed)
    return path if _time_of(path) != before else None


def _file_name(assignment: Assignment, secret_seed: int | None) -> str:
    return f"{assignment.name}.{'key' if secret_seed is None else 'secret.key'}"


def _time_of(path: Path) -> int | None:
    return path.stat().st_mtime_ns if path.is_file() else None


def sources_of(folder: Path, seed: int) -> str:
    """Digest of all that a key is built from: the assignment's folder, the engine that builds it, and the seed."""
    digest = hashlib.sha256(f"{FORMAT} {seed} {_engine()}".encode())
    for path in content_files(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()


@cache
def _engine() -> str:
    package = Path(__file__).parent.parent
    files = [path for room in ("course", "functions", "key") for path in sorted((package / room).glob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _given(course: Course, path: Path) -> Key:
    try:
        key = _decoded_once(course.content(path)) if course.files is not None else _read(path)
    except OSError:
        key = None
    if key is None:
        raise CourseError(f"{path}: there is no answer key of this version of the course; get a new kit")
    return key


def _read(path: Path) -> Key | None:
    """The key, or None where there is none, or one of another format."""
    try:
        status = path.stat()
        return _decoded(path, status.st_mtime_ns, status.st_size)
    except OSError:
        return None


@lru_cache(maxsize=16)
def _decoded(path: Path, _time: int, _size: int) -> Key | None:
    return read_key(path.read_bytes())


@lru_cache(maxsize=4)
def _decoded_once(content: bytes) -> Key | None:
    return read_key(content)


@lru_cache(maxsize=16)
def _built(folder: Path, sources: str, seed: int, secret: bool) -> Key:
    from grader.course.content import ContentError, load_content  # code: only where a key is built
    from grader.key.build import build_key

    try:
        return build_key(load_content(folder), sources, seed, secret=secret)
    except ContentError as error:
        raise CourseError(str(error)) from error
