"""One sentence on standard error, and never more than one line of it, whatever names are in it."""

from __future__ import annotations

from typing import NoReturn

import click

_LONGEST = 4000  # characters


def complain(sentence: object) -> None:
    """Say what is wrong, as `course: …`. A file's name may hold line breaks, and would forge lines of its own."""
    from grader.sandbox.plain_text import plain_line  # late: every command imports this module

    click.echo(f"course: {plain_line(str(sentence), _LONGEST)}", err=True)


def fail(sentence: object, code: int = 2) -> NoReturn:
    """Say what is wrong, and end the command with this exit code."""
    complain(sentence)
    raise SystemExit(code)
