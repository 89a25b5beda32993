"""Paths of this machine in a text: taken out before a student, or whoever a page is passed on to, sees it."""

import os
import re
import sys
import tempfile
from functools import cache
from pathlib import Path

_PACKAGES = Path(__file__).parents[2]
# What the paths of other machines begin with: a message may have been written on one of a cluster.
_ELSEWHERE = "home|Users|root|tmp|usr|opt|var|private|nix|mnt|srv|etc|proc|snap|Library|Applications|workspace"


def without_machine(text: str) -> str:
    """The text with "…" for each path; one in brackets goes with them, as in an ImportError's message."""
    if "/" not in text and "\\" not in text:
        return text
    return _paths("-packages" in text).sub(lambda found: "" if found["bracketed"] else "…", text)


@cache
def _paths(with_packages: bool) -> re.Pattern[str]:
    roots = "|".join(map(re.escape, sorted(_roots(), key=len, reverse=True)))
    # Every quantifier has an end, or stops at a character that begins the next: students write what is searched.
    packages = r"|/[^\s/'\"():,][^\s'\"():,]{0,200}?(?:site|dist)-packages" if with_packages else ""
    begins = rf"(?<![\w.])(?:(?:{roots})(?!\w)|/(?:{_ELSEWHERE})(?=/){packages}|[A-Za-z]:\\)"
    return re.compile(
        rf"(?P<bracketed>[ ]?\({begins}[^()\n]*\))|(?<='){begins}[^'\n]*(?=')|(?<=\"){begins}[^\"\n]*(?=\")"
        rf"|{begins}[^\s'\"():,]*"
    )


def _roots() -> set[str]:
    """Folders whose names say something of this machine, as they are named and as they really are."""
    folders = [sys.prefix, sys.base_prefix, os.path.dirname(os.__file__), tempfile.gettempdir(), str(_PACKAGES)]
    home = os.path.expanduser("~")
    named = {os.path.normpath(folder) for folder in (*folders, home) if os.path.isabs(folder)}
    return {folder for folder in named | set(map(os.path.realpath, named)) if len(folder) > 1}
