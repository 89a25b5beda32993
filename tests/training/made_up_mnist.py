"""Four small files with MNIST's names, and records of them, for what must not need the real ones."""

import gzip
import hashlib
import struct
from pathlib import Path

import numpy as np

from quiz_app.training.mnist_files import FILES, MnistFile


def contents() -> dict[str, bytes]:
    """Name -> decompressed content: 30 images to train, 20 to test."""
    random = np.random.default_rng(11)
    made: dict[str, bytes] = {}
    for file in FILES:
        count = 30 if file.name.startswith("train") else 20
        shape = (count, 28, 28) if file.dimensions == 3 else (count,)
        values = random.integers(0, 256 if file.dimensions == 3 else 10, shape).astype(np.uint8)
        made[file.name] = (
            bytes((0, 0, 8, file.dimensions)) + struct.pack(f">{len(shape)}I", *shape) + values.tobytes()
        )
    return made


def records(of: dict[str, bytes]) -> tuple[MnistFile, ...]:
    """Records of these contents in place of those of the real files."""
    return tuple(
        MnistFile(file.name, len(of[file.name]), hashlib.sha256(of[file.name]).hexdigest(), file.dimensions)
        for file in FILES
    )


def write(folder: Path, of: dict[str, bytes], packed: bool = True) -> Path:
    """The files in a folder."""
    folder.mkdir(exist_ok=True)
    for name, content in of.items():
        path = folder / (f"{name}.gz" if packed else name)
        path.write_bytes(gzip.compress(content) if packed else content)
    return folder
