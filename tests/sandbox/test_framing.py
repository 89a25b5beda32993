"""The frame between parent and child: whole ones round-trip, all others are refused without harm."""

import contextlib
import json
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.sandbox.inside import framing
from grader.sandbox.inside.framing import FrameReader, HungUpError, MalformedError, encode

MAX_HEADER, MAX_BODY = 1 << 16, 1 << 20

shapes = st.lists(st.integers(0, 3), max_size=8)


def filled(dtype: np.dtype, shape: list[int]) -> np.ndarray:
    size = int(np.prod(shape)) * dtype.itemsize
    raw = np.random.default_rng(size).integers(0, 256, size, dtype=np.uint8)
    return (raw > 99 if dtype.kind == "b" else raw.view(dtype)).reshape(shape)


some_arrays = st.lists(st.builds(filled, st.sampled_from(list(framing.DTYPES.values())), shapes), max_size=5)


def reading(data: bytes, portion: int = 1 << 20) -> FrameReader:
    """A reader of these bytes, which arrive in portions."""
    rest = memoryview(data)

    def read_into(view: memoryview) -> int:
        nonlocal rest
        count = min(len(view), len(rest), portion)
        view[:count] = rest[:count]
        rest = rest[count:]
        return count

    return FrameReader(read_into, MAX_HEADER, MAX_BODY)


def frame(header: object, body: bytes = b"", call: int = 1) -> bytes:
    text = json.dumps(header).encode()
    return framing.PREFIX.pack(framing.MAGIC, call, len(text), len(body)) + text + body


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**64 - 1), some_arrays, st.text(), st.integers(1, 100))
def test_what_is_encoded_is_read_back(call, arrays, text, portion):
    data = b"".join(encode({"text": text}, arrays).frame(call))
    read = reading(data, portion).read()
    assert read.call == call
    assert read.header["text"] == text
    back = read.arrays()
    assert [array.dtype for array in back] == [array.dtype for array in arrays]
    assert [array.shape for array in back] == [array.shape for array in arrays]
    assert [array.tobytes() for array in back] == [array.tobytes() for array in arrays]
    assert all(array.flags.aligned and array.flags.writeable for array in back)


def test_large_arrays_are_read_back_too():
    arrays = [np.arange(50_000, dtype="f8"), np.zeros((0, 3)), np.ones(100_001, "u1")]
    data = b"".join(encode({}, arrays).frame(1))
    for portion in (1000, 1 << 20):
        for array, back in zip(arrays, reading(data, portion).read().arrays(), strict=True):
            np.testing.assert_array_equal(array, back)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data):
    with pytest.raises((MalformedError, HungUpError)):
        reading(data).read()


@settings(deadline=None, max_examples=150)
@given(
    some_arrays,
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4),
    st.booleans(),
)
def test_mutated_frames_are_refused_or_still_add_up(arrays, changes, cut_short):
    data = bytearray(b"".join(encode({"outcome": "returned", "changed": []}, arrays).frame(7)))
    for place, value in changes:
        data[place % len(data)] = value
    if cut_short:
        del data[changes[0][0] % len(data) :]
    try:
        read = reading(bytes(data)).read()
        assert sum(array.nbytes for array in read.arrays()) <= len(data)
    except (MalformedError, HungUpError):
        pass


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["<f8", "|b1", "|O8", ""]),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    )
)
def test_array_descriptions_of_any_form_are_refused_or_add_up(specs):
    body = memoryview(bytearray(16))
    with contextlib.suppress(MalformedError):
        assert sum(array.nbytes for array in framing.cut(body, specs)) <= 16


@pytest.mark.parametrize(
    ("specs", "nbytes"),
    [
        ([["<f8", [2]]], 0),
        ([["<f8", [2]]], 32),
        ([["<f8", [-2]]], 16),
        ([["<f8", [2.0]]], 16),
        ([["<f8", [True, 2]]], 16),
        ([["<f8", [2**62, 4]]], 0),
        ([["<f8", [2**32, 2**32]]], 0),
        ([["<f8", [0, 2**63]]], 0),
        ([["<f8", [0, 2**39, 2**39]]], 0),
        ([["<f8", [1] * 9]], 16),
        ([["<f8", [1] * 10_000]], 16),
        ([["|O", [2]]], 16),
        ([["<c16", [1]]], 16),
        ([["<U4", [1]]], 16),
        ([["<M8[s]", [1]]], 16),
        ([["f8", [2]]], 16),
        ([[["<f8"], [2]]], 16),
        ([["<f8"]], 16),
        ([["<f8", [2], 0]], 16),
        ([["|u1", [0]]] * (framing.MAX_ARRAYS + 1), 0),
        ({"0": ["<f8", [2]]}, 16),
        (None, 0),
    ],
)
def test_a_wrong_description_of_arrays_is_refused(specs, nbytes):
    with pytest.raises(MalformedError):
        framing.cut(memoryview(bytearray(nbytes)), specs)


@pytest.mark.parametrize(
    "data",
    [
        frame({}) + b"x",
        frame([]),
        frame("text"),
        b"XXXX" + frame({})[4:],
        framing.PREFIX.pack(framing.MAGIC, 1, MAX_HEADER + 1, 0),
        framing.PREFIX.pack(framing.MAGIC, 1, 2, MAX_BODY + 1) + b"{}",
        framing.PREFIX.pack(framing.MAGIC, 1, 2**32 - 1, 2**64 - 1),
        framing.PREFIX.pack(framing.MAGIC, 1, 2, 0) + b"{{",
        framing.PREFIX.pack(framing.MAGIC, 1, 2, 0) + b"\xff\xff",
        framing.PREFIX.pack(framing.MAGIC, 1, 60_000, 0) + b"[" * 60_000,
        framing.PREFIX.pack(framing.MAGIC, 1, 10_000, 0) + b"9" * 10_000,
        struct.pack("<4sQIQ", framing.MAGIC, 1, 2, 66_000) + b"{}" + b"x" * 70_000,
    ],
)
def test_a_wrong_frame_is_refused(data):
    with pytest.raises((MalformedError, HungUpError)):
        reading(data).read().arrays()


def test_a_claim_of_much_data_allocates_no_more_than_the_cap():
    data = framing.PREFIX.pack(framing.MAGIC, 1, MAX_HEADER, MAX_BODY)
    tracemalloc.start()
    try:
        with pytest.raises(HungUpError):
            reading(data).read()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 * (MAX_BODY + MAX_HEADER) + (1 << 17)


def test_bool_arrays_hold_nothing_but_0_and_1():
    (array,) = framing.cut(np.arange(16, dtype=np.uint8), [["|b1", [16]]])
    assert array.tobytes() == b"\0" + b"\1" * 15
