"""The examination of one submission: what answers for it, what the checks found, and the report at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.asking.advice import File, NoFile
from grader.asking.asking import Asking
from grader.asking.comparison import Results
from grader.asking.student import Caller, StudentFunction
from grader.checks import CONTRACT
from grader.course import Assignment, Step
from grader.explaining.failing_case import failing_case
from grader.key.key import Chain, Key
from grader.key.values import as_float64
from grader.report.listing import listed
from grader.report.message import Finding, Message, Outcome
from grader.report.report import CONTRADICTION, CheckResult, Report, StepResult
from grader.running.conclusion import ask_again, forgive_convention, look_below
from grader.running.findings import Findings
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
        self._found = Findings(assignment, steps, self.key)
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
        contract = self._found.of(function).get(CONTRACT)
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
        contract = self._found.of(function).get(CONTRACT)
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
            self._found.add(function, result)
            if message is not None and not counts:
                self.warn(message.what)
        elif check == CHAIN:
            self._found.chain = result
        elif outcome not in ("passed", "skipped"):
            self.warn(f"{check}: {message.what if message else outcome}")
        return message

    def conclude(self) -> None:
        """What can only be judged once every check of every step has ended."""
        if self._points is not None and self._refusal is None:
            open_again = self._open_again
            fresh = Asking(self._points.key, open_again, self.warn, self._file) if open_again else self._points
            steps = [step for step in self.steps if step.function not in self._steady]
            ask_again(self._found, self._points, fresh, steps)
            forgive_convention(self._found, self._points)
            look_below(self._found, self._points, self._file, self.warn, open_again)

    def report(self) -> Report:
        """Everything that was recorded, with its score."""
        steps = tuple(self._searched(self._with_case(self._found.scored(step))) for step in self.steps)
        report = Report(
            submission=self._path,
            assignment=self.assignment,
            steps=steps,
            chain=self._found.chain,
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
            elif function in self._found.forgetful:
                return result
        began = time.perf_counter()
        case = failing_case(self._shown, function, result.outcome, anew)
        self._copies_took += time.perf_counter() - began
        return replace(result, case=case)

    def _searched(self, result: StepResult) -> StepResult:
        """The same, with a reason that had to be searched for. Last, too."""
        function = result.step.function
        if self._refusal is not None or function in self._lost or function in self._found.forgetful:
            return result
        return self._reasons.searched(result)
