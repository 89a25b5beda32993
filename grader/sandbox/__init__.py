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
    from .request import FunctionCall, Request
    from .sandbox import Mode, Sandbox, shared_sandbox
    from .worker import Worker

__all__ = [
    "Answer",
    "Argument",
    "CallOutcome",
    "Chunk",
    "FunctionCall",
    "Level",
    "Limits",
    "LoadProblem",
    "Loaded",
    "Mode",
    "Request",
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
    for part in ("answer", "request", "worker", "sandbox"):
        module = importlib.import_module(f".{part}", __name__)
        if name in vars(module):
            return vars(module)[name]
    raise AttributeError(name)  # pragma: no cover
