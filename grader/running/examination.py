"""The examination of one submission: what answers for it, what the checks found, and the report at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from grader.asking.advice import File, NoFile
from grader.asking.asking import Asking
from grader.asking.comparison import Results
from grader.asking.student import Caller, StudentFunction
from grader.checks import CONTRACT
from grader.course import Assignment, Step
from grader.explaining.convention import find_convention
from grader.explaining.failing_case import failing_case
from grader.explaining.own_parts import OwnParts
from grader.key.key import Chain, Key
from grader.key.questions import PROPERTY, REFERENCE, WITNESSES
from grader.key.values import as_float64
from grader.report.explanation import Explanation
from grader.report.listing import listed
from grader.report.message import Finding, Message, Outcome
from grader.report.report import CONTRADICTION, CheckResult, Report, StepResult, score_step
from grader.running.reasons import Reasons, with_reason
from grader.sandbox import Chunk

CHAIN = "chain"
_COPIES_SECONDS = 3.0  # for all of a submission's cases for which it is loaded once more


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
        open_again: starts another copy of the submission, with these chunks behind it: for what messages show beside
            a secret key, for questions that are asked again, and for stand-ins.
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
        open_again: Callable[..., Caller] | None = None,
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
            self._shown = Asking(keys.public, open_again, self.warn, text, is_hopeful=False)
        self._points = self._asked
        askings = dict.fromkeys(one for one in (self._shown, self._points) if one is not None)
        self._reasons = Reasons(keys.public.signatures, tuple(askings), parameters or {}, text, chunks)
        self._open_again = open_again
        self._steady = steady
        self._path = path
        self._isolation = isolation
        self._refusal = refusal
        self._lost = dict(lost or {})
        self._warnings = dict.fromkeys(warnings)  # ordered, each once
        if missing := keys.public.not_asked:
            checks = f"check{'s' if len(missing) > 1 else ''} {listed(missing)}"
            self.warn(f"Your instructor's {checks} will be asked where your work is graded, and not here.")
        self._results: dict[str, dict[str, CheckResult]] = {step.function: {} for step in steps}
        self._chain: CheckResult | None = None
        self._forgetful: set[str] = set()
        self._started = time.perf_counter() - seconds
        self._loading = seconds
        self._copies_took = 0.0

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

    def composed(self, chain: Chain, given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """For each of several beginnings what the student's functions give, composed in order: by their names, or by
        those of their results where a function has several.

        Raises:
            Finding: one of them gave no answer.
        """
        known = [dict(values) for values in given]
        found: list[dict[str, Any]] = [{} for _ in given]
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
                several = self.key.signatures[function].results
                names = [result.name for result in several] if len(several) > 1 else [function]
                for values, results, answer in zip(known, found, answers, strict=True):
                    new = dict(zip(names, map(as_float64, answer), strict=True))
                    values.update(new)
                    results.update(new)
        return found

    def _answers_of(self, calls: Mapping[str, Sequence[Sequence[Any]]]) -> dict[str, list[Results]]:
        for function in calls:
            if function in self._lost:
                raise Finding(self._lost[function], "error")
            self._require_an_end(function)
            self.student(function)
        assert self._asked is not None
        return self._asked.answers_of(calls)

    def _require_an_end(self, function: str) -> None:
        """Raise what is known of a function that hung or ended its process: nobody waits for that twice."""
        contract = self._results.get(function, {}).get(CONTRACT)
        if contract and contract.message and contract.outcome in ("timeout", "crashed", "out of memory"):
            raise Finding(contract.message, contract.outcome)

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
                reason, mistake = self._reasons.known(function)
                message = with_reason(message, reason)
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
        parts = OwnParts(asking, self._file, endings.get, self._open_again)
        for step in self.steps:
            function = step.function
            if endings[function] in ("passed", "not attempted") or function in parts.faults(function):
                continue
            if parts.ruling(function) == "right":
                is_seen = not self.key.signatures[function].random or parts.is_seen(function)
                self._pass(function, without="" if is_seen else PROPERTY)
                unseen = self._results[function].get(PROPERTY)
                if not is_seen and unseen is not None and unseen.outcome == "skipped":
                    what = f"{function} is right as far as can be seen. What is random in it cannot be judged yet."
                    self._results[function][PROPERTY] = replace(unseen, outcome="error", message=Message(what))
                else:
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
        steps = tuple(self._searched(self._with_case(self._scored(step))) for step in self.steps)
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
        if self._points is not None and function not in self._points.caller.known_names():
            return result
        anew = None
        if function not in self._steady and not self.key.signatures[function].random:
            if self._open_again is not None:
                if self._copies_took + self._loading > _COPIES_SECONDS:  # a file that computes while it is loaded
                    return result
                anew = Asking(self._keys.public, self._open_again, self.warn, self._file)
            elif function in self._forgetful:
                return result
        began = time.perf_counter()
        case = failing_case(self._shown, function, result.outcome, anew)
        self._copies_took += time.perf_counter() - began
        return replace(result, case=case)

    def _searched(self, result: StepResult) -> StepResult:
        """The same, with a reason that had to be searched for. Last, too."""
        function = result.step.function
        if self._refusal is not None or function in self._lost or function in self._forgetful:
            return result
        return self._reasons.searched(result)


def _of_convention(result: CheckResult, message: Message) -> CheckResult:
    return replace(result, message=message, explanation=Explanation("formula", message.why))
