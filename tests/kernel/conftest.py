"""A real kernel, in a course of its own, that runs cells as Jupyter does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel
from kernels import Run, Shown
from own_course import this_courses_kit


@pytest.fixture
def run(course_folder: Path) -> Iterator[Run]:
    """Runs a cell in a kernel that has imported numpy and check in cell [1]."""
    with kernel_in(course_folder) as one:
        yield one


@pytest.fixture
def run_in_a_kit(tmp_path: Path) -> Iterator[Run]:
    """The same, in the folder of a notebook of a student's kit."""
    shutil.copytree(this_courses_kit(), tmp_path / "kit")
    with kernel_in(tmp_path / "kit/exercises/backprop") as one:
        yield one


@contextmanager
def kernel_in(folder: Path) -> Iterator[Run]:
    not_a_persons = ("MPLBACKEND", "JPY_SESSION_NAME", "PYTHONSAFEPATH")
    environment = {name: value for name, value in os.environ.items() if name not in not_a_persons}
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder), env=environment)
    try:

        def one(cell: str) -> Shown:
            found: dict[str, Any] = {"printed": "", "plain": "", "html": "", "error": ""}

            def note(message: Any) -> None:
                content = message["content"]
                match message["msg_type"]:
                    case "stream":
                        found["printed"] += content["text"]
                    case "execute_result" | "display_data":
                        found["plain"] += content["data"].get("text/plain", "")
                        found["html"] += content["data"].get("text/html", "")
                    case "error":
                        found["error"] = "\n".join(content["traceback"])

            reply = client.execute_interactive(cell, output_hook=note, timeout=120)
            return Shown(reply["content"]["execution_count"], **found)

        one("import numpy as np\nfrom grader import check, hint")
        yield one
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
