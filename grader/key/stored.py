"""An answer key as the content of a file, and back; what of it students may have."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from grader.key.key import FORMAT, Key


def written(key: Key) -> bytes:
    """The content of the key's file."""
    return msgspec.msgpack.encode(key)


def for_students(key: Key, own_checks: Iterable[str] = ()) -> Key:
    """The key without what would do a student's work: how the parts of a function are put together.

    ``own_checks`` are the names of the assignment's own checks.
    """
    signatures = {
        name: msgspec.structs.replace(signature, assembly=None) for name, signature in key.signatures.items()
    }
    return msgspec.structs.replace(key, signatures=signatures, not_asked=tuple(own_checks))


def read_key(content: bytes) -> Key | None:
    """The key in a file's content; None where there is none, or one of another format."""
    try:
        key = msgspec.msgpack.decode(content, type=Key)
    except msgspec.DecodeError:
        return None
    return key if key.format == FORMAT else None
