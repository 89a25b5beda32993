"""The submission's functions, asked from one answer key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from itertools import cycle, islice
from typing import Any

from grader.asking.advice import File
from grader.asking.comparison import Results, right
from grader.asking.student import Caller, StudentFunction
from grader.key.key import Key, Question
from grader.key.questions import CONTRACT, DIFFERENCES, LARGE, REFERENCE, WORKED
from grader.report.message import Finding
from grader.sandbox import Answer, FunctionCall, Request

_MANY = 200  # calls in a row, more than the checks and all that explains make together
_MEMORY = ("columns first", "with gaps", "read-only")  # as in arrays that are transposed, cut out, or broadcast


class Asking:
    """Questions of one key, put to one copy of the submission.

    A class has two of them: one for points, from its secret key, and one for what messages show. A copy that was
    given the secret numbers could hand them on in its answers, so the second copy is never asked them.

    Args:
        key: the questions, and the right answers.
        open_caller: starts the copy, when it is first asked.
        warn: takes a sentence about something that is worth saying and costs no points.
        file: what the submission's text says about its names.
        is_hopeful: whether functions are expected to be right until the last question, the large one.
    """

    def __init__(
        self,
        key: Key,
        open_caller: Callable[[], Caller],
        warn: Callable[[str], None],
        file: File,
        is_hopeful: bool = True,
    ) -> None:
        self.key = key
        self._is_hopeful = is_hopeful
        self.file = file
        self._open = open_caller
        self._warn = warn
        self._students: dict[str, StudentFunction] = {}
        self._changing: frozenset[str] = frozenset()

    @cached_property
    def caller(self) -> Caller:
        """The copy of the submission."""
        return self._open()

    def student(self, function: str) -> StudentFunction:
        """The function. The questions of all checks are put to it at once, when the first of them comes."""
        if function not in self._students:
            student = self._students[function] = self._new(function, self._warn)
            asked = self.key.asked(function, CONTRACT, REFERENCE, WORKED, DIFFERENCES)
            large = [question for question in asked if question.case == LARGE]
            student.expect([one for one in asked if one.case != LARGE], large if self._is_hopeful else ())
        return self._students[function]

    def answers_of(self, calls: Mapping[str, Sequence[Sequence[Any]]]) -> dict[str, list[Results]]:
        """For each function its results for each list of arguments, asked by one message where that is possible.

        Raises:
            Finding: one of them gave no answer; the first of them, in order.
        """
        each = [FunctionCall(function, arguments) for function, several in calls.items() for arguments in several]
        together = self.caller.call_together(Request.of(each))
        answers = iter(together or (self.caller.call(call.name, *call.arguments) for call in each))
        return {
            function: [self.student(function).results(answer) for answer in islice(answers, len(several))]
            for function, several in calls.items()
        }

    def changes(self, function: str) -> bool:
        """Whether the function has changed an argument in place."""
        return function in self._students and self._students[function].changes

    def forgetful(self, functions: Sequence[str], changing: Collection[str] = ()) -> list[str]:
        """Those that were right and no longer are: in another order, asked many times, by another caller, or with
        arrays that lie otherwise in memory.

        Args:
            functions: all that were right.
            changing: of them those that change arguments in place. They cannot where those are read-only, and what
                they write through `ravel` arrives in usual arrays alone.
        """
        self._changing = frozenset(changing)
        again = self._again(functions)
        answers = self._answered_again(again)
        return [function for function in functions if not self._is_still_right(function, again, answers)]

    def _again(self, functions: Sequence[str]) -> list[tuple[Question, FunctionCall]]:
        """The last function first: each many times in a row, and then, when all were, its other questions."""
        many, once = [], []
        for function in reversed(functions):
            every = [one for one in self.key.asked(function, REFERENCE) if one.case != LARGE]
            first, *others = [one for one in every if not one.case] or every
            special = [one for one in every if one.case and one is not first]
            many.append((first, FunctionCall(function, first.arguments, _MANY, "own")))
            kinds = cycle([""] if function in self._changing else _MEMORY)
            pairs = zip((*reversed(others), *special[:1]), kinds, strict=False)
            once += [(other, FunctionCall(function, other.arguments, memory=memory)) for other, memory in pairs]
        return [*many, *once]

    def _answered_again(self, again: Sequence[tuple[Question, FunctionCall]]) -> Sequence[Answer] | None:
        return self.caller.call_together(Request.of((call for _, call in again), as_file=True))

    def _is_still_right(
        self, function: str, again: Sequence[tuple[Question, FunctionCall]], answers: Sequence[Answer] | None
    ) -> bool:
        """Where not all calls came to an end, it is asked alone, and where that is no better, in the usual way."""
        if answers is None:
            again = self._again([function])
            answers = self._answered_again(again)
        student = self.quietly(function)
        for (question, _), answer in zip(again, answers or (), strict=bool(answers)):
            student.keep(question, answer)
        try:
            return all(right(question, student.ask(question)) for question, call in again if call.name == function)
        except Finding:
            return False

    def quietly(self, function: str) -> StudentFunction:
        """The function once more, for questions that are no check's: what is odd about it has been said."""
        return self._new(function, lambda _: None)

    def is_right_with(self, function: str, order: Sequence[str]) -> bool:
        """Whether the function is right when it is given its arguments in that order."""
        names = [argument.name for argument in self.key.signatures[function].arguments]
        student = self.quietly(function)
        questions = self.key.asked(function, DIFFERENCES) or self.key.asked(function, REFERENCE)
        for question in questions[:1]:
            given = dict(zip(names, question.arguments, strict=True))
            try:
                got = student.answer(*(given[name] for name in order))
            except Finding:
                return False
            if not right(question, got):
                return False
        return bool(questions)

    def _new(self, function: str, warn: Callable[[str], None]) -> StudentFunction:
        return StudentFunction(self.key.signatures[function], self.key, self.caller, warn, self.file)
