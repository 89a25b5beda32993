"""One sentence on standard error, and never more than one line of it, whatever names are in it."""

from __future__ import annotations

import click

from grader.sandbox.plain_text import plain_line

_LONGEST = 4000  # characters


def complain(sentence: object) -> None:
    """Say what is wrong, as `course: …`. A file's name may hold line breaks, and would forge lines of its own."""
    click.echo(f"course: {plain_line(str(sentence), _LONGEST)}", err=True)
