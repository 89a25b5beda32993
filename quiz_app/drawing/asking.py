"""Trained networks that answer, each in a process of its own, as many at a time as this computer has cores."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.drawing.fooling import Change, NotFooled
from quiz_app.runs.messages import Array
from quiz_app.runs.process import DriverProcess
from quiz_app.training.trained import TrainedNetwork

Reply = tuple[dict[str, Any], tuple[Array, ...]]
ANSWER_SECONDS = 30.0  # a sandbox that has to be opened first takes some of them
_NO_ANSWER = "The network did not answer in time. Choose it again to ask it once more."
_GONE = "The process that asks the network ended unexpectedly. Choose the network again."


class NotAnswered(Exception):  # noqa: N818 (an outcome, said in a sentence)
    """The network's functions gave no answer; the text says why."""


class AskedNetwork:
    """A trained network that is asked, from any thread; its process begins with the first question."""

    def __init__(self, network: TrainedNetwork) -> None:
        self._network = network
        self._lock = threading.Lock()
        self._process: DriverProcess | None = None
        self._replies: SimpleQueue[Reply] = SimpleQueue()

    def probabilities(self, images: NDArray[Any]) -> NDArray[np.float64]:
        """What it makes of images (N, n0) in [0, 1]: (N, classes).

        Raises:
            NotAnswered: its functions do not answer.
        """
        _, (found,) = self._ask({"do": "answer"}, (images,))
        return found

    def block(self, images: NDArray[Any], block: int) -> NDArray[np.float32]:
        """What a block hands on, (N, its width). Raises as `probabilities`."""
        _, (found,) = self._ask({"do": "block", "block": block}, (images,))
        return found

    def smallest_change(self, image: NDArray[Any]) -> Change:
        """The smallest change of an image (n0,) that changes the answer, by the way back of its own functions.

        Raises:
            NotFooled: there is none.
            NotAnswered: its functions do not answer.
        """
        header, arrays = self._ask({"do": "fool"}, (image,))
        if header["say"] == "not fooled":
            raise NotFooled(header["message"])
        before, after, probabilities = arrays
        return Change(before, after, probabilities, header["looks"])

    def close(self) -> None:
        """Ends its process; the next question begins another."""
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def _ask(self, header: dict[str, Any], arrays: tuple[Array, ...]) -> Reply:
        with self._lock:
            self._running().send(header, arrays)
            try:
                reply, found = self._replies.get(timeout=ANSWER_SECONDS)
            except Empty:
                self.close()
                raise NotAnswered(_NO_ANSWER) from None
            if reply["say"] in ("failed", "gone"):
                self.close()
                raise NotAnswered(reply.get("message", _GONE))
            return reply, found

    def _running(self) -> DriverProcess:
        if self._process is None or not self._process.alive:
            self.close()
            replies: SimpleQueue[Reply] = SimpleQueue()
            self._replies = replies  # what an earlier process still says is nobody's
            self._process = DriverProcess("quiz_app.drawing.answerer")
            self._process.attach(lambda header, arrays: replies.put((header, arrays)))
            network = self._network
            self._process.send({"network": network.described()}, (network.beside, *network.weights))
        return self._process


class AskedNetworks:
    """The networks that are asked on this server; a context manager, for tests. The one asked longest ago leaves."""

    def __init__(self, places: int | None = None) -> None:
        self._places = places or max(2, os.cpu_count() or 1)
        self._lock = threading.Lock()
        self._asked: dict[str, AskedNetwork] = {}

    def of(self, key: str, load: Callable[[], TrainedNetwork]) -> AskedNetwork:
        """The network of this name, loaded if it is not asked already."""
        with self._lock:
            found = self._asked.pop(key, None) or AskedNetwork(load())
            while len(self._asked) >= self._places:
                self._asked.pop(next(iter(self._asked))).close()
            self._asked[key] = found
            return found

    def close(self) -> None:
        """Ends all of them."""
        with self._lock:
            for each in self._asked.values():
                each.close()
            self._asked.clear()

    def __enter__(self) -> AskedNetworks:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
