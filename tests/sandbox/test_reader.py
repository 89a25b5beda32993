"""Reading a student's text: in a process that is ended when it takes too long or too much, and then is a new one."""

from __future__ import annotations

import json

import pytest

from grader.sandbox import Sandbox
from grader.sandbox.answer import UnreadableError

GOOD = b"def f(x):\n    return x\n"


def read(sandbox: Sandbox, content: bytes, seconds: float = 10.0) -> dict[str, object]:
    answer = sandbox.read(content, seconds, do="text", name="a.py", label="a.py", notes=[], judged=None)
    found: dict[str, object] = json.loads(answer)
    return found


def test_one_text_after_another_is_read(sandbox: Sandbox) -> None:
    for _ in range(2):
        assert read(sandbox, GOOD)["chunks"] == [["a.py", GOOD.decode(), 0]]


def test_a_text_that_takes_too_long_is_ended_and_costs_no_other(sandbox: Sandbox) -> None:
    endless = b"x = " + b" + ".join([b'f"{a}{b!r:>{c}}"'] * 13_000)
    with pytest.raises(UnreadableError, match="takes longer than"):
        read(sandbox, endless, seconds=0.05)
    assert read(sandbox, GOOD)["problem"] is None


@pytest.mark.slow
def test_a_text_that_takes_too_much_memory_is_said(sandbox: Sandbox) -> None:
    lists = b'{"cells": [' + b"[]," * 14_000_000 + b"[]]}"
    with pytest.raises(UnreadableError, match="MiB of memory"):
        sandbox.read(lists, 60.0, do="cells", name="a.ipynb", notes=[])
    assert read(sandbox, GOOD)["problem"] is None


def test_a_fault_of_ours_is_said_and_ends_nothing(sandbox: Sandbox) -> None:
    with pytest.raises(UnreadableError, match="fails to read it"):
        sandbox.read(GOOD, 10.0, do="nothing of the kind")
    assert read(sandbox, GOOD)["problem"] is None
