"""`course init`."""

from __future__ import annotations


def init() -> None:
    """(being written)"""
    raise NotImplementedError
