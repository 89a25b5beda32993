"""What a browser leaves with the server for a while: its upload, and a few small things to come back to."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from grader.files.whole_files import write_whole

KEPT_DAYS = 7
MOST_BYTES = 2 * 2**30  # of all browsers
_DAY = 24 * 3600.0
_PRUNE_SECONDS = 3600.0
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}")
_THINGS = "things.json"


def new_token() -> str:
    """What a browser shows to get its things back. Nobody can guess it."""
    return secrets.token_urlsafe(32)


def is_token(text: object) -> bool:
    """Whether a browser may have been given this."""
    return isinstance(text, str) and _TOKEN.fullmatch(text) is not None


class Belongings:
    """The things of one browser. Several sessions of it may use them at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def work(self, assignment: str) -> Path:
        """The folder for its upload of an assignment; made if need be."""
        folder = self._folder / "work" / assignment
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def get(self, name: str) -> Any:
        """What was kept under this name; None without it."""
        return self._read().get(name)

    def keep(self, name: str, value: object) -> None:
        """Keep a small value that JSON can hold; None: nothing any more. Where nothing can be written, nothing is."""
        things = self._read()
        if things.get(name) == value:
            return
        things[name] = value
        with contextlib.suppress(OSError):
            content = json.dumps({key: kept for key, kept in things.items() if kept is not None})
            write_whole(self._folder / _THINGS, content.encode(), mode=0o600)

    def clear(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _read(self) -> dict[str, Any]:
        try:
            things = json.loads((self._folder / _THINGS).read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return things if isinstance(things, dict) else {}


class Storeroom:
    """The folder of all browsers' things; what nobody has come back for leaves it."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, or, if it cannot be written, one that lasts as long as this process."""
        self._lock = Lock()
        self._pruned_at = 0.0
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            usable = os.access(folder, os.W_OK)
        except OSError:
            usable = False
        self._temporary = None if usable else tempfile.TemporaryDirectory(prefix="app-")
        self.folder = folder if self._temporary is None else Path(self._temporary.name)

    def of(self, token: str) -> Belongings:
        """The things of the browser with this token. The folder's name does not tell the token."""
        self._prune()
        folder = self.folder / sha256(token.encode()).hexdigest()[:32]
        with contextlib.suppress(OSError):
            os.utime(folder)  # it was here
        return Belongings(folder)

    def _prune(self) -> None:
        now = time.time()
        with self._lock:
            if now - self._pruned_at < _PRUNE_SECONDS:
                return
            self._pruned_at = now
        found = []
        for folder in self.folder.iterdir():
            with contextlib.suppress(OSError):
                size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
                found.append((folder.stat().st_mtime, size, folder))
        total = 0
        for was_here, size, folder in sorted(found, reverse=True):
            total += size
            if total > MOST_BYTES or now - was_here > KEPT_DAYS * _DAY:
                shutil.rmtree(folder, ignore_errors=True)
