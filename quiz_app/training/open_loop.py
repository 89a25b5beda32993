"""Opens a training in a confined worker, with the limits that it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from quiz_app.training.examples import Examples
from quiz_app.training.loop import Loop
from quiz_app.training.program import Program
from quiz_app.training.sending import bridge

if TYPE_CHECKING:
    from grader.sandbox import Chunk, Sandbox

SLICE_SECONDS = 60.0  # functions written with loops may need seconds for one step
SPARE_MIB = 512
MIB = 2**20


@contextmanager
def open_loop(
    program: Program,
    files: Mapping[str, Sequence[Chunk]],
    data: Examples,
    seed: int,
    sandbox: Sandbox | None = None,
    slice_seconds: float = SLICE_SECONDS,
    *,
    whole: bool = False,
) -> Iterator[tuple[Loop, str]]:
    """The loop, started, and what the isolation of its worker is, in a line.

    Args:
        program: what is called.
        files: the chunks of each assignment's file.
        data: what is learned.
        seed: of all chance.
        sandbox: where to open the worker; by default a sandbox of its own.
        slice_seconds: what one slice of steps may take.
        whole: all functions are in one file, and all of that is run before.

    Raises:
        LoopFailed: the training cannot begin.
    """
    from grader.sandbox import Limits, Sandbox

    memory = SPARE_MIB + (8 * data.rows.nbytes + 64 * program.size) // MIB
    limits = Limits(
        call_seconds=slice_seconds,
        total_seconds=None,  # a run may be paused for as long as its page is open
        memory_mib=memory,
        reply_mib=32 + 8 * program.size // MIB,
    )
    opened = [chunk for chunks in files.values() for chunk in chunks] if whole else []
    with ExitStack() as stack:
        room = sandbox or stack.enter_context(Sandbox())
        worker = stack.enter_context(room.open((*opened, bridge()), limits))
        loop = Loop(worker, program, data, slice_seconds)
        loop.start({} if whole else files, seed)
        yield loop, room.explanation
