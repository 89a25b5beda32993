"""What `course doctor` says about MNIST: the bundled images, and where all of them would come from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from quiz_app.training.data import DataError, load_digits
from quiz_app.training.mirrors import cache_folder

if TYPE_CHECKING:
    from grader.course import Course


def examine(course: Course) -> Iterator[tuple[str, bool, str]]:
    """(subject, does it work, in words) of each data set."""
    try:
        yield "bundled digits", True, load_digits("bundled", course).description
    except DataError as error:
        yield "bundled digits", False, str(error)
    named = os.environ.get("MNIST_DIR") or (str(course.root / course.data.folder) if course.data.folder else "")
    if named and not Path(named).is_dir():
        yield "all of MNIST", False, f"{named}: no such folder; correct MNIST_DIR or [data] folder in course.toml"
    elif named:
        yield "all of MNIST", True, f"would be read from {named}"
    elif any(cache_folder().glob("*-ubyte*")):
        yield "all of MNIST", True, f"downloaded, in {cache_folder()}"
    else:
        yield "all of MNIST", True, "would be downloaded on first use (11 MB), by `course train --data full`"
