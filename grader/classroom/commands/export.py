"""`course export`."""

from __future__ import annotations


def export() -> None:
    """(being written)"""
    raise NotImplementedError
