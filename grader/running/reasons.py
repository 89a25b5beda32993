"""Why the wrong functions of one submission are wrong: what is known at once, and what has to be searched for."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.asking.advice import File
from grader.asking.asking import Asking
from grader.explaining.equal_answers import name_of_answers, named
from grader.explaining.explain import of_known_mistake, search
from grader.explaining.known_mistakes import known_mistake
from grader.explaining.second_level import second_level
from grader.key.key import KnownMistake, Signature
from grader.report.explanation import Explanation
from grader.report.message import Message
from grader.report.report import CheckResult, StepResult
from grader.sandbox import Chunk

_UNKNOWN_NAME = re.compile(r"NameError: name '(\w+)' is not defined")
_EXPLAINED = ("failed", "error", "timeout")
_SECONDS = 1.6  # for the reasons of a whole submission; most take a thirtieth of a second each


class Reasons:
    """The reasons for one submission's wrong functions.

    Args:
        signatures: of the functions.
        askings: the public questions first, and the secret ones where there are any: what is said is true of all.
        parameters: of the functions as they are written, by position.
        file: what the submission's text says about its names.
        chunks: the submission's text, in which places that go wrong are looked for.
    """

    def __init__(
        self,
        signatures: Mapping[str, Signature],
        askings: Sequence[Asking],
        parameters: Mapping[str, tuple[str, ...]],
        file: File,
        chunks: Sequence[Chunk],
    ) -> None:
        self._signatures = signatures
        self._askings = askings
        self._parameters = parameters
        self._file = file
        self._chunks = chunks
        self._orders: dict[str, tuple[str, ...]] = {}
        self._diagnoses: dict[str, KnownMistake | None] = {}
        self._seconds_left = _SECONDS

    def known(self, function: str) -> tuple[Explanation | None, KnownMistake | None]:
        """What can be said at once, and the known mistake that it is, if it is one.

        Asked for once, however many checks the function fails.
        """
        if own := self._harmfully_ordered(function):
            return _order(self._signatures[function], own), None
        mistake = self._diagnose(function)
        return of_known_mistake(mistake) if mistake else None, mistake

    def searched(self, result: StepResult) -> StepResult:
        """The same result, with a reason that is no known mistake, if one is found."""
        found = result.decisive
        if found is None or found.message is None or found.outcome not in _EXPLAINED or found.message.why:
            return result
        unknown = _UNKNOWN_NAME.search(found.message.what)
        if not self._askings or (unknown and self._file.lost(unknown[1])):  # known, and not in the function
            return result
        try:
            return self._explained(result, found, found.message)
        except Exception:  # a fault of ours in it must not end the grading: the points are known
            return result

    def _explained(self, result: StepResult, found: CheckResult, message: Message) -> StepResult:
        function, shown = result.step.function, self._askings[0]
        answers = name_of_answers(shown, function) if found.outcome != "timeout" else ""
        mistake = named(shown.key, function, answers)
        reason = of_known_mistake(mistake) if mistake else None
        is_there = function in shown.caller.known_names()
        if reason is None and is_there and self._seconds_left > 0:
            began = time.monotonic()
            reason = search(function, self._askings, self._chunks, self._seconds_left)
            self._seconds_left -= time.monotonic() - began
        if reason is None:
            return replace(result, answers=answers)
        explained = replace(
            found,
            message=with_reason(message, reason),
            explanation=replace(reason, more=second_level(reason, result.case is not None)),
            mistake=mistake.id if mistake else None,
            mistake_name=mistake.name if mistake else "",
        )
        return replace(result, checks=tuple(explained if check is found else check for check in result.checks))

    def _harmfully_ordered(self, function: str) -> tuple[str, ...]:
        """The function's own parameters, if they are the right ones in another order, and that is all; else ()."""
        if function not in self._orders:
            self._orders[function] = self._asked_in_its_own_order(function)
        return self._orders[function]

    def _asked_in_its_own_order(self, function: str) -> tuple[str, ...]:
        wanted = tuple(argument.name for argument in self._signatures[function].arguments)
        own = self._parameters.get(function, ())
        if own == wanted or sorted(own) != sorted(wanted):
            return ()
        return own if all(asking.is_right_with(function, own) for asking in self._askings) else ()

    def _diagnose(self, function: str) -> KnownMistake | None:
        if function not in self._diagnoses:
            found = {known_mistake(asking, function) for asking in self._askings}
            self._diagnoses[function] = found.pop() if len(found) == 1 else None
        return self._diagnoses[function]


def with_reason(message: Message, reason: Explanation | None) -> Message:
    """The same message, which says why and what to do about that."""
    if reason is None:
        return message
    return Message(message.what, message.where, reason.text, reason.next or message.next)


def _order(step: Signature, own: tuple[str, ...]) -> Explanation:
    name, given = next(
        (name, argument.name) for name, argument in zip(own, step.arguments, strict=True) if name != argument.name
    )
    why = (
        f"The function begins with def {step.function}({', '.join(own)}), and it is called by position, as "
        f"{step.signature()}: so its {name} is given {given}."
    )
    return Explanation("edit", why, f"Put the arguments into the order of {step.signature()}.", "parameters")
