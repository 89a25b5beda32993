"""Downloading the MNIST files: from the first mirror that has them, into the user's cache, once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from quiz_app.training.idx import DataError, decompressed, read_bytes
from quiz_app.training.mnist_files import FILES, MnistFile

CHUNK_BYTES = 64 * 1024
TIMEOUT_SECONDS = 20


class Bar(Protocol):
    """A progress bar as pooch drives it."""

    total: int

    def update(self, bytes_more: int) -> object: ...
    def reset(self) -> object: ...
    def close(self) -> object: ...


MakeBar = Callable[[str], Bar]


def cache_folder() -> Path:
    """Where downloaded files are kept: the user's cache of this platform."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("backprop-course", appauthor=False)) / "mnist"


def all_kept() -> bool:
    """Whether all four files have been downloaded."""
    return all((cache_folder() / f"{file.name}.gz").is_file() for file in FILES)


def fetch(
    file: MnistFile, mirrors: tuple[str, ...], *, folder: Path | None = None, make_bar: MakeBar | None = None
) -> bytes:
    """The decompressed content of an MNIST file, from the cache or from the first mirror with the right one.

    Args:
        file: which one; its content is verified each time, also when it comes from the cache.
        mirrors: addresses of folders with the gzipped files, tried in order.
        folder: the cache; by default `cache_folder()`.
        make_bar: shows the progress, given the file's name.

    Raises:
        DataError: no mirror gave the right file; the text says what each of them did.
    """
    folder = cache_folder() if folder is None else folder
    kept = folder / f"{file.name}.gz"
    if kept.is_file():
        try:
            return file.check(read_bytes(kept, file.size), str(kept))
        except DataError:
            kept.unlink(missing_ok=True)
    problems = []
    for mirror in mirrors:
        try:
            return _download(f"{mirror.rstrip('/')}/{file.name}.gz", file, kept, make_bar)
        except DataError as error:
            problems.append(str(error).rstrip("."))
    tried = "; ".join(problems) or "course.toml lists no mirrors"
    raise DataError(
        f"{file.name} could not be downloaded ({tried}); try again later, put the four files into a folder "
        f"and name it with --data, or use --data bundled."
    )


def _download(address: str, file: MnistFile, kept: Path, make_bar: MakeBar | None) -> bytes:
    """Into a temporary file first: what has the right name in the cache is complete and verified."""
    import pooch  # type: ignore[import-untyped]
    import requests

    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f"{file.name}-", suffix=".part", dir=kept.parent)
    except OSError as error:
        raise DataError(f"{kept.parent}: cannot be written ({error.strerror})") from None
    os.close(descriptor)
    half = Path(name)
    try:
        downloader = pooch.HTTPDownloader(
            progressbar=make_bar(file.name) if make_bar else False,
            chunk_size=CHUNK_BYTES,
            timeout=TIMEOUT_SECONDS,
        )
        downloader(address, name, None)
        content = file.check(decompressed(half.read_bytes(), address, file.size), address)
        os.replace(half, kept)
    except requests.HTTPError as error:
        status = error.response.status_code if error.response is not None else "with an error"
        raise DataError(f"{address}: answered {status}") from None
    except requests.Timeout:
        raise DataError(f"{address}: no answer within {TIMEOUT_SECONDS} seconds") from None
    except requests.RequestException as error:
        raise DataError(f"{address}: {'broke off' if half.stat().st_size else 'not reached'}") from error
    except OSError as error:
        raise DataError(f"{kept}: cannot be written ({error.strerror})") from None
    finally:
        half.unlink(missing_ok=True)
    return content
