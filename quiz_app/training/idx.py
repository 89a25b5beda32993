"""The IDX format of the MNIST files, read strictly.

A file is two zero bytes, a type code (8 is uint8), the number of dimensions, each dimension as a big-endian
32-bit number, then the values, row after row; nothing follows them.
"""

from __future__ import annotations

import math
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

GZIP_MAGIC = b"\x1f\x8b"


class DataError(Exception):
    """The digits cannot be had. The text is one sentence for people: what, where, what to do next."""


def decompressed(content: bytes, name: str, at_most: int) -> bytes:
    """The content itself, or what is in it when it is gzipped; never more than ``at_most + 1`` bytes.

    Raises:
        DataError: the compressed data is broken off or damaged.
    """
    if not content.startswith(GZIP_MAGIC):
        return content
    unpacker = zlib.decompressobj(wbits=31)
    try:
        result = unpacker.decompress(content, at_most + 1)
    except zlib.error as error:
        raise DataError(f"{name}: its gzip data is damaged ({error}); get the file again.") from None
    if not unpacker.eof and len(result) <= at_most:
        raise DataError(f"{name}: its gzip data breaks off; get the file again.")
    return result


def read_bytes(path: Path, at_most: int) -> bytes:
    """The decompressed content of a file, gzipped or not.

    Raises:
        DataError: it cannot be read, or its compressed data is damaged.
    """
    try:
        return decompressed(path.read_bytes(), str(path), at_most)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from None


def parse_idx(content: bytes, name: str, dimensions: int) -> NDArray[np.uint8]:
    """The array in the content of an IDX file of bytes.

    Args:
        content: decompressed.
        name: of the file, for messages.
        dimensions: 1 for labels, 3 for images.

    Returns:
        uint8, read-only, in the shape that the header says.

    Raises:
        DataError: wrong magic number, impossible sizes, values missing, or bytes left over.
    """
    start = 4 + 4 * dimensions
    wanted = bytes((0, 0, 8, dimensions))
    if content[:4] != wanted:
        kind = "labels" if dimensions == 1 else "images"
        raise DataError(
            f"{name}: not an IDX file of {kind}: it begins with {content[:4].hex() or 'nothing'}, "
            f"expected {wanted.hex()}; get the file again."
        )
    if len(content) < start:
        raise DataError(f"{name}: truncated within its header; get the file again.")
    shape = struct.unpack(f">{dimensions}I", content[4:start])
    promised = math.prod(shape)
    found = len(content) - start
    if found != promised:
        what = "truncated" if found < promised else "too long"
        raise DataError(
            f"{name}: {what}: its header promises {promised:,} bytes of values, it has {found:,}; get the file again."
        )
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape)
