"""Banks of formulas, kept beside the answer key: to put one together takes longer than the rest of a search."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import msgspec

from grader.explaining.digits import to_digits
from grader.explaining.formulas.bank import Bank
from grader.explaining.formulas.rows import Values
from grader.files.whole_files import write_whole
from grader.key.key import Key
from grader.key.values import packed, unpacked

_LONGEST_NAME = 12  # hexadecimal digits
_DIGITS = 10
_MOST = 96  # banks that one process remembers, of 3 MB each

_banks: dict[str, Bank] = {}


@contextmanager
def kept_bank(key: Key, leaves: Mapping[str, Values], by_entries: bool = False) -> Iterator[Bank]:
    """The bank over these leaves: this process's, or the one on disk. Once it has all formulas, it is written there.

    Nothing depends on the file. It may be missing or damaged, and its folder may be one that nobody can write to.

    Args:
        key: the answer key that the leaves are from. Another key has other files, and those of this one are removed.
        leaves: for each leaf, its value on each probe.
        by_entries: see ``Bank``.
    """
    name = _name(key, leaves)
    if name not in _banks and len(_banks) >= _MOST:
        _banks.pop(next(iter(_banks)))
    path = key.kept_in / name if key.kept_in else None
    bank = _banks.get(name) or _banks.setdefault(name, _read(path, leaves) or Bank(leaves, by_entries))
    was_grown = bank.is_grown
    yield bank
    if path and bank.is_grown and not was_grown:
        with contextlib.suppress(OSError):
            write_whole(path, packed(bank.content()))
            _remove_older(path)


def _name(key: Key, leaves: Mapping[str, Values]) -> str:
    digest = hashlib.sha256(_engine())
    for name, values in leaves.items():
        for value in values:
            digest.update(f"{name} {value.shape} ".encode())
            digest.update(to_digits(value, _DIGITS).tobytes())  # own functions differ in the last ones
    return f"{key.assignment}-{key.sources[:_LONGEST_NAME]}-{digest.hexdigest()[:_LONGEST_NAME]}.formulas"


def _read(path: Path | None, leaves: Mapping[str, Values]) -> Bank | None:
    try:
        return Bank.of_content(leaves, unpacked(path.read_bytes())) if path else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, msgspec.DecodeError):
        return None


def _remove_older(path: Path) -> None:
    """Files of the same assignment's key as it was before."""
    assignment, digest, _ = path.name.rsplit("-", 2)
    for other in path.parent.glob(f"{assignment}-*-*.formulas"):
        if other.name.rsplit("-", 2)[:2] != [assignment, digest]:
            other.unlink(missing_ok=True)


@cache
def _engine() -> bytes:
    """What decides which formulas there are."""
    files = [Path(__file__).with_name(f"{room}.py") for room in ("bank", "formula", "operations", "rows")]
    return b"".join(file.read_bytes() for file in files)
