"""The process that asks a trained network: `python -m quiz_app.drawing.answerer`, the network in, then questions.

The student's functions run in a confined worker of it, as in training. It ends with its input, or once nobody has
asked for a while.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from queue import Empty, SimpleQueue
from typing import BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from grader.sandbox import SandboxError
from quiz_app.drawing.fooling import Array, NotFooled, smallest_change
from quiz_app.runs.driver import Message, listen
from quiz_app.runs.messages import send
from quiz_app.training.examples import DIGIT_CLASSES, Examples
from quiz_app.training.loop import Loop, LoopFailed
from quiz_app.training.open_loop import open_loop
from quiz_app.training.trained import Described, TrainedNetwork, network_of

IDLE_SECONDS = 120.0
SLICE_SECONDS = 10.0  # of one question


class LoopNetwork:
    """A network in a worker, as `Slopes`."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop

    def probabilities(self, images: NDArray[np.generic]) -> Array:
        """See `Slopes`."""
        return self._loop.outputs(images.astype(np.float32)).astype(np.float64)

    def by_inputs(self, image: Array) -> tuple[Array, Array]:
        """See `Slopes`."""
        return self._loop.by_inputs(image[None].astype(np.float32))


def serve(network: TrainedNetwork, commands: SimpleQueue[Message], sink: BinaryIO) -> None:
    """Answers questions about a network, until nobody has asked for a while.

    Raises:
        LoopFailed: its functions do not answer.
        SandboxError: no worker can be opened.
    """
    rows = network.beside if len(network.beside) else np.zeros((1, network.weights[0].shape[-1]), np.uint8)
    labels = np.arange(len(rows)) % DIGIT_CLASSES  # nobody trains on them
    data = Examples(rows, labels, rows[:0], labels[:0], DIGIT_CLASSES, "")
    with open_loop(network.program, dict(network.files), data, 0, slice_seconds=SLICE_SECONDS) as (loop, _):
        loop.take_weights(network.weights)
        asked = LoopNetwork(loop)
        while True:
            try:
                header, arrays = commands.get(timeout=IDLE_SECONDS)
            except Empty:
                return
            match header["do"]:
                case "answer":
                    send(sink, {"say": "answers"}, (asked.probabilities(arrays[0]),))
                case "block":
                    send(sink, {"say": "answers"}, (loop.block(arrays[0].astype(np.float32), header["block"]),))
                case "fool":
                    try:
                        change = smallest_change(asked, arrays[0].astype(np.float64))
                    except NotFooled as why:
                        send(sink, {"say": "not fooled", "message": str(why)})
                    else:
                        found = (change.before, change.after, change.probabilities)
                        send(sink, {"say": "change", "looks": change.looks}, found)


def main() -> None:
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not fall among the messages
    commands: SimpleQueue[Message] = SimpleQueue()
    threading.Thread(target=listen, args=(source, commands), daemon=True).start()
    header, arrays = commands.get()
    try:
        described = msgspec.json.decode(header["network"], type=Described)
        beside, *weights = arrays
        serve(network_of(described, tuple(weights), beside), commands, sink)
    except LoopFailed as problem:
        send(sink, {"say": "failed", "message": str(problem)})
    except SandboxError:
        traceback.print_exc()
        send(sink, {"say": "failed", "message": "Your functions could not be asked; the server's log says why."})
    except BrokenPipeError:
        pass
    except BaseException:
        traceback.print_exc()
    os._exit(0)  # the thread that listens would hold up an orderly end


if __name__ == "__main__":
    main()
