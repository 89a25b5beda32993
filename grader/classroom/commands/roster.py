"""`course roster`."""

from __future__ import annotations


def roster() -> None:
    """(being written)"""
    raise NotImplementedError


def extend() -> None:
    """(being written)"""
    raise NotImplementedError
