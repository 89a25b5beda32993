"""Runs a submission's functions where they can do no harm: source text in, arrays out."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .answer import (
        Answer,
        Argument,
        CallOutcome,
        Chunk,
        Level,
        Limits,
        Loaded,
        LoadProblem,
        SandboxError,
        Seed,
        Value,
    )
    from .sandbox import Mode, Sandbox, shared_sandbox
    from .worker import Again, Worker

__all__ = [
    "Again",
    "Answer",
    "Argument",
    "CallOutcome",
    "Chunk",
    "Level",
    "Limits",
    "LoadProblem",
    "Loaded",
    "Mode",
    "Sandbox",
    "SandboxError",
    "Seed",
    "Value",
    "Worker",
    "shared_sandbox",
]


def __getattr__(name: str) -> Any:
    # Late, so that a zygote can be started before numpy is imported here.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    for module in (importlib.import_module(f".{part}", __name__) for part in ("answer", "worker", "sandbox")):
        if name in vars(module):
            return vars(module)[name]
    raise AttributeError(name)  # pragma: no cover
