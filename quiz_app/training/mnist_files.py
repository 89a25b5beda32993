"""The four files of MNIST: their names, sizes and checksums."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from quiz_app.training.idx import DataError


@dataclass(frozen=True)
class MnistFile:
    """One of the four files: its size in bytes and its SHA-256, both decompressed."""

    name: str
    size: int
    sha256: str
    dimensions: int

    def check(self, content: bytes, where: str) -> bytes:
        """The content, when it is MNIST's.

        Raises:
            DataError: it is another file, or damaged.
        """
        found = hashlib.sha256(content).hexdigest()
        if found != self.sha256:
            raise DataError(
                f"{where}: not MNIST's {self.name}: its SHA-256 begins with {found[:12]}, "
                f"expected {self.sha256[:12]}; get the file again."
            )
        return content


FILES = (
    MnistFile(
        "train-images-idx3-ubyte",
        47_040_016,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        3,
    ),
    MnistFile(
        "train-labels-idx1-ubyte",
        60_008,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        1,
    ),
    MnistFile(
        "t10k-images-idx3-ubyte",
        7_840_016,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        3,
    ),
    MnistFile(
        "t10k-labels-idx1-ubyte",
        10_008,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        1,
    ),
)
