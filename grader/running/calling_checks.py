"""One check, asked about the submission that is being examined: called as pytest would, and what it found is kept.

pytest itself is not needed for it: importing it and starting a session take longer than all checks of a file.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any

from grader.checks import CHECKS, CONTRACT
from grader.course import Step
from grader.key.key import Key, Signature
from grader.report.message import Finding, Message
from grader.report.report import Report
from grader.running.error import GradingError
from grader.running.examination import Examination

OWN_FOLDER = CHECKS
FIXTURES = frozenset({"step", "student", "key", "composed"})
_SAYS_NO_NUMBERS = ("not attempted", "timeout", "crashed", "out of memory")  # outcomes whose messages quote none


class BrokenCheckError(Exception):
    """A check stops with something that is no finding: a fault of the grader's, and nobody's lost point."""


@dataclass(frozen=True)
class Check:
    """A check as it is asked about one function, or about the whole submission.

    Attributes:
        name: of the check.
        step: the function's record; None where the check takes none.
        test: the check itself.
        arguments: the fixtures that it takes, in order; None where it needs others, and pytest has to call it.
    """

    name: str
    step: Signature | None
    test: Callable[..., object]
    arguments: tuple[str, ...] | None

    @property
    def function(self) -> str | None:
        """The name of the function that it is asked about."""
        return self.step.function if self.step else None

    def applies(self, key: Key) -> bool:
        """Whether it can ask anything: some need a witness, which not every function has."""
        if self.step:
            return key.asks(self.step.function, self.name)
        return "composed" not in (self.arguments or ()) or bool(key.chains)


def place(check: Check, steps: Sequence[Step], names: Sequence[str]) -> tuple[int, int]:
    """Where it comes: step by step, and the contract first, since what builds on it is not asked when it fails."""
    functions, checks = [step.function for step in steps], [CONTRACT, *names]
    return (
        functions.index(check.function) if check.function else len(functions),
        checks.index(check.name) if check.name in checks else len(checks),
    )


def own_checks(steps: Sequence[Step], key: Key, names: Sequence[str]) -> list[Check] | None:
    """The grader's own checks in order; None where one of them is written so that pytest has to run it."""
    records = [key.signatures[step.function] for step in steps]
    modules = list(_own_modules())
    if not all(map(_is_plain, modules)):
        return None
    every = (check for module in modules for check in _checks_in(module, records) if check.applies(key))
    return sorted(every, key=lambda check: place(check, steps, names))


def run_plainly(
    checks: Sequence[Check],
    examinations: Iterable[AbstractContextManager[Examination]],
    receive: Callable[[Report], None],
) -> None:
    """Ask checks about each submission.

    Raises:
        GradingError: something other than a submission is broken.
    """
    try:
        for opening in examinations:
            with opening as examination:
                for check in checks:
                    call(check, examination)
                examination.conclude()
                receive(examination.report())
    except BrokenCheckError as error:
        raise GradingError(f"the grader is broken: {error}") from error.__cause__
    except GradingError:
        raise
    except Exception as error:  # the sandbox, a key, a disk: never the submission
        raise GradingError(f"the grader is broken: {error}") from error


def _own_modules() -> Iterator[Any]:
    for path in sorted(OWN_FOLDER.glob("test_*.py")):
        yield importlib.import_module(f"{OWN_FOLDER.parent.name}.{OWN_FOLDER.name}.{path.stem}")


def _is_plain(module: Any) -> bool:
    """Whether all that pytest would find in it are functions that take the course's own fixtures and no others."""
    tests = [one for name, one in vars(module).items() if name.startswith(("test", "Test"))]
    return not any(name.startswith("pytest") for name in vars(module)) and all(
        inspect.isfunction(test) and FIXTURES.issuperset(parameters(test)) and not hasattr(test, "pytestmark")
        for test in tests
    )


def _checks_in(module: Any, records: Sequence[Signature]) -> Iterator[Check]:
    for name, test in vars(module).items():
        if name.startswith("test_"):
            arguments = parameters(test)
            for step in records if "step" in arguments else [None]:
                yield Check(name.removeprefix("test_"), step, test, arguments)


@cache  # a check is the same function for every step
def parameters(check: Callable[..., object]) -> tuple[str, ...]:
    """The names of a check's parameters."""
    return tuple(inspect.signature(check).parameters)


def call(check: Check, examination: Examination) -> None:
    """The check itself, as pytest would call it, and nothing around it. Raises BrokenCheckError."""
    if check.function and (outcome := examination.blocked(check.function, check.name)):
        examination.record(check.function, check.name, None, outcome)
        return
    try:
        _ask(check, examination)
    except BaseException as raised:
        if isinstance(raised, KeyboardInterrupt) or _is(raised, "exit"):
            raise
        record(check, examination, raised)
    else:
        record(check, examination, None)


def record(check: Check, examination: Examination, raised: BaseException | None) -> str | None:
    """Keep how a check ended; the message, if there is one. Raises BrokenCheckError."""
    if raised is None:
        examination.record(check.function, check.name, None, "passed")
        return None
    raised = _fit_to_show(check, examination, _finding(check, raised))
    if _is(raised, "skip"):  # it would take its share of the points from everybody
        reason = f"the check {check.name} skips {check.function or 'itself'}; use return, which passes"
        raise BrokenCheckError(reason) from raised
    if not isinstance(raised, Finding):
        raise BrokenCheckError(_fault(check, raised)) from raised
    return str(examination.record(check.function, check.name, raised, raised.outcome))


def value(fixture: str, check: Check, examination: Examination) -> Any:
    """What a check is given for the name of a parameter."""
    match fixture:
        case "step":
            return check.step
        case "student":
            assert check.step is not None, f"the check {check.name} takes a student's function of no step"
            return examination.student(check.step.function)
        case "key":
            return examination.key
        case _:
            return examination.composed


def _ask(check: Check, examination: Examination) -> None:
    check.test(*(value(name, check, examination) for name in check.arguments or ()))


def _fit_to_show(check: Check, examination: Examination, raised: BaseException) -> BaseException:
    """In a class, points come from the secret seed. What is said comes from the public one, by the same check."""
    if not examination.is_secret or not isinstance(raised, Finding) or raised.outcome in _SAYS_NO_NUMBERS:
        return raised
    if check.arguments is not None:
        try:
            with examination.shown():
                _ask(check, examination)
        except BaseException as public:
            if isinstance(public, KeyboardInterrupt) or _is(public, "exit"):
                raise
            return _finding(check, public)
    return _undisclosed(check, raised)


def _is(raised: BaseException, outcome: str) -> bool:
    """Whether it is what `pytest.skip`, `pytest.fail` or `pytest.exit` raises: of those who have imported pytest."""
    pytest = sys.modules.get("pytest")
    return pytest is not None and isinstance(raised, getattr(pytest, outcome).Exception)


def _finding(check: Check, raised: BaseException) -> BaseException:
    """What an `assert` found, as a Finding; anything else as it is."""
    if isinstance(raised, Finding) or not (isinstance(raised, AssertionError) or _is(raised, "fail")):
        return raised
    return Finding(Message(what=_assertion(raised) or f"The check {check.name.replace('_', ' ')} failed."))


def _assertion(raised: BaseException) -> str:
    """An instructor's `assert x, "message"`: the message, without pytest's and numpy's account of the values."""
    text = str(raised)
    if text.startswith(("assert ", "\n")):
        return ""
    return text.partition("\nassert ")[0].strip()


def _undisclosed(check: Check, raised: Finding) -> Finding:
    """What is said where only the class's own numbers show that a function is wrong."""
    subject = check.function or f"The check {check.name.replace('_', ' ')}"
    fails = {"failed": "is wrong" if check.function else "does not pass"}.get(raised.outcome, "stops with an error")
    message = Message(
        what=f"{subject} {fails} on {raised.kind or 'other numbers'}.",
        where="These numbers were drawn for this class alone, and are not shown.",
        next="On the numbers of `course check` it is right. Look for something that fits those numbers only: "
        "a table of answers, or a choice that depends on the numbers.",
    )
    return Finding(message, raised.outcome, raised.kind)


def _fault(check: Check, raised: BaseException) -> str:
    if type(raised).__name__ == "FixtureLookupError":
        return f"the check {check.name} asks for {getattr(raised, 'argname', 'something')}, which is no fixture"
    return f"the check {check.name} stops with {type(raised).__name__}: {raised}"
