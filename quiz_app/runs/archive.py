"""Runs on the disk: what was measured and the weights, for as long as somebody may come back for them."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re
import time
import types
import typing
import zipfile
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.files.whole_files import remove_leftovers, write_whole
from quiz_app.runs.path import WeightPath
from quiz_app.runs.progress import RunView, ended

KEPT_DAYS = 7
MOST_RUNS = 300
MOST_BYTES = 2 * 2**30
_DAY = 24 * 3600.0
_PRUNE_SECONDS = 3600.0
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_SUFFIX = ".run.npz"
_log = logging.getLogger(__name__)


class Archive:
    """A folder with a file for each run. Old ones leave: by age, by number, by size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.prune()

    def save(self, run_id: str, view: RunView) -> None:
        """Keep a run as it is now. One that cannot be written is only said in the log."""
        arrays: list[NDArray[Any]] = []
        text = json.dumps(_plain(view, arrays)).encode()
        buffer = io.BytesIO()
        named = {f"array{number}": array for number, array in enumerate(arrays)}
        np.savez(buffer, view=np.frombuffer(text, np.uint8), **named)  # type: ignore[arg-type]
        try:
            write_whole(self._folder / f"{run_id}{_SUFFIX}", buffer.getvalue(), mode=0o600)
        except OSError as error:
            _log.warning("a training run is not kept: %s", error)
        if time.monotonic() - self._pruned_at > _PRUNE_SECONDS:
            self.prune()

    def load(self, run_id: str, *, paths: bool = True) -> RunView | None:
        """A run as it was kept, over by now; None if there is none, or none that can be read.

        Without `paths` its snapshots stay on the disk: they are most of it.
        """
        if not _ID.fullmatch(run_id):
            return None
        try:
            with np.load(self._folder / f"{run_id}{_SUFFIX}", allow_pickle=False) as found:
                content = json.loads(found["view"].tobytes())
                view: RunView = _typed(RunView, content, found if paths else _WithoutPaths(found))
        except (OSError, ValueError, LookupError, TypeError, zipfile.BadZipFile, RecursionError):
            return None
        if view.status == "ended":
            return view
        return ended(view, "stopped", f"The app was ended while this trained. {kept_sentence(view)}")

    def prune(self) -> None:
        """Remove what is too old or too much."""
        self._pruned_at = time.monotonic()
        remove_leftovers(self._folder)
        files = []
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                files.append((stat.st_mtime, stat.st_size, path))
        total = 0
        for number, (changed, size, path) in enumerate(sorted(files, reverse=True)):
            total += size
            if number >= MOST_RUNS or total > MOST_BYTES or time.time() - changed > KEPT_DAYS * _DAY:
                with contextlib.suppress(OSError):
                    path.unlink()


class _WithoutPaths:
    """The arrays of a file, for whoever wants no paths."""

    def __init__(self, found: Any) -> None:
        self._found = found

    def __getitem__(self, name: str) -> Any:
        return self._found[name]


def kept_sentence(view: RunView) -> str:
    """What there still is of a run that somebody or something else has ended."""
    if view.look is not None:
        return f"Its curve and its weights of step {view.look_step:,} are kept."
    return "Its curve is kept." if view.lanes and view.lanes[0].points else "It had not begun yet."


def _plain(value: Any, arrays: list[NDArray[Any]]) -> Any:
    """The value as JSON; arrays go into the list, and their place stands for them."""
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return len(arrays) - 1
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name), arrays) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item, arrays) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item, arrays) for key, item in value.items()}
    if isinstance(value, np.generic):
        return value.item()
    return str(value) if isinstance(value, Path) else value


def _typed(kind: Any, content: Any, arrays: Any) -> Any:
    """The value of this type that `_plain` made the content of."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if content is None:
            return None
        return _typed(next(one for one in inner if one is not type(None)), content, arrays)
    if origin is np.ndarray:
        return arrays[f"array{content}"]
    if origin in (tuple, list):
        pairs = [inner[0]] * len(content) if origin is list or inner[-1:] == (...,) else inner
        items = [_typed(one, item, arrays) for one, item in zip(pairs, content, strict=True)]
        return tuple(items) if origin is tuple else items
    if kind is WeightPath and isinstance(arrays, _WithoutPaths):
        return WeightPath()
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        named = {field.name for field in fields(kind)}
        given = {name: _typed(hints[name], item, arrays) for name, item in content.items() if name in named}
        return kind(**given)  # type: ignore[operator]
    return Path(content) if kind is Path else content
