"""Asking a student's function: its results come back, or a Finding that says why there are none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Protocol

from grader.asking.advice import File, NoFile
from grader.asking.comparison import Results, right
from grader.asking.results import is_masked, results_of
from grader.asking.unanswered import unanswered
from grader.key.key import Key, Law, Question, Signature
from grader.key.laws import asked_of_laws, broken
from grader.key.questions import IN_A_ROW, PROPERTY
from grader.key.values import as_float64
from grader.report.message import Finding
from grader.sandbox import Answer, FunctionCall, Request


class Caller(Protocol):
    """Whatever can call the submission's functions by name: a sandbox worker, or the notebook's own kernel."""

    def call(self, name: str, *args: Any, seconds: float | None = None) -> Answer:
        """Call the function; how it ended is in the answer, nothing is raised.

        ``seconds`` is the most that it may take, where another limit than the usual one is meant.
        """
        ...

    def call_together(self, request: Request) -> Sequence[Answer] | None:
        """An answer to each call, or None where that needs one call after another.

        Where the request ends early there may be no answers behind the first that is none.
        """
        ...

    def call_variants(
        self, name: str, texts: Sequence[str], calls: Sequence[tuple[Any, ...]], seconds: float
    ) -> Sequence[Sequence[Answer]] | None:
        """Ask other versions of the function, each of which a text defines: for each an answer to each call.

        None where they do not come to an end in these seconds, or where nothing can run them.
        """
        ...

    def known_names(self) -> frozenset[str]:
        """Names of the callables that the submission defines."""
        ...


class StudentFunction:
    """One function as the student wrote it.

    Args:
        step: which function.
        key: with the assignment's other functions.
        caller: runs it.
        warn: takes a sentence about something that is worth saying and costs no points.
        file: what the submission's text says about its names.

    Attributes:
        masked: whether an answer was a masked array: the numbers below its mask say little of what was meant.
        changes: whether it has changed an argument in place.
    """

    def __init__(
        self,
        step: Signature,
        key: Key,
        caller: Caller,
        warn: Callable[[str], None],
        file: File | None = None,
    ) -> None:
        self.step = step
        self._key = key
        self._caller = caller
        self._file = file or NoFile()
        self._answers: dict[int, Answer] = {}
        self._expected: tuple[Sequence[Question], Sequence[Question]] = ((), ())
        self.masked = self.changes = False
        self.warn = warn

    def prepare(self, questions: Sequence[Question], until_none: bool = False) -> None:
        """Put questions that are sure to come all at once: that takes a fraction of the time.

        Each of the answers is given out once. Whoever asks the same thing again calls the function again.

        Args:
            questions: in order.
            until_none: whether the rest is not sure to come after one that has no answer.
        """
        answers = self._caller.call_together(_request(self.step.function, tuple(questions), until_none))
        if answers is not None:
            pairs = zip(questions, answers, strict=not until_none)
            self._answers = {id(question): answer for question, answer in pairs}

    def ask(self, question: Question) -> Results:
        """The function's results: one value for each, in the data type that the function returned.

        Raises:
            Finding: there is no answer, or it is not numeric, or not as many values as there are results.
        """
        return self._results(self._answer(question))

    def answer(self, *arguments: Any) -> Results:
        """Like ``ask``, for arguments that are not a question's."""
        return self._results(self._caller.call(self.step.function, *arguments))

    def value(self, question: Question) -> Any:
        """Whatever numbers came back, as arrays of float64 put together as they were; None where there are none."""
        return self.value_of(self._answer(question))

    def value_of(self, answer: Answer) -> Any:
        """The same for an answer that is there already."""
        if answer.outcome != "returned" or answer.value is None:
            return None
        try:
            results = self._results(answer)
        except Finding:
            return as_float64(answer.value)
        return as_float64(results if len(results) > 1 else results[0])

    def values_in_time(self, questions: Sequence[Question], seconds: float) -> Iterator[Any]:
        """The ``value`` for one question after the other, as many as there is time for."""
        until = time.monotonic() + seconds
        for question in questions:
            if time.monotonic() > until:
                return
            yield self.value(question)

    def expect(self, questions: Sequence[Question], others: Sequence[Question] = ()) -> None:
        """Prepare all of these as soon as the first question comes; where that takes too long, without the others."""
        self._expected = (questions, others)

    def _prepare_expected(self) -> None:
        (questions, others), self._expected = self._expected, ((), ())
        if questions or others:
            self.prepare((*questions, *others), until_none=True)
        if others and not self._answers:
            self.prepare(questions, until_none=True)

    def keep(self, question: Question, answer: Answer) -> None:
        """Have this answer ready for when the question comes."""
        self._answers[id(question)] = answer

    def can_answer(self, question: Question, seconds: float) -> bool:
        """Whether the function has an answer, or a fault, within that time and the memory there is; it is kept."""
        self._prepare_expected()
        answer = self._answers.get(id(question)) or self._caller.call(
            self.step.function, *question.arguments, seconds=seconds
        )
        if answer.outcome in ("timeout", "out of memory") or answer.error in ("MemoryError", "RecursionError"):
            return False
        self._answers[id(question)] = answer
        return True

    def answers_rightly(self, question: Question) -> bool:
        """Whether the answer to a question is right. It is kept for whoever asks the same next."""
        answer = self._answer(question)
        self.keep(question, answer)
        return self.is_right(question, answer)

    def results(self, answer: Answer) -> Results:
        """The function's results in an answer. Raises Finding as ``ask``."""
        return self._results(answer)

    def is_right(self, question: Question, answer: Answer) -> bool:
        """Whether this answer is right."""
        if answer.outcome != "returned":
            return False
        try:
            return right(question, self._results(answer))
        except Finding:
            return False

    def broken_laws(self, key: Key) -> list[tuple[Law, str]]:
        """The properties that the function's answers break, each with a sentence.

        Raises:
            Finding: as ``ask``.
        """
        if not self.step.laws:
            return []
        questions = asked_of_laws(key.asked(self.step.function, PROPERTY, IN_A_ROW))
        together = self._caller.call_together(_request(self.step.function, tuple(questions)))
        answers = together or [self._caller.call(self.step.function, *question.arguments) for question in questions]
        results = [self._results(answer) for answer in answers]
        return list(broken(self.step.laws, questions, [each if len(each) > 1 else each[0] for each in results]))

    def _answer(self, question: Question) -> Answer:
        self._prepare_expected()
        answer = self._answers.pop(id(question), None)
        return answer or self._caller.call(self.step.function, *question.arguments)

    def _results(self, answer: Answer) -> Results:
        if answer.outcome != "returned":
            raise unanswered(self.step, answer, self._key, self._file, self._caller.known_names)
        self.masked |= is_masked(answer)
        self.changes |= bool(answer.changed)
        return results_of(self.step, answer, self.warn)


@lru_cache(maxsize=128)  # every submission is asked the same
def _request(function: str, questions: tuple[Question, ...], ends_early: bool = False) -> Request:
    calls = (FunctionCall(function, question.arguments) for question in questions)
    return Request.of(calls, ends_early=ends_early)
