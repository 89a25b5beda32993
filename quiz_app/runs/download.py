"""All of MNIST, fetched once for everybody, with its progress."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from grader.course import Course
from quiz_app.training.data import DataError, named_folder
from quiz_app.training.mirrors import all_kept, fetch
from quiz_app.training.mnist_files import FILES
from quiz_app.training.mnist_folder import candidates

PACKED_BYTES = 11_594_722  # of the four gzipped files together


def at_hand(course: Course) -> bool:
    """Whether all of MNIST can be loaded without a download."""
    if (named := named_folder(course)) is not None:
        return all(candidates(named[0], file.name) for file in FILES)
    return all_kept()


@dataclass
class _Bar:
    """As pooch drives it: it adds up what has arrived."""

    download: Download
    total: int = 0

    def update(self, bytes_more: int) -> None:
        self.download.received += bytes_more

    def reset(self) -> None:
        return None

    def close(self) -> None:
        return None


class Download:
    """Fetches the four files in a thread. Asked twice, it goes on with what it is doing."""

    def __init__(self) -> None:
        self.received = 0
        self.problem = ""
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    @property
    def share(self) -> float:
        """How much of it has arrived, in [0, 1]."""
        return min(self.received / PACKED_BYTES, 1.0)

    def start(self, mirrors: tuple[str, ...]) -> None:
        """Begins, unless it is under way."""
        with self._lock:
            if not self.running:
                self.received, self.problem = 0, ""
                self._thread = threading.Thread(target=self._fetch, args=(mirrors,), daemon=True, name="mnist")
                self._thread.start()

    def _fetch(self, mirrors: tuple[str, ...]) -> None:
        try:
            for file in FILES:
                fetch(file, mirrors, make_bar=lambda name: _Bar(self))
        except DataError as error:
            print(f"download of MNIST: {error}", flush=True)  # addresses and folders: for the server's log
            self.problem = "The download did not succeed. Try again later; the bundled images need none."
