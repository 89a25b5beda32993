"""The real commands, each in a process of its own that need not begin by importing nbgrader for seconds."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path

from submissions import Ended

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["nbgrader.apps.nbgraderapp", "grader.cli", "grader.classroom.autograding"])
_LONGEST = 400  # seconds


def run(folder: Path, command: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Ended:
    """`nbgrader …` or `course …` in a folder: how it ended, and what it wrote."""
    with tempfile.TemporaryDirectory() as name:
        out, err = Path(name, "out"), Path(name, "err")
        process = _PROCESSES.Process(
            target=_in_child, args=(folder, command, arguments, dict(environment or {}), out, err)
        )
        process.start()
        process.join(_LONGEST)
        if process.is_alive():
            process.kill()
            process.join()
        code = process.exitcode
        assert code is not None
        return Ended(code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


def _in_child(
    folder: Path, command: str, arguments: tuple[str, ...], environment: dict[str, str], out: Path, err: Path
) -> None:
    os.chdir(folder)
    os.environ.update(environment)
    sys.argv = [command, *arguments]
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    sys.stdout, sys.stderr = open(1, "w", encoding="utf-8"), open(2, "w", encoding="utf-8")  # noqa: SIM115
    code = _ending(command)
    # What was imported ahead may have kept the streams that were there before.
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        if stream is not None:
            stream.flush()
    os._exit(code)


def _ending(command: str) -> int:
    try:
        if command == "nbgrader":
            from nbgrader.apps.nbgraderapp import main
        else:
            from grader.cli import main
        main()
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException:
        traceback.print_exc()
        return 99
    return 0
