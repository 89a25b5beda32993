"""`course report`."""

from __future__ import annotations


def report() -> None:
    """(being written)"""
    raise NotImplementedError
