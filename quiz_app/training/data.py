"""MNIST, always the real one: the 5,000 bundled images, or all 70,000 from a folder or a download."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.idx import DataError, parse_idx, read_bytes
from quiz_app.training.mnist_files import FILES, MnistFile
from quiz_app.training.mnist_folder import archives, candidates

if TYPE_CHECKING:
    from grader.course import Course
    from quiz_app.training.mirrors import MakeBar

__all__ = ["FILES", "DataError", "Digits", "MnistFile", "check_source", "load_digits", "named_folder"]

PIXELS = 28 * 28
BUNDLED_TEST_PER_DIGIT = 100
_BUNDLED = Path(__file__).parent / "digits" / "mnist-5000.npz"  # its licence is beside it


@dataclass(frozen=True)
class Digits:
    """Handwritten digits: images uint8 (N, 784), 0 to 255; labels uint8 (N,), 0 to 9."""

    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.uint8]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]
    description: str


def load_digits(
    source: str | None = None, course: Course | None = None, *, make_bar: MakeBar | None = None
) -> Digits:
    """The digits to train on, and a description of them for people.

    Args:
        source: ``"bundled"`` (also None): the subset that comes with the course, no network needed.
            ``"full"``: all of MNIST, from the folder ``$MNIST_DIR``, else ``[data] folder`` in course.toml,
            else the user's cache, downloading what is not there. Anything else: the folder with the files.
        course: for the folder and the mirrors; by default the course of the current folder, if one is needed.
        make_bar: shows the progress of a download, given the file's name.

    Raises:
        DataError: no such folder, a file missing, damaged or not MNIST's, or no mirror gave it.
    """
    if source is None or source == "bundled":
        return _bundled()
    if source != "full":
        return _from_folder(Path(source).expanduser(), "--data")
    if course is None and not os.environ.get("MNIST_DIR"):
        from grader.course import load_course

        course = load_course()
    if (named := named_folder(course)) is not None:
        return _from_folder(*named)
    assert course is not None
    from quiz_app.training.mirrors import fetch

    mirrors = tuple(course.data.mirrors)
    return _full(lambda file: fetch(file, mirrors, make_bar=make_bar), "downloaded")


def named_folder(course: Course | None) -> tuple[Path, str] | None:
    """The folder with all of MNIST that somebody named, and where they did; None where nobody has."""
    if folder := os.environ.get("MNIST_DIR"):
        return Path(folder).expanduser(), "MNIST_DIR"
    if course is not None and course.data.folder:
        return course.root / Path(course.data.folder).expanduser(), "[data] folder in course.toml"
    return None


def check_source(source: str) -> None:
    """Whether `load_digits` can begin with this source.

    Raises:
        DataError: it is neither "bundled" nor "full" nor a folder.
    """
    if source not in ("bundled", "full"):
        _require_folder(Path(source).expanduser(), "--data")


def _bundled() -> Digits:
    with np.load(_BUNDLED, allow_pickle=False) as arrays:
        images, labels = arrays["images"], arrays["labels"]
    rank = np.empty(len(labels), dtype=np.intp)  # how many of its digit come before it
    for digit in range(10):
        (where,) = np.nonzero(labels == digit)
        rank[where] = np.arange(len(where))
    step = (labels == 0).sum() // BUNDLED_TEST_PER_DIGIT
    test = rank % step == step - 1
    train = ~test
    return Digits(
        _fixed(images[train]),
        _fixed(labels[train]),
        _fixed(images[test]),
        _fixed(labels[test]),
        f"MNIST subset: {len(labels):,} images ({train.sum():,} to train, {test.sum():,} to test), bundled",
    )


def _from_folder(folder: Path, said_by: str) -> Digits:
    _require_folder(folder, said_by)
    return _full(lambda file: _read_from(folder, file), f"from {folder}")


def _require_folder(folder: Path, said_by: str) -> None:
    if not folder.is_dir():
        raise DataError(
            f"{folder}: no such folder ({said_by}); give the folder with the four MNIST files, "
            f"or --data bundled for the images that come with the course."
        )


def _read_from(folder: Path, file: MnistFile) -> bytes:
    """The first of the files that may be it whose content is MNIST's."""
    problems = []
    for path in candidates(folder, file.name):
        try:
            return _checked(read_bytes(path, file.size), file, str(path))
        except DataError as problem:
            problems.append(problem)
    if problems:
        raise problems[0]
    packed = f" Unpack {packed[0]} there." if (packed := archives(folder)) else ""
    raise DataError(
        f"{folder}: has neither {file.name} nor {file.name}.gz, also not in the folders in it; put the four MNIST "
        f"files there, or use --data bundled.{packed}"
    )


def _checked(content: bytes, file: MnistFile, where: str) -> bytes:
    parse_idx(content, where, file.dimensions)  # first, because it says more about a file that breaks off
    return file.check(content, where)


def _full(read: Callable[[MnistFile], bytes], origin: str) -> Digits:
    arrays: list[NDArray[Any]] = [parse_idx(read(file), file.name, file.dimensions) for file in FILES]
    train_images, train_labels, test_images, test_labels = arrays
    for name, images, labels in (("train", train_images, train_labels), ("t10k", test_images, test_labels)):
        if len(images) != len(labels):
            raise DataError(f"{name}: {len(images):,} images but {len(labels):,} labels; get both files again.")
    return Digits(
        train_images.reshape(len(train_images), PIXELS),
        train_labels,
        test_images.reshape(len(test_images), PIXELS),
        test_labels,
        f"all of MNIST: {len(train_images):,} images to train, {len(test_images):,} to test, {origin}",
    )


def _fixed(array: NDArray[np.uint8]) -> NDArray[np.uint8]:
    array = np.ascontiguousarray(array)
    array.flags.writeable = False
    return array
