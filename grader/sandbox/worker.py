"""One submission in its confined process: calls, a budget of time, and a new process when one is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Self

import msgspec

from .answer import Answer, Argument, CallOutcome, Chunk, Limits, Loaded, LoadProblem
from .connection import Connection, LostError
from .ending import describe_ending
from .inside.framing import Frame, encode
from .loading_plan import LoadingPlan
from .plain_text import said
from .process import Process
from .reply import MAX_HEADER, read_answers, read_loaded
from .request import FunctionCall, Request

_LOADING = "Loading the submission"
_TOGETHER_SECONDS = 0.5
_LOST = ("timeout", "crashed", "out of memory")  # ends of the process, or of the time for all calls together


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
        self._connection: Connection | None = None
        self._spent = 0.0
        self._plan = LoadingPlan()
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
        allowed = self._limits.call_seconds if seconds is None else seconds
        return self._answers(Request.of([FunctionCall(name, args)]), allowed)[0]

    def call_together(self, request: Request) -> tuple[Answer, ...] | None:
        """An answer to each of these calls, by one message, which costs less than many. Where the request ends early,
        the answers end with the first that returns nothing.

        None when they did not all come to an end, in half a second together: the process is a new one then, and
        they must be called one by one to see which of them it was.
        """
        return self._all_answers(request, _TOGETHER_SECONDS)

    def call_variants(
        self, name: str, texts: Sequence[str], calls: Sequence[Sequence[Argument]], seconds: float
    ) -> tuple[tuple[Answer, ...], ...] | None:
        """Ask other versions of a function: for each text, which defines it anew, an answer to each of the calls.

        A version that raises has the outcome "missing". None when they did not all come to an end in these seconds.
        """
        if not texts or not calls:
            return tuple(() for _ in texts)
        answers = self._all_answers(Request.of_variants(name, texts, calls), seconds)
        if answers is None:
            return None
        return tuple(answers[first : first + len(calls)] for first in range(0, len(answers), len(calls)))

    def close(self) -> None:
        """End the process. Closing twice is allowed."""
        self._closed = True
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.process.discard()

    def forget(self) -> None:
        """In a forked copy of this program: let go of the process, which is the original's."""
        if self._connection is not None:
            self._connection.process.abandon()
            self._connection = None

    # Loading

    def _load_first(self) -> Loaded:
        """Load the submission, with other plans where that takes the process with it."""
        problems: list[LoadProblem] = []
        while True:
            try:
                loaded = self._load()
            except LostError as lost:
                answer = self._lost(_LOADING, lost, self._limits.load_seconds)
                stood_at = next((place[:2] for place in self._own(lost) if place[2] == "<module>"), None)
            else:
                unseen = self._plan.definitions_from is not None
                return Loaded(loaded.names, (*problems, *loaded.problems), definitions_only=unseen)
            plan = self._plan.after(stood_at)
            if plan is None or plan.is_traced == self._plan.is_traced:  # else the next attempt shows where it was
                place = (answer.label, answer.line) if answer.label else stood_at or ("", 0)
                problems.append(LoadProblem(*place, _as_error(answer.outcome), answer.message))
            if plan is None or self._out_of_budget():
                self._dead = answer
                return Loaded(frozenset(), tuple(problems))
            self._plan = plan

    def _load(self) -> Loaded:
        """Start a process with the submission in it. Raises LostError."""
        connection = Connection(self._start(self._limits), MAX_HEADER, self._limits.reply_mib << 20)
        chunks = [(chunk.label, chunk.source, chunk.lines_before) for chunk in self._chunks.values()]
        content = encode({"chunks": chunks, **vars(self._plan)})
        with self._charged():
            loaded = connection.exchange(
                content, self._limits.load_seconds, lambda frame: read_loaded(frame, self._chunks)
            )
        self._connection = connection
        return loaded

    # One request and its answers

    def _all_answers(self, request: Request, seconds: float) -> tuple[Answer, ...] | None:
        if not request.positions:
            return ()
        answers = self._answers(request, seconds)
        if any(answer.outcome in _LOST for answer in answers):
            return None
        if len(answers) != len(request.positions) and not request.ends_early:  # it could not be asked at all
            return None
        return answers

    def _answers(self, request: Request, seconds: float) -> tuple[Answer, ...]:
        """An answer to each call, or a single one where the process was lost over them."""
        if self._closed:
            raise RuntimeError("This worker is closed; open another one.")
        failure = self._out_of_budget() or self._revive()
        if failure is not None:
            return (failure,)
        assert self._connection is not None
        connection, self._connection = self._connection, None  # kept only if the reply comes
        left = self._left()
        seconds = seconds if left is None else min(seconds, left)
        began = time.monotonic()

        def read(frame: Frame) -> list[Answer]:
            output = said(connection.printed(self._limits.output_bytes), self._limits.output_bytes)
            took = (time.monotonic() - began) / len(request.positions)
            return read_answers(frame, self._chunks, request.positions, output, took, request.ends_early)

        try:
            with self._charged():
                answers = connection.exchange(request.content, seconds, read)
        except LostError as lost:
            return (self._lost(request.what, lost, seconds, time.monotonic() - began),)
        self._connection = connection
        return tuple(
            answer if answer.outcome == "returned" else self._completed(request.what, answer) for answer in answers
        )

    def _completed(self, what: str, answer: Answer) -> Answer:
        """The answer with what only this side knows."""
        if answer.outcome == "raised":
            chunk, failing = self._chunks.get(answer.label), answer.failing
            if chunk is not None and failing is not None:
                failing = replace(failing, expression=chunk.between(failing.span))
            code_line = self._code_line(answer.label, answer.line)
            return msgspec.structs.replace(answer, code_line=code_line, failing=failing)
        if answer.outcome == "missing":
            return msgspec.structs.replace(answer, message=f"There is no function named {what}.")
        self._end()  # out of memory: what the process holds on to would be missing in the next call
        return msgspec.structs.replace(answer, message=self._too_much_memory(what))

    def _revive(self) -> Answer | None:
        """Make sure that a process waits for a call; how that failed, if it did."""
        if self._dead is not None:
            return self._dead
        if self._connection is not None and self._connection.has_spoken():
            self._end()
        if self._connection is None:
            try:
                self._load()
            except LostError as lost:
                self._dead = self._lost(_LOADING, lost, self._limits.load_seconds)
        return self._dead

    def _end(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.process.end()

    # A request that had no reply

    def _lost(self, what: str, lost: LostError, allowed: float, took: float = 0.0) -> Answer:
        """How it went, and where it was."""
        label, line, _ = next(iter(self._own(lost)), ("", 0, ""))
        outcome, message = self._how(what, lost, allowed)
        output = said(lost.printed, self._limits.output_bytes)
        return Answer(
            outcome,
            message=message,
            label=label,
            line=line,
            code_line=self._code_line(label, line),
            output=output,
            seconds=took,
        )

    def _how(self, what: str, lost: LostError, allowed: float) -> tuple[CallOutcome, str]:
        if lost.how == "ended":
            return describe_ending(what, lost.status, self._limits)
        if lost.how == "nonsense":
            return "crashed", f"{what} sent back something that is not an answer: {lost}."
        if self._out_of_budget():
            return "timeout", self._budget_message()
        return "timeout", f"{what} did not finish within {_in_words(allowed)}."

    def _own(self, lost: LostError) -> list[tuple[str, int, str]]:
        """Of the places where the process was, those in the submission."""
        return [place for place in lost.places if place[0] in self._chunks]

    def _code_line(self, label: str, line: int) -> str:
        return self._chunks[label].line(line) if label in self._chunks else ""

    def _too_much_memory(self, what: str) -> str:
        return f"{what} needed more than {self._limits.memory_mib} MiB of memory."

    # The budget

    @contextmanager
    def _charged(self) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self._spent += time.monotonic() - began

    def _left(self) -> float | None:
        total = self._limits.total_seconds
        return None if total is None else total - self._spent

    def _out_of_budget(self) -> Answer | None:
        left = self._left()
        return Answer("timeout", message=self._budget_message()) if left is not None and left <= 0 else None

    def _budget_message(self) -> str:
        return f"The submission has used up its {_in_words(self._limits.total_seconds or 0)} in total."


def _in_words(seconds: float) -> str:
    return f"{seconds:g} second{'' if seconds == 1 else 's'}"


def _as_error(outcome: CallOutcome) -> str:
    return {"timeout": "TimeoutError", "out of memory": "MemoryError"}.get(outcome, "Crash")
