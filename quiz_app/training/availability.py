"""What `course doctor` says about MNIST: the bundled images, and where all of them would come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from quiz_app.training.data import DataError, load_digits, named_folder
from quiz_app.training.mirrors import all_kept, cache_folder

if TYPE_CHECKING:
    from grader.course import Course


def examine(course: Course) -> Iterator[tuple[str, bool, str]]:
    """(subject, does it work, in words) of each data set. What is on this machine is read as training reads it."""
    yield "bundled digits", *_read("bundled", course)
    if named_folder(course) is not None:
        yield "all of MNIST", *_read("full", course)
    elif all_kept():
        yield "all of MNIST", *_read(str(cache_folder()), course)
    else:
        yield "all of MNIST", True, "would be downloaded on first use (11 MB), by `course train --data full`"


def _read(source: str, course: Course) -> tuple[bool, str]:
    try:
        return True, load_digits(source, course).description
    except DataError as error:
        return False, str(error)
