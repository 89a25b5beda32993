"""What the server and a run's process send each other: JSON headers with arrays behind them, over pipes."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
LARGEST_HEADER = 64 * 2**20


def send(stream: IO[bytes], header: dict[str, Any], arrays: Sequence[Array] = ()) -> None:
    """Writes a message; numbers that are not finite become null on the way.

    Raises:
        OSError: the other side is gone.
    """
    described = [[array.dtype.str, array.shape] for array in arrays]
    text = json.dumps({**finite(header), "arrays": described}, allow_nan=False, separators=(",", ":"))
    stream.write(text.encode() + b"\n")
    for array in arrays:
        stream.write(np.ascontiguousarray(array).tobytes())
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], tuple[Array, ...]] | None:
    """The next message, waiting for it, or None when the other side has hung up."""
    line = stream.readline(LARGEST_HEADER)
    if not line.endswith(b"\n"):
        return None
    header: dict[str, Any] = json.loads(line)
    arrays = []
    for dtype, shape in header.pop("arrays"):
        count = math.prod(shape)
        body = stream.read(count * np.dtype(dtype).itemsize)
        if len(body) != count * np.dtype(dtype).itemsize:
            return None
        arrays.append(np.frombuffer(body, dtype).reshape(shape))
    return header, tuple(arrays)


def finite(value: Any) -> Any:
    """The value with None in place of NaN and infinity, which JSON does not have."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value
