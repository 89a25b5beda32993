"""One submission in its confined process: calls, deadlines, a budget, and a new process when one is lost."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import TracebackType
from typing import Any, Self

from .answer import Answer, Argument, CallOutcome, Chunk, Limits, Loaded, LoadProblem
from .arguments import prepared
from .channel import DeadlineError
from .ending import describe_ending
from .inside.framing import Array, Frame, FrameReader, HungUpError, MalformedError, encode
from .output import position
from .plain_text import plain_line, said
from .process import Process
from .reply import MAX_HEADER, read_answers, read_loaded

_POSITION_SECONDS = 0.1
_DELIVERY_SECONDS = 5.0
_TOGETHER_SECONDS = 0.5
_MOST_SKIPPED = 2  # statements; each may have taken all the time that loading has
_BEGINNING = ("", 0)
_LOST = ("timeout", "crashed", "out of memory")  # ends of the process, or of the time for all calls together


@dataclass(frozen=True)
class _Pending:
    """A request that was sent. `failure` is already known when not even sending went well."""

    what: str
    call: int
    positions: tuple[tuple[int, ...], ...]  # of the arrays among the arguments, for each call
    sent_at: float
    failure: Answer | None = None


@dataclass(frozen=True)
class _Plan:
    """How to load; see ``inside.loading.load``. A statement that takes the process with it is left out next time."""

    skipped: tuple[tuple[str, int], ...] = ()
    definitions_from: tuple[str, int] | None = None
    is_traced: bool = False

    def after(self, place: tuple[str, int] | None) -> "_Plan | None":
        """What to try when loading was lost at this statement, None if that is unknown; None when all was tried."""
        if self.definitions_from is not None:
            return None if self.definitions_from == _BEGINNING else _Plan(definitions_from=_BEGINNING)
        if place is None:
            return _Plan(definitions_from=_BEGINNING) if self.is_traced else replace(self, is_traced=True)
        if len(self.skipped) < _MOST_SKIPPED and place not in self.skipped:
            return replace(self, skipped=(*self.skipped, place))
        return replace(self, definitions_from=self.skipped[0] if self.skipped else _BEGINNING)


@dataclass(frozen=True)
class Again:
    """A function to be called so many times in a row with the same arguments; the answer to the last call counts."""

    name: str
    arguments: Sequence[Argument]
    times: int = 1


class Worker:
    """Answers calls of one submission's functions. Not thread-safe. A context manager.

    `loaded` says what the submission defines. After a timeout, a crash or a lack of memory the next call gets
    a new process, with the submission loaded again.
    """

    def __init__(self, start: Callable[[Limits], Process], chunks: Sequence[Chunk], limits: Limits) -> None:
        self._start = start
        self._limits = limits
        self._chunks = {chunk.label: chunk for chunk in chunks}
        if len(self._chunks) != len(chunks):
            raise ValueError("The chunks of a submission need labels that differ from each other.")
        self._process: Process | None = None
        self._reader: FrameReader | None = None
        self._pending: _Pending | None = None
        self._ready_at: float | None = None
        self._spent = 0.0
        self._plan = _Plan()
        self._stood_at: tuple[str, int] | None = None  # the statement that ran when the process was lost
        self._closed = False
        self._dead: Answer | None = None
        began = time.monotonic()
        self.loaded = replace(self._load_first(), seconds=time.monotonic() - began)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def call(self, name: str, *args: Argument, seconds: float | None = None) -> Answer:
        """Call the submission's function `name` and wait at most `seconds` (Limits.call_seconds).

        Raises TypeError for an argument that is neither an array of bool, integers or floats nor a float, an
        int or a str.
        """
        self.send(name, *args)
        return self.receive(seconds)

    def call_together(self, name: str, calls: Sequence[Sequence[Argument]]) -> tuple[Answer, ...] | None:
        """Call one function once for each list of arguments, by one message, which costs less than many.

        None when they did not all come to an end, in half a second together: the process is a new one then, and
        they must be called one by one to see which of them it was. Raises TypeError as `call` does.
        """
        if not calls:
            return ()
        self._send(name, calls)
        return self._all_received(len(calls))

    def call_again(self, calls: Sequence[Again]) -> tuple[Answer, ...] | None:
        """Call functions as the lines of their own file would, from its top and from far down in it.

        None as for `call_together`.
        """
        if not calls:
            return ()
        described, arrays, positions = zip(*(prepared(call.arguments) for call in calls), strict=True)
        again = [
            (call.name, text, len(own), call.times) for call, text, own in zip(calls, described, arrays, strict=True)
        ]
        self._begin("Calling the functions again", {"again": again}, arrays, positions)
        return self._all_received(len(calls))

    def call_variants(
        self, name: str, texts: Sequence[str], calls: Sequence[Sequence[Argument]], seconds: float
    ) -> tuple[tuple[Answer, ...], ...] | None:
        """Ask other versions of a function: for each text, which defines it anew, an answer to each of the calls.

        A version that raises has the outcome "missing". None when they did not all come to an end in these seconds.
        """
        if not texts or not calls:
            return tuple(() for _ in texts)
        described, arrays, positions = zip(*map(prepared, calls), strict=True)
        args = [(text, len(own)) for text, own in zip(described, arrays, strict=True)]
        self._begin(
            plain_line(name, 100), {"variants": texts, "call": name, "args": args}, arrays, positions * len(texts)
        )
        answers = self._all_received(len(texts) * len(calls), seconds)
        if answers is None:
            return None
        return tuple(answers[first : first + len(calls)] for first in range(0, len(answers), len(calls)))

    def _all_received(self, number: int, seconds: float = _TOGETHER_SECONDS) -> tuple[Answer, ...] | None:
        answers = self._received(seconds)
        if len(answers) != number or any(answer.outcome in _LOST for answer in answers):
            return None
        return answers

    def send(self, name: str, *args: Argument) -> None:
        """Begin a call; `receive` has its answer. Raises RuntimeError while another is under way."""
        self._send(name, [args])

    def _send(self, name: str, calls: Sequence[Sequence[Argument]]) -> None:
        described, arrays, positions = zip(*map(prepared, calls), strict=True)
        self._begin(plain_line(name, 100), {"call": name, "args": described}, arrays, positions)

    def _begin(
        self,
        what: str,
        header: dict[str, Any],
        arrays: Sequence[list[Array]],
        positions: tuple[tuple[int, ...], ...],
    ) -> None:
        if self._closed:
            raise RuntimeError("This worker is closed; open another one.")
        if self._pending is not None:
            raise RuntimeError("This worker is busy; receive the answer of the last call first.")
        failure = self._out_of_budget() or self._revive()
        if failure is not None:
            self._pending = _Pending(what, 0, positions, time.monotonic(), failure)
            return
        sent = list(chain.from_iterable(arrays))
        self._pending = self._request(what, header, sent, positions, self._limits.call_seconds)

    def ready(self) -> bool:
        """Whether `receive` would return at once: an answer is there, or Limits.call_seconds have passed."""
        pending = self._pending
        if pending is None or pending.failure is not None or self._process is None:
            return True
        if self._process.channel.ready():
            self._ready_at = self._ready_at or time.monotonic()
            return True
        return time.monotonic() >= pending.sent_at + self._allowed(None)

    def receive(self, seconds: float | None = None) -> Answer:
        """The answer of the call that was sent, waiting until at most `seconds` after it was sent."""
        return self._received(seconds)[0]

    def _received(self, seconds: float | None) -> tuple[Answer, ...]:
        """An answer for each call that was sent, or the only one when the process was lost over them."""
        pending = self._pending
        if pending is None:
            raise RuntimeError("No call is under way; send one first.")
        self._pending = None
        if pending.failure is not None:
            return (pending.failure,)
        frame = self._reply(pending, self._allowed(seconds))
        if isinstance(frame, Answer):
            return (frame,)
        try:
            fields = read_answers(frame, self._chunks, pending.positions)
        except MalformedError as problem:
            return (self._lost(pending, "crashed", _nonsense(pending, problem)),)
        seconds = self._charge(pending) / len(fields)
        output = self._printed()
        return tuple(self._completed(pending, Answer(**each, output=output, seconds=seconds)) for each in fields)

    def _completed(self, pending: _Pending, answer: Answer) -> Answer:
        """The answer with what only this side knows."""
        if answer.outcome == "raised":
            chunk, failing = self._chunks.get(answer.label), answer.failing
            if chunk is not None and failing is not None:
                failing = replace(failing, expression=chunk.between(failing.span))
            return replace(answer, code_line=self._code_line(answer.label, answer.line), failing=failing)
        if answer.outcome == "missing":
            return replace(answer, message=f"There is no function named {pending.what}.")
        if answer.outcome == "out of memory":
            self._end()  # what it holds on to would be missing in the next call
            return replace(answer, message=self._too_much_memory(pending))
        return answer

    def close(self) -> None:
        """End the process. Closing twice is allowed."""
        self._closed = True
        self._pending = None
        process, self._process = self._process, None
        if process is not None:
            process.discard()

    def forget(self) -> None:
        """In a forked copy of this program: let go of the process, which is the original's."""
        if self._process is not None:
            self._process.abandon()
            self._process = None
        self._pending = None

    # Loading

    def _load_first(self) -> Loaded:
        problems: list[LoadProblem] = []
        while True:
            self._stood_at = None
            loaded = self._load()
            if isinstance(loaded, Loaded):
                unseen = self._plan.definitions_from is not None
                return Loaded(loaded.names, (*problems, *loaded.problems), definitions_only=unseen)
            plan = self._plan.after(self._stood_at)
            if plan is None or plan.is_traced == self._plan.is_traced:  # else the next attempt shows where it was
                place = (loaded.label, loaded.line) if loaded.label else self._stood_at or ("", 0)
                problems.append(LoadProblem(*place, _as_error(loaded.outcome), loaded.message))
            if plan is None or self._out_of_budget():
                self._dead = loaded
                return Loaded(frozenset(), tuple(problems))
            self._plan = plan

    def _load(self) -> Loaded | Answer:
        """A new process with the submission in it, or how that failed."""
        process = self._start(self._limits)
        self._process = process
        self._reader = FrameReader(process.channel.read_into, MAX_HEADER, self._limits.reply_mib << 20)
        chunks = [(chunk.label, chunk.source, chunk.lines_before) for chunk in self._chunks.values()]
        header = {"chunks": chunks, **vars(self._plan)}
        seconds = self._limits.load_seconds
        pending = self._request("Loading the submission", header, [], (), seconds)
        if pending.failure is not None:
            return pending.failure
        frame = self._reply(pending, seconds)
        if isinstance(frame, Answer):
            return frame
        try:
            loaded = read_loaded(frame, self._chunks)
        except MalformedError as problem:
            return self._lost(pending, "crashed", _nonsense(pending, problem))
        self._charge(pending)
        self._printed()
        return loaded

    def _revive(self) -> Answer | None:
        """Make sure that a process waits for a call; how that failed, if it did."""
        if self._dead is not None:
            return self._dead
        if self._process is not None and self._process.channel.ready():
            self._end()  # it has died, or has said something unasked that must not pass for an answer
        if self._process is None:
            loaded = self._load()
            if isinstance(loaded, Answer):
                self._dead = loaded
                return loaded
        return None

    # One request and its reply

    def _request(
        self,
        what: str,
        header: dict[str, Any],
        arrays: list[Array],
        positions: tuple[tuple[int, ...], ...],
        seconds: float,
    ) -> _Pending:
        assert self._process is not None
        process = self._process
        # Not to be guessed from earlier calls, so that a reply written in advance fits no later call.
        call = int.from_bytes(os.urandom(8), "little")
        self._ready_at = None
        pending = _Pending(what, call, positions, time.monotonic())
        process.channel.deadline = pending.sent_at + seconds
        process.output.empty()
        try:
            for buffer in encode(call, header, arrays):
                process.channel.write(buffer)
        except DeadlineError:
            return replace(pending, failure=self._late(pending, seconds))
        except OSError:
            return replace(pending, failure=self._hung_up(pending))
        except BaseException:
            self._end()
            raise
        return pending

    def _reply(self, pending: _Pending, seconds: float) -> Frame | Answer:
        assert self._process is not None
        assert self._reader is not None
        channel = self._process.channel
        channel.deadline = pending.sent_at + seconds
        if channel.ready():  # its answer is there already, even if it is fetched after the deadline
            channel.deadline = max(channel.deadline, time.monotonic() + _DELIVERY_SECONDS)
        try:
            frame = self._reader.read()
            if frame.call != pending.call:
                raise MalformedError("it is the reply to another call")
        except DeadlineError:
            return self._late(pending, seconds)
        except HungUpError:
            return self._hung_up(pending)
        except MalformedError as problem:
            return self._lost(pending, "crashed", _nonsense(pending, problem))
        except BaseException:  # Ctrl-C: the process is in the middle of something
            self._end()
            raise
        return frame

    # When the process is lost

    def _late(self, pending: _Pending, seconds: float) -> Answer:
        assert self._process is not None
        if self._process.ask_position():
            self._process.output.wait_for_position(_POSITION_SECONDS)
        left = self._left()
        if left is not None and time.monotonic() - pending.sent_at >= left:
            message = self._budget_message()
        else:
            message = f"{pending.what} did not finish within {_in_words(seconds)}."
        return self._lost(pending, "timeout", message)

    def _hung_up(self, pending: _Pending) -> Answer:
        return self._lost(pending, "crashed", "")

    def _lost(self, pending: _Pending, outcome: CallOutcome, message: str) -> Answer:
        """End the process and say how it went, and where it was."""
        assert self._process is not None
        text, frames = position(self._process.output.read(1 << 20))
        status = self._end()
        own = [frame for frame in frames if frame[0] in self._chunks]
        label, line = own[0][:2] if own else ("", 0)
        self._stood_at = next((frame[:2] for frame in own if frame[2] == "<module>"), None)
        if not message:
            outcome, message = describe_ending(pending.what, status, self._limits)
        return Answer(
            outcome,
            message=message,
            label=label,
            line=line,
            code_line=self._code_line(label, line),
            output=said(text, self._limits.output_bytes),
            seconds=self._charge(pending),
        )

    def _end(self) -> int:
        process, self._process = self._process, None
        return 0 if process is None else process.end()

    # Small matters

    def _printed(self) -> str:
        assert self._process is not None
        return said(self._process.output.read(self._limits.output_bytes), self._limits.output_bytes)

    def _code_line(self, label: str, line: int) -> str:
        return self._chunks[label].line(line) if label in self._chunks else ""

    def _charge(self, pending: _Pending) -> float:
        seconds = (self._ready_at or time.monotonic()) - pending.sent_at
        self._spent += seconds
        return seconds

    def _left(self) -> float | None:
        total = self._limits.total_seconds
        return None if total is None else total - self._spent

    def _allowed(self, seconds: float | None) -> float:
        seconds = self._limits.call_seconds if seconds is None else seconds
        left = self._left()
        return seconds if left is None else min(seconds, left)

    def _out_of_budget(self) -> Answer | None:
        left = self._left()
        return Answer("timeout", message=self._budget_message()) if left is not None and left <= 0 else None

    def _budget_message(self) -> str:
        return f"The submission has used up its {_in_words(self._limits.total_seconds or 0)} in total."

    def _too_much_memory(self, pending: _Pending) -> str:
        return f"{pending.what} needed more than {self._limits.memory_mib} MiB of memory."


def _in_words(seconds: float) -> str:
    return f"{seconds:g} second{'' if seconds == 1 else 's'}"


def _nonsense(pending: _Pending, problem: MalformedError) -> str:
    return f"{pending.what} sent back something that is not an answer: {problem}."


def _as_error(outcome: CallOutcome) -> str:
    return {"timeout": "TimeoutError", "out of memory": "MemoryError"}.get(outcome, "Crash")
