"""The four MNIST files in a folder, as torchvision, Kaggle, a browser or a person left them there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

DEEPEST = 3  # folders below the named one: torchvision writes MNIST/raw/, Kaggle a folder for each file
MOST_ENTRIES = 20_000  # of a folder that is something else, such as a home folder
_PACKED = (".zip", ".tar", ".tgz", ".tar.gz", ".rar", ".7z")
_COPY = r"( ?\(\d+\)| - copy)?"  # what a browser or a file manager adds to a second copy's name


def candidates(folder: Path, name: str) -> list[Path]:
    """Files in the folder that may be the MNIST file of this name, gzipped or not; the nearest first.

    Dots, dashes and underscores in the name are alike (Kaggle writes ``train-images.idx3-ubyte``). Only the content
    decides: Fashion-MNIST's files have the same names.
    """
    words = "[-._ ]".join(re.escape(word) for word in name.split("-"))
    pattern = re.compile(rf"{words}{_COPY}(\.gz)?{_COPY}", re.IGNORECASE)
    found = [path for path in _files(folder) if pattern.fullmatch(path.name)]
    return sorted(found, key=lambda path: (len(path.parts), path.name.lower().endswith(".gz"), str(path)))


def archives(folder: Path) -> list[str]:
    """Names of files in the folder that have to be unpacked first."""
    return sorted(path.name for path in _files(folder) if path.name.lower().endswith(_PACKED))


def _files(folder: Path) -> Iterator[Path]:
    return islice(_walk(folder), MOST_ENTRIES)


def _walk(folder: Path) -> Iterator[Path]:
    """Every file, level by level. What cannot be read is passed over."""
    level = [folder]
    for _ in range(DEEPEST + 1):
        below = []
        for each in level:
            try:
                entries = sorted(os.scandir(each), key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                if entry.is_dir():
                    below.append(Path(entry.path))
                elif entry.is_file():
                    yield Path(entry.path)
        level = below
