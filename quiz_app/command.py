"""`course app`: opens the app."""

from __future__ import annotations


def app() -> None:
    """(being written)"""
    raise NotImplementedError
