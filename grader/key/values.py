"""Values that cross from a course to its graders: arrays, numbers, lists and tuples of them, seeds. As bytes, too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from grader.sandbox import Seed

Array = NDArray[np.float64]
_ARRAY, _TUPLE, _SEED, _KEPT_SEED = 1, 2, 3, 4  # codes of MessagePack's extensions


def leaves(value: Any) -> Iterator[Any]:
    """What is in a value that is neither a list nor a tuple, in order."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def mapped(function: Callable[..., Any], value: Any, *others: Any) -> Any:
    """The value with each leaf replaced by ``function(leaf, ...)``; the others have the same form."""
    if isinstance(value, list | tuple):
        items = [mapped(function, *each) for each in zip(value, *others, strict=True)]
        return items if isinstance(value, list) else tuple(items)
    return function(value, *others)


def copied(value: Any) -> Any:
    """The value with arrays of its own, that may be written into."""
    return mapped(lambda leaf: leaf.copy() if isinstance(leaf, np.ndarray) else leaf, value)


def as_float64(value: Any) -> Any:
    """The value with each leaf an array of float64."""
    return mapped(lambda leaf: np.asarray(leaf, dtype=np.float64), value)


def packed(value: Any) -> bytes:
    """The value as bytes."""
    return _encoder.encode(_plain(value))


def unpacked(data: bytes | msgspec.Raw) -> Any:
    """What ``packed`` made bytes of. Its arrays are read-only."""
    return _decoder.decode(data)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return msgspec.msgpack.Ext(_TUPLE, packed(list(value)))
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, Seed):
        return msgspec.msgpack.Ext(_KEPT_SEED if value.kept else _SEED, str(value.number).encode())
    if isinstance(value, np.ndarray | np.generic):
        array = np.ascontiguousarray(value)
        head = json.dumps([array.dtype.str, np.shape(value)]).encode()
        return msgspec.msgpack.Ext(_ARRAY, len(head).to_bytes(2, "little") + head + array.tobytes())
    return value


def _extended(code: int, data: memoryview) -> Any:
    if code == _TUPLE:
        return tuple(_decoder.decode(data))
    if code in (_SEED, _KEPT_SEED):
        return Seed(int(bytes(data)), kept=code == _KEPT_SEED)
    start = 2 + int.from_bytes(data[:2], "little")
    dtype, shape = json.loads(bytes(data[2:start]))
    array = np.frombuffer(data[start:], dtype=np.dtype(dtype)).reshape(shape)
    array.setflags(write=False)
    return array


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(ext_hook=_extended)
