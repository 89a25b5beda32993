"""Walking a folder that others filled: to an end, whatever is in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox.plain_text import plain_line

_DEEPEST = 30  # folders within each other
_MOST_ENTRIES = 100_000


@dataclass(frozen=True)
class FolderEntry:
    """A file, or a link to anything; `name` is relative to the folder, with "/" between its parts."""

    name: str
    is_link: bool


def walk(folder: Path, problems: list[str]) -> Iterator[FolderEntry]:
    """The files and links in a folder and below, in the order of their names, without what is hidden.

    Hidden are names that begin with a dot, and folders that begin with two underscores: caches, macOS's leftovers.

    Args:
        folder: where to begin; it is not hidden, whatever its name.
        problems: gets a sentence for each place that cannot be looked into.
    """
    waiting = [("", 0)]
    seen = 0
    while waiting:  # and not by recursion: a student chooses the depth
        inside, depth = waiting.pop()
        try:
            with os.scandir(folder / inside) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            problems.append(f"{_shown(inside)} cannot be looked into ({error.strerror}).")
            continue
        below: list[tuple[str, int]] = []
        for entry in entries:
            seen += 1
            if seen > _MOST_ENTRIES:
                problems.append(f"There are more than {_MOST_ENTRIES:,} files; the rest was not looked at.")
                return
            if entry.name.startswith("."):
                continue
            name = f"{inside}{entry.name}"
            if entry.is_symlink() or not _is_folder(entry):
                yield FolderEntry(name, entry.is_symlink())
            elif depth == _DEEPEST:
                problems.append(f"{_shown(name)} was not looked into: more than {_DEEPEST} folders are nested.")
            elif not entry.name.startswith("__"):
                below.append((f"{name}/", depth + 1))
        waiting += reversed(below)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _shown(name: str) -> str:
    return plain_line(name.rstrip("/"), 100) or "The folder"
