"""The format of the MNIST files, read strictly."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.training.idx import DataError, decompressed, parse_idx, read_bytes


def idx(values: np.ndarray) -> bytes:
    header = bytes((0, 0, 8, values.ndim)) + struct.pack(f">{values.ndim}I", *values.shape)
    return header + values.astype(np.uint8).tobytes()


IMAGES = idx(np.arange(24).reshape(2, 3, 4))
LABELS = idx(np.arange(5))


@given(st.lists(st.integers(0, 4), min_size=3, max_size=3))
def test_what_is_written_is_read(shape: list[int]) -> None:
    values = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    read = parse_idx(idx(values), "images", 3)
    assert np.array_equal(read, values)
    assert read.shape == tuple(shape)
    assert not read.flags.writeable


@pytest.mark.parametrize(
    ("content", "dimensions", "sentence"),
    [
        (b"", 3, "not an IDX file of images: it begins with nothing"),
        (b"<html>", 1, "not an IDX file of labels: it begins with 3c68746d"),
        (LABELS, 3, "not an IDX file of images: it begins with 00000801, expected 00000803"),
        (b"\0\0\x0d\3" + IMAGES[4:], 3, "it begins with 00000d03"),  # floats
        (IMAGES[:9], 3, "truncated within its header"),
        (IMAGES[:-1], 3, "truncated: its header promises 24 bytes of values, it has 23"),
        (IMAGES + b"!", 3, "too long: its header promises 24 bytes of values, it has 25"),
        (b"\0\0\x08\3" + b"\xff" * 12, 3, "truncated: its header promises 79,228,162,458,924,105,385,300,197,375"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_gets_one_sentence(
    content: bytes, dimensions: int, sentence: str
) -> None:
    with pytest.raises(DataError) as problem:
        parse_idx(content, "digits.idx", dimensions)
    assert str(problem.value).startswith("digits.idx: ")
    assert sentence in str(problem.value)


class TestCompressed:
    def test_gzipped_or_not_the_content_is_the_same(self, tmp_path: Path) -> None:
        for name, content in (("plain", LABELS), ("packed.gz", gzip.compress(LABELS))):
            (tmp_path / name).write_bytes(content)
            assert read_bytes(tmp_path / name, len(LABELS)) == LABELS

    def test_a_broken_off_file_is_said(self) -> None:
        with pytest.raises(DataError, match="breaks off"):
            decompressed(gzip.compress(IMAGES)[:-12], "images.gz", len(IMAGES))

    def test_a_damaged_file_is_said(self) -> None:
        content = bytearray(gzip.compress(IMAGES))
        content[-5] ^= 0xFF
        with pytest.raises(DataError, match="damaged"):
            decompressed(bytes(content), "images.gz", len(IMAGES))

    def test_a_file_that_unpacks_to_far_too_much_is_not_unpacked(self) -> None:
        bomb = gzip.compress(bytes(5_000_000))
        assert len(decompressed(bomb, "bomb.gz", 1000)) == 1001

    def test_a_file_that_cannot_be_read_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match=r"cannot be read"):
            read_bytes(tmp_path / "nothing", 10)
