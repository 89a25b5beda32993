"""Downloading, against a server on this machine's loopback."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import made_up_mnist
import platformdirs
import pytest

from quiz_app.training import data
from quiz_app.training.data import load_digits
from quiz_app.training.idx import DataError
from quiz_app.training.mirrors import fetch

CONTENTS = made_up_mnist.contents()
FILE = made_up_mnist.records(CONTENTS)[0]
CONTENT = CONTENTS[FILE.name]
PACKED = gzip.compress(CONTENT)


class Mirror:
    """Serves what it is told: path -> (status, body, length that it claims)."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes, int]] = {}
        self.asked: list[str] = []
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                mirror.asked.append(self.path)
                status, body, length = mirror.answers.get(self.path, (404, b"", 0))
                self.send_response(status)
                self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})

    def serve(self, folder: str, body: bytes, *, name: str = FILE.name, status: int = 200, short: int = 0) -> None:
        self.answers[f"/{folder}/{name}.gz"] = (status, body, len(body) + short)

    def address(self, *folders: str) -> tuple[str, ...]:
        return tuple(f"http://127.0.0.1:{self.server.server_port}/{folder}/" for folder in folders)


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")
    made = Mirror()
    made.thread.start()
    yield made
    made.server.shutdown()
    made.thread.join()
    made.server.server_close()


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_the_first_mirror_with_the_right_file_is_enough_and_asked_once(mirror: Mirror, tmp_path: Path) -> None:
    mirror.serve("a", PACKED)
    mirror.serve("b", PACKED)
    for _ in range(2):
        assert fetch(FILE, mirror.address("a", "b"), folder=tmp_path / "cache") == CONTENT
    assert mirror.asked == [f"/a/{FILE.name}.gz"]
    assert files_in(tmp_path / "cache") == [f"{FILE.name}.gz"]


@pytest.mark.parametrize(
    "first",
    [
        {"body": gzip.compress(CONTENT[:-1] + b"\xff")},
        {"body": b"<html>Please log in to this wireless network</html>"},
        {"body": PACKED[:-20]},
        {"body": PACKED[: len(PACKED) // 2], "short": len(PACKED) // 2},
        {"body": b"gone", "status": 404},
        {"body": b"", "status": 503},
    ],
    ids=["another file", "a login page", "a broken gzip", "an interrupted answer", "not found", "unavailable"],
)
def test_a_mirror_that_fails_is_passed_over_and_leaves_no_half_file(
    mirror: Mirror, tmp_path: Path, first: dict[str, object]
) -> None:
    mirror.serve("a", **first)
    with pytest.raises(DataError, match=rf"{FILE.name} could not be downloaded \(.*/a/.*--data bundled"):
        fetch(FILE, mirror.address("a"), folder=tmp_path)
    assert files_in(tmp_path) == []
    mirror.serve("b", PACKED)
    assert fetch(FILE, mirror.address("a", "b"), folder=tmp_path) == CONTENT
    assert files_in(tmp_path) == [f"{FILE.name}.gz"]


def test_when_no_server_answers_every_mirror_is_named(mirror: Mirror, tmp_path: Path) -> None:
    (there,) = mirror.address("a")
    with pytest.raises(DataError) as problem:
        fetch(FILE, ("http://127.0.0.1:9/mnist", there), folder=tmp_path)
    assert f"http://127.0.0.1:9/mnist/{FILE.name}.gz: not reached" in str(problem.value)
    assert f"{there}{FILE.name}.gz: answered 404" in str(problem.value)


def test_ctrl_c_during_a_download_leaves_no_half_file(mirror: Mirror, tmp_path: Path) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    mirror.serve("a", PACKED)
    bar = SimpleNamespace(total=0, update=interrupted, reset=lambda: None, close=lambda: None)
    with pytest.raises(KeyboardInterrupt):
        fetch(FILE, mirror.address("a"), folder=tmp_path, make_bar=lambda _: bar)
    assert files_in(tmp_path) == []


def test_the_bar_is_told_the_whole_size(mirror: Mirror, tmp_path: Path) -> None:
    told: list[int] = []
    names: list[str] = []
    bar = SimpleNamespace(total=0, update=told.append, reset=told.clear, close=lambda: None)
    mirror.serve("a", PACKED)

    def make_bar(name: str) -> SimpleNamespace:
        names.append(name)
        return bar

    fetch(FILE, mirror.address("a"), folder=tmp_path, make_bar=make_bar)
    assert names == [FILE.name]
    assert bar.total == sum(told) == len(PACKED)


def test_a_damaged_file_in_the_cache_is_fetched_again(mirror: Mirror, tmp_path: Path) -> None:
    mirror.serve("a", PACKED)
    (tmp_path / f"{FILE.name}.gz").write_bytes(PACKED[:-30])
    assert fetch(FILE, mirror.address("a"), folder=tmp_path) == CONTENT
    assert (tmp_path / f"{FILE.name}.gz").read_bytes() == PACKED


def test_a_cache_that_cannot_be_written_is_said(mirror: Mirror, tmp_path: Path) -> None:
    mirror.serve("a", PACKED)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match="cannot be written"):
        fetch(FILE, mirror.address("a"), folder=tmp_path / "file" / "cache")


def test_without_a_folder_full_downloads_all_four_files_into_the_users_cache(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path))
    monkeypatch.setattr(data, "FILES", made_up_mnist.records(CONTENTS))
    for name, content in CONTENTS.items():
        mirror.serve("a", gzip.compress(content), name=name)
    course = SimpleNamespace(root=tmp_path, data=SimpleNamespace(folder="", mirrors=list(mirror.address("a"))))
    for _ in range(2):
        digits = load_digits("full", course)
    assert digits.description == "all of MNIST: 30 images to train, 20 to test, downloaded"
    assert len(mirror.asked) == 4
