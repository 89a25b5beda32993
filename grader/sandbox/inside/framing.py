"""The frame both sides speak: a fixed prefix, a small JSON header, and raw array bytes.

    prefix   magic (4), call id (u64), header length (u32), body length (u64), little endian
    header   JSON object, ASCII; its key "arrays" lists [dtype, shape] of every array in the body
    body     the arrays, C order, native byte order, each padded to 16 bytes

Whatever is read is validated before anything of its claimed size is allocated, and nothing is unpickled.
"""

import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

MAGIC = b"BPw1"
PREFIX = struct.Struct("<4sQIQ")
MAX_NDIM = 8
MAX_ARRAYS = 1024
MAX_FORM_DEPTH = 4
MAX_ELEMENTS = 2**40
DTYPES = {
    np.dtype(code).str: np.dtype(code)
    for code in ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8")
}
_ALIGNMENT = 16
_SCRATCH = 1 << 16
_decode = json.JSONDecoder().decode
_encode = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode

Array = np.ndarray[Any, np.dtype[Any]]
Buffer = bytes | memoryview
# How a result is put together from arrays: "array", or ["tuple", forms], or ["list", forms]; None is no number.
Form = str | list[Any] | None


class MalformedError(Exception):
    """The bytes are not a frame, or describe something larger than was allowed."""


class HungUpError(Exception):
    """The other side closed its end."""


@dataclass(frozen=True)
class Frame:
    call: int
    header: dict[str, Any]
    body: Array

    def arrays(self) -> tuple[Array, ...]:
        """The arrays of the body. Raises MalformedError unless header and body agree to the byte."""
        return cut(self.body, self.header.get("arrays", []))


def encode(call: int, header: dict[str, Any], arrays: Sequence[Array] = ()) -> list[Buffer]:
    """Buffers to write, in order. The arrays are C-contiguous and their dtypes are among DTYPES."""
    text = _encode({**header, "arrays": [[array.dtype.str, array.shape] for array in arrays]}).encode()
    length = sum(_padded(array.nbytes) for array in arrays)
    front = PREFIX.pack(MAGIC, call, len(text), length) + text
    if length <= _SCRATCH:
        parts = [front]
        for array in arrays:
            parts.append(array.tobytes())
            parts.append(_padding(array.nbytes))
        return [b"".join(parts)]
    buffers: list[Buffer] = [front]
    for array in arrays:
        if array.nbytes:
            buffers.append(array.reshape(-1).view(np.uint8).data)
            buffers.append(_padding(array.nbytes))
    return [buffer for buffer in buffers if len(buffer)]


def cut(body: Array, specs: Any) -> tuple[Array, ...]:
    """The arrays that `specs`, untrusted, says are in `body`. Raises MalformedError."""
    if type(specs) is not list or len(specs) > MAX_ARRAYS:
        raise MalformedError("the list of arrays is not a list, or too long")
    layout = []
    offset = 0
    for spec in specs:
        dtype, shape, count = _checked(spec)
        layout.append((dtype, shape, count, offset))
        offset += _padded(count * dtype.itemsize)
    if offset != len(body):
        raise MalformedError(f"the arrays need {offset} bytes, the reply has {len(body)}")
    arrays = []
    for dtype, shape, count, start in layout:
        raw = body[start : start + count * dtype.itemsize]
        # A byte of a bool array that is neither 0 nor 1 would be undefined behaviour in numpy's loops.
        array = raw != 0 if dtype.kind == "b" else raw.view(dtype)
        arrays.append(array.reshape(shape))
    return tuple(arrays)


def _checked(spec: Any) -> tuple[np.dtype[Any], tuple[int, ...], int]:
    if type(spec) is not list or len(spec) != 2:
        raise MalformedError("an array is not described by dtype and shape")
    name, shape = spec
    if type(name) is not str or name not in DTYPES:
        raise MalformedError("an array has a dtype that is not allowed")
    if type(shape) is not list or len(shape) > MAX_NDIM:
        raise MalformedError("an array has too many dimensions")
    count = extent = 1
    for length in shape:
        if type(length) is not int or not 0 <= length <= MAX_ELEMENTS:
            raise MalformedError("an array has an impossible shape")
        count *= length
        extent *= max(length, 1)
    if extent > MAX_ELEMENTS:
        raise MalformedError("an array has an impossible shape")
    return DTYPES[name], tuple(shape), count


class FrameReader:
    """Reads frames through `read_into(view) -> bytes read`, 0 meaning end of file."""

    def __init__(self, read_into: Callable[[memoryview], int], max_header: int, max_body: int) -> None:
        self._read_into = read_into
        self._max_header = max_header
        self._max_body = max_body
        self._scratch = memoryview(bytearray(_SCRATCH))

    def read(self) -> Frame:
        """The next frame. Raises MalformedError, HungUpError, and whatever `read_into` raises."""
        scratch = self._scratch
        have = self._fill(scratch, 0, PREFIX.size)
        magic, call, header_length, body_length = PREFIX.unpack_from(scratch)
        if magic != MAGIC:
            raise MalformedError("the reply does not begin like one")
        if header_length > self._max_header or body_length > self._max_body:
            raise MalformedError("the reply is larger than allowed")
        start, total = PREFIX.size + header_length, PREFIX.size + header_length + body_length
        if total <= len(scratch):
            have = self._fill(scratch, have, total)
            if have > total:
                raise MalformedError("there are bytes after the end of the reply")
            header = bytes(scratch[PREFIX.size : start])
            body: Array = np.frombuffer(scratch[start:total], np.uint8).copy() if body_length else _EMPTY
        else:
            text = memoryview(bytearray(header_length))
            body = np.empty(body_length, np.uint8)
            early = scratch[PREFIX.size : have]
            into_text = min(len(early), header_length)
            text[:into_text] = early[:into_text]
            early = early[into_text:]
            if len(early) > body_length:
                raise MalformedError("there are bytes after the end of the reply")
            self._fill(text, into_text, header_length)
            header = bytes(text)
            if body_length:
                rest = body.data
                rest[: len(early)] = early
                self._fill(rest, len(early), body_length)
        return Frame(call, _parsed(header), body)

    def _fill(self, view: memoryview, have: int, need: int) -> int:
        while have < need:
            count = self._read_into(view[have:])
            if count == 0:
                raise HungUpError
            have += count
        return have


def _parsed(text: bytes) -> dict[str, Any]:
    try:
        header = _decode(text.decode("ascii"))
    except (ValueError, RecursionError):
        raise MalformedError("the header of the reply is not JSON") from None
    if type(header) is not dict:
        raise MalformedError("the header of the reply is not a JSON object")
    return header


def _padded(nbytes: int) -> int:
    return -(-nbytes // _ALIGNMENT) * _ALIGNMENT


def _padding(nbytes: int) -> bytes:
    return bytes(_padded(nbytes) - nbytes)


_EMPTY: Array = np.empty(0, np.uint8)
