"""The examination of one submission: what answers for it, what the checks found, and the report at the end."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.asking.advice import File, NoFile
from grader.asking.asking import Asking
from grader.asking.comparison import Results
from grader.asking.student import Caller, StudentFunction
from grader.checks import CONTRACT
from grader.course import Assignment, Step
from grader.explaining.convention import find_convention
from grader.explaining.equal_answers import name_of_answers, named
from grader.explaining.explain import of_known_mistake, search
from grader.explaining.failing_case import failing_case
from grader.explaining.known_mistakes import known_mistake
from grader.explaining.own_parts import OwnParts
from grader.key.key import Chain, Key, KnownMistake, Signature
from grader.key.questions import PROPERTY, REFERENCE, WITNESSES
from grader.report.explanation import Explanation
from grader.report.message import Finding, Message, Outcome
from grader.report.report import CONTRADICTION, CheckResult, Report, StepResult, score_step
from grader.sandbox import Chunk

Array = NDArray[np.float64]

CHAIN = "chain"
_UNKNOWN_NAME = re.compile(r"NameError: name '(\w+)' is not defined")
_EXPLAINED = ("failed", "error", "timeout")
_SECONDS = 1.6  # for the reasons of a whole submission; most take a thirtieth of a second each


@dataclass(frozen=True)
class Keys:
    """The answer keys of an examination.

    Attributes:
        public: whose questions may be shown.
        secret: whose questions give the points, in a class.
    """

    public: Key
    secret: Key | None = None


class Examination:
    """Collects the checks' results for one submission.

    Args:
        assignment: whose steps are examined: points and shares.
        keys: the public answer key, and the secret one of the class whose points these are, if there is one.
        steps: the steps to grade, all of the assignment's or some.
        caller: runs the submission's functions; None where the submission cannot be run at all.
        path: the file, for the report.
        isolation: the level at which the caller runs student code.
        refusal: why nothing can be graded, or None.
        lost: for functions that are missing although the file defines them, what became of them.
        parameters: of the functions as they are written, by position.
        file: what the submission's text says about its names; None where it is not there.
        warnings: what reading the file has to say.
        seconds: that loading the submission took.
        open_again: starts another copy of the submission: for what messages show beside a secret key, and for
            questions that are asked again.
        chunks: the submission's text, in which places that go wrong are looked for.
        steady: functions that cannot give two answers to one question, and are not asked again.
    """

    def __init__(
        self,
        assignment: Assignment,
        keys: Keys,
        steps: tuple[Step, ...],
        caller: Caller | None,
        *,
        path: Path,
        isolation: str,
        refusal: Finding | None = None,
        lost: Mapping[str, Message] | None = None,
        parameters: Mapping[str, tuple[str, ...]] | None = None,
        file: File | None = None,
        warnings: tuple[str, ...] = (),
        seconds: float = 0.0,
        open_again: Callable[[], Caller] | None = None,
        chunks: Sequence[Chunk] = (),
        steady: Collection[str] = (),
    ) -> None:
        self.assignment = assignment
        self.steps = steps
        self._keys = keys
        text = self._file = file or NoFile()
        self._shown = self._asked = None
        if caller is not None:
            self._shown = self._asked = Asking(keys.public, lambda: caller, self.warn, text)
        if caller is not None and keys.secret is not None and open_again is not None:
            self._asked = Asking(keys.secret, lambda: caller, self.warn, text)
            self._shown = Asking(keys.public, open_again, self.warn, text)
        self._points = self._asked
        self._open_again = open_again
        self._chunks = chunks
        self._steady = steady
        self._path = path
        self._isolation = isolation
        self._refusal = refusal
        self._lost = dict(lost or {})
        self._parameters = dict(parameters or {})
        self._warnings = dict.fromkeys(warnings)  # ordered, each once
        if missing := keys.public.not_asked:
            checks = f"check{'s' if len(missing) > 1 else ''} {' and '.join(missing)}"
            self.warn(f"Your instructor's {checks} will be asked where your work is graded, and not here.")
        self._results: dict[str, dict[str, CheckResult]] = {step.function: {} for step in steps}
        self._chain: CheckResult | None = None
        self._orders: dict[str, tuple[str, ...]] = {}
        self._diagnoses: dict[str, KnownMistake | None] = {}
        self._forgetful: set[str] = set()
        self._seconds_left = _SECONDS
        self._started = time.perf_counter() - seconds

    def warn(self, sentence: str) -> None:
        """Note something that is worth saying and costs no points."""
        self._warnings[sentence] = None

    def student(self, function: str) -> StudentFunction:
        """The student's function of that name.

        Raises:
            Finding: the submission as a whole cannot be run.
        """
        if self._refusal is not None:
            raise Finding(self._refusal.message, self._refusal.outcome)
        if self._asked is None:
            raise Finding(Message("The submission cannot be run."), "error")
        return self._asked.student(function)

    @property
    def key(self) -> Key:
        """With the questions that are asked now."""
        return self._asked.key if self._asked else self._keys.public

    @property
    def is_secret(self) -> bool:
        """Whether nothing of what is asked for points may be shown."""
        return self._points is not self._shown

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Meanwhile questions come from the public seed, and go to a copy of the submission that knows no others."""
        self._asked = self._shown
        try:
            yield
        finally:
            self._asked = self._points

    def blocked(self, function: str, check: str) -> Outcome | None:
        """The outcome that keeps a check from being asked: it builds on the contract, which did not pass."""
        contract = self._results[function].get(CONTRACT)
        if check == CONTRACT or contract is None or contract.outcome == "passed":
            return None
        return "not attempted" if contract.outcome == "not attempted" else "skipped"

    def composed(self, chain: Chain, given: Sequence[Mapping[str, Any]]) -> list[dict[str, Array]]:
        """For each of several beginnings what the student's functions give, composed in order: by their names.

        Raises:
            Finding: one of them gave no answer.
        """
        known = [dict(values) for values in given]
        found: list[dict[str, Array]] = [{} for _ in given]
        needed = {
            function: [argument.name for argument in self.key.signatures[function].arguments]
            for function in chain.functions
            if function in self.assignment.steps
        }
        while ready := [name for name, arguments in needed.items() if all(one in known[0] for one in arguments)]:
            calls = {
                function: [[values[name] for name in arguments] for values in known]
                for function, arguments in ((function, needed.pop(function)) for function in ready)
            }
            for function, answers in self._answers_of(calls).items():
                for values, results, (value,) in zip(known, found, answers, strict=True):
                    values[function] = results[function] = np.asarray(value, dtype=np.float64)
        return found

    def _answers_of(self, calls: Mapping[str, Sequence[Sequence[Any]]]) -> dict[str, list[Results]]:
        for function in calls:
            if function in self._lost:
                raise Finding(self._lost[function], "error")
            self.student(function)
        assert self._asked is not None
        return self._asked.answers_of(calls)

    def record(self, function: str | None, check: str, finding: Finding | None, outcome: Outcome) -> Message | None:
        """Note how a check ended; its message, completed by the diagnosis, comes back.

        Args:
            function: the step's function; None for a check of the whole submission.
            check: name of the check.
            finding: what the check raised; None where it passed or was not asked.
            outcome: how it ended.
        """
        message, mistake, reason = None, None, None
        if finding is not None:
            if function is not None and outcome in ("failed", "error") and function in self._lost:
                finding = Finding(self._lost[function], "error")
                outcome = finding.outcome
            message = finding.message
            if function is not None and outcome in ("failed", "error"):
                if own := self._harmfully_ordered(function):
                    reason = _order(self.key.signatures[function], own)
                elif mistake := self._diagnose(function):
                    reason = of_known_mistake(mistake)
                message = _with_reason(message, reason)
        counts = check in self.assignment.scoring.checks
        result = CheckResult(
            check,
            outcome,
            message,
            mistake.id if mistake else None,
            mistake.name if mistake else "",
            counts,
            reason,
        )
        if function is not None:
            before = self._results[function].get(check)
            # A check that is parametrised is asked several times, and has to pass each time.
            if before is None or before.outcome == "passed":
                self._results[function][check] = result
            if message is not None and not counts:
                self.warn(message.what)
        elif check == CHAIN:
            self._chain = result
        elif outcome not in ("passed", "skipped"):
            self.warn(f"{check}: {message.what if message else outcome}")
        return message

    def conclude(self) -> None:
        """What can only be judged once every check of every step has ended."""
        if self._points is not None and self._refusal is None:
            self._ask_again(self._points)
            self._forgive_convention(self._points)
            self._look_below(self._points)

    def _look_below(self, asking: Asking) -> None:
        """Functions that call wrong ones: some are right with them, others can only be told what to mend first."""
        endings = {step.function: self._scored(step).outcome for step in self.steps}
        parts = OwnParts(asking, self._file, endings.get)
        for step in self.steps:
            function = step.function
            if endings[function] in ("passed", "not attempted") or function in parts.faults(function):
                continue
            if parts.ruling(function) == "right":
                self._pass(function, without=PROPERTY if self.key.signatures[function].random else "")
                self.warn(parts.note(function))
            for check, result in self._results[function].items():
                if result.message is not None and result.mistake is None:
                    self._results[function][check] = replace(result, message=parts.message(function, result.message))

    def _pass(self, function: str, without: str) -> None:
        """Its checks are passed, but for those of a course's own, which ask something else."""
        for check, result in self._results[function].items():
            if check != without and (check in (CONTRACT, *WITNESSES) or result.outcome == "skipped"):
                self._results[function][check] = CheckResult(check, "passed", counts=result.counts)

    def _forgive_convention(self, asking: Asking) -> None:
        """1/N in other functions than here, and right when composed: it costs one step, and is said once."""
        wrong = [step.function for step in self.steps if self._scored(step).outcome == "failed"]
        if len(wrong) < 2 or self._chain is None or self._chain.outcome != "passed":
            return
        convention = find_convention(wrong, asking)
        for function in (convention.function, *convention.others) if convention else ():
            for check, result in self._results[function].items():
                if result.outcome == "passed":
                    continue
                if convention and function == convention.function:
                    self._results[function][check] = _of_convention(result, convention.message())
                else:
                    self._results[function][check] = CheckResult(check, "passed", counts=result.counts)

    def _ask_again(self, asking: Asking) -> None:
        """Put questions once more to functions that were right: no order, number or caller may matter to them.

        A new copy of the submission is asked, which has seen nothing yet. A right function in it may also depend on
        what this one was asked before.
        """
        right = [
            step.function
            for step in self.steps
            if step.function not in self._steady
            and self.key.asks(step.function, REFERENCE)
            and self._scored(step).outcome == "passed"
        ]
        if not right:
            return
        if self._open_again is not None:
            asking = Asking(asking.key, self._open_again, self.warn, self._file)
        for function in asking.forgetful(right):
            message = Message(
                what=f"{function} gives other answers when it is asked again.",
                next="Look for something that it keeps from call to call, such as a counter or a global array, or "
                "for a choice that depends on who calls it. The same arguments must always give the same answer.",
            )
            self._results[function][REFERENCE] = CheckResult(REFERENCE, "failed", message)
            self._forgetful.add(function)

    def _scored(self, step: Step) -> StepResult:
        checks = tuple(self._results[step.function].values())
        return score_step(step, self.assignment.scoring, checks, partial(self.key.asks, step.function))

    def report(self) -> Report:
        """Everything that was recorded, with its score."""
        steps = tuple(self._with_reason(self._with_case(self._scored(step))) for step in self.steps)
        report = Report(
            submission=self._path,
            assignment=self.assignment,
            steps=steps,
            chain=self._chain,
            isolation=self._isolation,
            seconds=time.perf_counter() - self._started,
            warnings=tuple(self._warnings),
            composed=" and ".join(chain.gives for chain in self._keys.public.chains),
        )
        return replace(report, warnings=(*report.warnings, CONTRADICTION)) if report.contradicts_itself else report

    def _with_case(self, result: StepResult) -> StepResult:
        """The same, with a wrong function shown at work. Asked last: it takes no time from what gives points."""
        function = result.step.function
        if self._shown is None or self._refusal is not None or function in self._lost or result.outcome == "passed":
            return result
        anew = None
        if function not in self._steady and not self.key.signatures[function].random:
            if self._open_again is not None:
                anew = Asking(self._keys.public, self._open_again, self.warn, self._file)
            elif function in self._forgetful:
                return result
        return replace(result, case=failing_case(self._shown, function, result.outcome, anew))

    def _with_reason(self, result: StepResult) -> StepResult:
        """The same, with a reason that is no known mistake. Searched last, too."""
        found, function = result.decisive, result.step.function
        if found is None or found.message is None or found.outcome not in _EXPLAINED or found.message.why:
            return result
        if self._refusal is not None or function in self._lost or function in self._forgetful or not self._both():
            return result
        unknown = _UNKNOWN_NAME.search(found.message.what)
        if unknown and self._file.lost(unknown[1]):  # the cause is known, and is not in the function
            return result
        try:
            return self._explained(result, found, found.message)
        except Exception:  # a fault of ours in it must not end the grading: the points are known
            return result

    def _explained(self, result: StepResult, found: CheckResult, message: Message) -> StepResult:
        function, shown = result.step.function, self._both()[0]
        answers = name_of_answers(shown, function) if found.outcome != "timeout" else ""
        mistake = named(shown.key, function, answers)
        reason = of_known_mistake(mistake) if mistake else None
        if reason is None and self._seconds_left > 0:
            began = time.monotonic()
            reason = search(function, self._both(), self._chunks, self._seconds_left)
            self._seconds_left -= time.monotonic() - began
        if reason is None:
            return replace(result, answers=answers)
        explained = replace(
            found,
            message=_with_reason(message, reason),
            explanation=reason,
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
        wanted = tuple(argument.name for argument in self.key.signatures[function].arguments)
        own = self._parameters.get(function, ())
        if own == wanted or sorted(own) != sorted(wanted):
            return ()
        return own if all(asking.is_right_with(function, own) for asking in self._both()) else ()

    def _diagnose(self, function: str) -> KnownMistake | None:
        """The mistake behind a wrong step, asked for once however many checks it fails."""
        if function not in self._diagnoses:
            found = {known_mistake(asking, function) for asking in self._both()}
            self._diagnoses[function] = found.pop() if len(found) == 1 else None
        return self._diagnoses[function]

    def _both(self) -> list[Asking]:
        """The public questions first, and the secret ones where there are any: what is said is true of all."""
        return list(dict.fromkeys(asking for asking in (self._shown, self._points) if asking is not None))


def _of_convention(result: CheckResult, message: Message) -> CheckResult:
    return replace(result, message=message, explanation=Explanation("formula", message.why))


def _order(step: Signature, own: tuple[str, ...]) -> Explanation:
    name, given = next(
        (name, argument.name) for name, argument in zip(own, step.arguments, strict=True) if name != argument.name
    )
    why = (
        f"The function begins with def {step.function}({', '.join(own)}), and it is called by position, as "
        f"{step.signature()}: so its {name} is given {given}."
    )
    return Explanation("edit", why, f"Put the arguments into the order of {step.signature()}.", "parameters")


def _with_reason(message: Message, reason: Explanation | None) -> Message:
    if reason is None:
        return message
    return Message(message.what, message.where, reason.text, reason.next or message.next)
