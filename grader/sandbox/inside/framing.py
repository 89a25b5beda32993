"""The frame both sides speak: a fixed prefix, a small JSON header, and raw array bytes.

    prefix   magic (4), call id (u64), header length (u32), body length (u64), little endian
    header   JSON object, ASCII; its key "arrays" lists [dtype, shape] of every array in the body
    body     the arrays, C order, native byte order, each padded to 16 bytes

Whatever is read is validated before anything of its claimed size is allocated, and nothing is unpickled.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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
_JOINED = 1 << 20  # above, a copy to have all in one piece costs more than it saves
_decode = json.JSONDecoder().decode
_ndarray = np.ndarray  # before a submission is loaded, which may replace it
json_of = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode

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
    """A frame that came in: `text` is its header as it came."""

    call: int
    text: bytes
    body: memoryview

    @cached_property
    def header(self) -> dict[str, Any]:
        """The header. Raises MalformedError unless it is a JSON object."""
        try:
            header = _decode(self.text.decode("ascii"))
        except (ValueError, RecursionError):
            raise MalformedError("the header of the reply is not JSON") from None
        if type(header) is not dict:
            raise MalformedError("the header of the reply is not a JSON object")
        return header

    def arrays(self) -> tuple[Array, ...]:
        """The arrays of the body. Raises MalformedError unless header and body agree to the byte."""
        return cut(self.body, self.header.get("arrays", []))

    def trusted_arrays(self) -> list[Array]:
        """As ``arrays``, in a process that believes whoever sent the frame: checking takes as long as many a call."""
        found = []
        offset = 0
        for name, shape in self.header["arrays"]:
            array = _ndarray(shape, DTYPES[name], self.body, offset)
            found.append(array)
            offset += _padded(array.nbytes)
        return found


@dataclass(frozen=True)
class Encoded:
    """Header and body of a frame to send. The same content can be sent again, as another call."""

    header: bytes
    body: tuple[Buffer, ...]
    length: int  # of the body

    def frame(self, call: int) -> list[Buffer]:
        """Buffers to write, in order."""
        front = PREFIX.pack(MAGIC, call, len(self.header), self.length) + self.header
        return [b"".join((front, *self.body))] if self.length <= _SCRATCH else [front, *self.body]


def encode(header: Mapping[str, Any], arrays: Sequence[Array] = ()) -> Encoded:
    """What to send. The arrays are C-contiguous and their dtypes are among DTYPES."""
    return encode_members(json_of(header)[1:-1], arrays)


def encode_members(members: str, arrays: Sequence[Array] = ()) -> Encoded:
    """As ``encode``. The header is given as JSON, without its outer braces."""
    specs = json_of([[array.dtype.str, array.shape] for array in arrays])
    text = f'{{{members}{"," if members else ""}"arrays":{specs}}}'.encode()
    parts: list[Buffer] = []
    for array in arrays:
        if array.nbytes:
            parts += array.data, bytes(-array.nbytes % _ALIGNMENT)
    length = sum(_padded(array.nbytes) for array in arrays)
    return Encoded(text, (b"".join(parts),) if length <= _JOINED else tuple(map(_flat, parts)), length)


def _flat(buffer: Buffer) -> Buffer:
    return memoryview(buffer).cast("B")


def cut(body: memoryview, specs: Any) -> tuple[Array, ...]:
    """The arrays that `specs`, untrusted, says are in `body`. Raises MalformedError."""
    return Layout.of(specs).arrays(body)


@dataclass(frozen=True)
class Layout:
    """Where each array begins in a body, with its shape and its dtype."""

    places: tuple[tuple[tuple[int, ...], np.dtype[Any], int], ...]
    nbytes: int

    @classmethod
    def of(cls, specs: Any) -> Layout:
        """What `specs`, untrusted, says. Raises MalformedError."""
        if type(specs) is not list or len(specs) > MAX_ARRAYS:
            raise MalformedError("the list of arrays is not a list, or too long")
        places = []
        offset = 0
        for spec in specs:
            dtype, shape, count = _checked(spec)
            places.append((tuple(shape), dtype, offset))
            offset += _padded(count * dtype.itemsize)
        return cls(tuple(places), offset)

    def arrays(self, body: memoryview) -> tuple[Array, ...]:
        """The arrays in a body. Raises MalformedError unless they fill it."""
        if self.nbytes != len(body):
            raise MalformedError(f"the arrays need {self.nbytes} bytes, the reply has {len(body)}")
        return tuple(_placed(body, *place) for place in self.places)


def _placed(body: memoryview, shape: tuple[int, ...], dtype: np.dtype[Any], offset: int) -> Array:
    if dtype.kind == "b":
        # A byte of a bool array that is neither 0 nor 1 would be undefined behaviour in numpy's loops.
        return np.asarray(_ndarray(shape, np.uint8, body, offset) != 0)
    return _ndarray(shape, dtype, body, offset)


def _checked(spec: Any) -> tuple[np.dtype[Any], list[int], int]:
    if type(spec) is not list or len(spec) != 2:
        raise MalformedError("an array is not described by dtype and shape")
    name, shape = spec
    dtype = DTYPES.get(name) if type(name) is str else None
    if dtype is None:
        raise MalformedError("an array has a dtype that is not allowed")
    if type(shape) is not list or len(shape) > MAX_NDIM:
        raise MalformedError("an array has too many dimensions")
    extent = 1
    for length in shape:
        if type(length) is not int or not 0 <= length <= MAX_ELEMENTS:
            raise MalformedError("an array has an impossible shape")
        extent *= length or 1
    if extent > MAX_ELEMENTS:
        raise MalformedError("an array has an impossible shape")
    return dtype, shape, 0 if 0 in shape else extent


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
            body = memoryview(bytearray(scratch[start:total]))
        else:
            text = memoryview(bytearray(header_length))
            body = np.empty(body_length, np.uint8).data  # not filled with zeros first
            early = scratch[PREFIX.size : have]
            into_text = min(len(early), header_length)
            text[:into_text] = early[:into_text]
            early = early[into_text:]
            if len(early) > body_length:
                raise MalformedError("there are bytes after the end of the reply")
            self._fill(text, into_text, header_length)
            header = bytes(text)
            body[: len(early)] = early
            self._fill(body, len(early), body_length)
        return Frame(call, header, body)

    def _fill(self, view: memoryview, have: int, need: int) -> int:
        while have < need:
            count = self._read_into(view[have:])
            if count == 0:
                raise HungUpError
            have += count
        return have


def _padded(nbytes: int) -> int:
    return -(-nbytes // _ALIGNMENT) * _ALIGNMENT
