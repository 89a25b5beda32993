"""The submission's functions, asked from one answer key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import islice

from grader.asking.advice import File
from grader.asking.comparison import right
from grader.asking.student import Caller, StudentFunction
from grader.key.key import Key, Question
from grader.key.questions import CONTRACT, DIFFERENCES, LARGE, REFERENCE, WORKED
from grader.report.message import Finding
from grader.sandbox import Answer, FunctionCall, Request

_MANY = 64  # calls in a row, more than the checks and all that explains make together


class Asking:
    """Questions of one key, put to one copy of the submission.

    A class has two of them: one for points, from its secret key, and one for what messages show. A copy that was
    given the secret numbers could hand them on in its answers, so the second copy is never asked them.

    Args:
        key: the questions, and the right answers.
        open_caller: starts the copy, when it is first asked.
        warn: takes a sentence about something that is worth saying and costs no points.
        file: what the submission's text says about its names.
    """

    def __init__(self, key: Key, open_caller: Callable[[], Caller], warn: Callable[[str], None], file: File) -> None:
        self.key = key
        self._file = file
        self._open = open_caller
        self._warn = warn
        self._students: dict[str, StudentFunction] = {}

    @cached_property
    def caller(self) -> Caller:
        """The copy of the submission."""
        return self._open()

    def student(self, function: str) -> StudentFunction:
        """The function, with the questions of all checks put to it at once; a large one waits until it is due."""
        if function not in self._students:
            student = self._students[function] = self._new(function, self._warn)
            asked = self.key.asked(function, CONTRACT, REFERENCE, WORKED, DIFFERENCES)
            large = [question for question in asked if question.case == LARGE]
            student.prepare_some([question for question in asked if question.case != LARGE], large)
        return self._students[function]

    def forgetful(self, functions: Sequence[str]) -> list[str]:
        """Those that were right and no longer are: in another order, asked many times, or by another caller."""
        calls = {function: self._again(function) for function in reversed(functions)}
        together = self.caller.call_together(_from_a_file(call for own in calls.values() for call in own))
        answers = iter(together or ())
        return [
            function
            for function, own in calls.items()
            if not self._still_right(
                function, list(islice(answers, len(own))) or self.caller.call_together(_from_a_file(own))
            )
        ]

    def _again(self, function: str) -> list[FunctionCall]:
        *others, first = self._asked_again(function)
        return [
            *(FunctionCall(function, each.arguments) for each in others),
            FunctionCall(function, first.arguments, _MANY),
        ]

    def _asked_again(self, function: str) -> list[Question]:
        every = [question for question in self.key.asked(function, REFERENCE) if question.case != LARGE]
        ordinary = [question for question in every if not question.case]
        return list(reversed(ordinary or every))

    def _still_right(self, function: str, answers: Sequence[Answer] | None) -> bool:
        """Where there are no answers, because not all calls came to an end, it is asked in the usual way."""
        student = self.quietly(function)
        questions = self._asked_again(function)
        for question, answer in zip(questions, answers or (), strict=bool(answers)):
            student.keep(question, answer)
        try:
            return all(right(question, student.ask(question)) for question in questions)
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
        return StudentFunction(self.key.signatures[function], self.key, self.caller, warn, self._file)


def _from_a_file(calls: Iterable[FunctionCall]) -> Request:
    return Request.of(calls, as_file=True)
