"""`course autograde`."""

from __future__ import annotations


def autograde() -> None:
    """(being written)"""
    raise NotImplementedError
