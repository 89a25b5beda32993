"""Runs a submission's functions where they can do no harm: source text in, arrays out."""

from .answer import Answer, Argument, Chunk, Level, Limits, Loaded, LoadProblem, Outcome, SandboxError
from .sandbox import Mode, Sandbox, shared_sandbox
from .worker import Worker

__all__ = [
    "Answer",
    "Argument",
    "Chunk",
    "Level",
    "Limits",
    "LoadProblem",
    "Loaded",
    "Mode",
    "Outcome",
    "Sandbox",
    "SandboxError",
    "Worker",
    "shared_sandbox",
]
