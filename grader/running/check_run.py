"""One pytest session that runs the checks for any number of submissions: outcomes -> findings -> reports.

The checks are collected once and run for each submission in turn.

Fixtures for a check: ``step`` (a function's record; a check that takes it runs once per function), ``student`` (the
student's function), ``key`` (the questions, and the right answers), and ``composed`` (calls the student's functions
one after another).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, NoReturn

import pytest

from grader.asking.student import StudentFunction
from grader.checks import CONTRACT
from grader.course import Step
from grader.key.key import Key
from grader.report.message import Finding, Message
from grader.report.report import Report
from grader.running.examination import Examination

_SAYS_NO_NUMBERS = ("not attempted", "timeout", "crashed", "out of memory")  # outcomes whose messages quote none
_FIXTURES = frozenset({"step", "student", "key", "composed"})


class CheckRun:
    """Runs the collected checks for each submission and hands over its report.

    Args:
        steps: the steps to grade, in order.
        key: with the records of their functions.
        checks: the checks' names, in order; any others come after them.
        examinations: opens an examination per submission, one at a time.
        receive: takes each finished report.
        unseen: nobody looks at pytest's own output. A check that needs only the fixtures below is then called
            directly: set-up, tear-down and reports of a test take longer than what it tests.
    """

    def __init__(
        self,
        steps: tuple[Step, ...],
        key: Key,
        checks: Iterable[str],
        examinations: Iterable[AbstractContextManager[Examination]],
        receive: Callable[[Report], None],
        unseen: bool = False,
    ) -> None:
        self._steps = steps
        self._key = key
        self._checks = list(checks)
        self._examinations = examinations
        self._receive = receive
        self._unseen = unseen
        self._current: Examination | None = None
        self._not_asked: pytest.Item | None = None
        self.fault: BaseException | None = None
        self._uncollected: list[str] = []

    @property
    def examination(self) -> Examination:
        """The submission that is being examined."""
        assert self._current is not None, "a check ran outside of a grading run"
        return self._current

    def pytest_configure(self, config: pytest.Config) -> None:
        """No tracebacks, and no list of failures either: the messages are in the report."""
        config.option.tbstyle = "no"

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """A check that asks about a step runs once for each."""
        if "step" in metafunc.fixturenames:
            names = [step.function for step in self._steps]
            metafunc.parametrize("step", [self._key.signatures[name] for name in names], ids=names, scope="function")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Step by step; the contract comes first, since what builds on it is not asked when it fails.

        A check that needs a witness is asked of those functions that have it.
        """
        steps = [step.function for step in self._steps]
        checks = [CONTRACT, *self._checks]

        def place(item: pytest.Item) -> tuple[int, int]:
            function, check = _function(item), _check(item)
            return (
                steps.index(function) if function else len(steps),
                checks.index(check) if check in checks else len(checks),
            )

        def applies(item: Any) -> bool:
            function, check = _function(item), _check(item)
            if not function:
                return "composed" not in item.fixturenames or bool(self._key.chains)
            return self._key.asks(function, check)

        items[:] = sorted(filter(applies, items), key=place)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A check that cannot even be imported must not be left out silently."""
        if report.failed:
            lines = str(report.longrepr).strip().splitlines() or ["no reason was given"]
            self._uncollected.append(f"{report.nodeid}: {lines[-1].removeprefix('E').strip()}")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """The whole set of checks for each submission in turn."""
        if self._uncollected:
            self._stop(f"a check cannot be read: {self._uncollected[0]}", None)
        plan = list(zip(session.items, [*session.items[1:], None], strict=True))
        direct = {item: _direct_arguments(item) if self._unseen else None for item in session.items}
        for opening in self._examinations:
            with opening as self._current:
                for item, following in plan:
                    if (arguments := direct[item]) is not None:
                        self._call(item, arguments)
                    else:
                        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                self.examination.conclude()
                self._receive(self.examination.report())
            self._current = None
        return True

    def _call(self, item: pytest.Item, arguments: tuple[str, ...]) -> None:
        """The check itself, as pytest would call it, and nothing around it."""
        function, check = _function(item), _check(item)
        if function and (outcome := self.examination.blocked(function, check)):
            self.examination.record(function, check, None, outcome)
            return
        assert isinstance(item, pytest.Function)
        try:
            item.obj(*(self._value(name, item) for name in arguments))
        except (KeyboardInterrupt, pytest.exit.Exception):
            raise
        except BaseException as raised:
            self._record(item, raised)
        else:
            self._record(item, None)

    def _value(self, fixture: str, item: Any) -> Any:
        match fixture:
            case "step":
                return item.callspec.params["step"]
            case "student":
                return self.examination.student(item.callspec.params["step"].function)
            case "key":
                return self.examination.key
            case _:
                return self.examination.composed

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        """Keep what broke for whoever started the run; True: it need not go to stderr as well."""
        self.fault = excinfo.value
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """A check whose contract failed is not asked; its outcome says so."""
        function = _function(item)
        if function and (outcome := self.examination.blocked(function, _check(item))):
            self.examination.record(function, _check(item), None, outcome)
            self._not_asked = item
            pytest.skip(outcome)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport | None:
        """Record each check's outcome; a failure is reported by its message alone.

        pytest's own report of a failure looks through the whole traceback, which takes longer than all of a
        step's checks.
        """
        raised = call.excinfo.value if call.excinfo else None
        if item is self._not_asked or (raised is None and call.when != "call"):
            return None
        message = self._record(item, raised)
        if message is None:
            return None
        assert call.when != "collect"
        return pytest.TestReport(item.nodeid, item.location, {}, "failed", message, call.when, duration=call.duration)

    def _record(self, item: pytest.Item, raised: BaseException | None) -> str | None:
        function, check = _function(item), _check(item)
        if raised is None:
            self.examination.record(function, check, None, "passed")
            return None
        raised = self._fit_to_show(item, _finding(check, raised))
        if isinstance(raised, pytest.skip.Exception):  # it would take its share of the points from everybody
            self._stop(f"the check {check} skips {function or 'itself'}; use return, which passes", raised)
        if not isinstance(raised, Finding):
            # A fault of the grader's is nobody's lost point: the run stops and says what broke.
            self._stop(_fault(check, raised), raised)
        return str(self.examination.record(function, check, raised, raised.outcome))

    def _fit_to_show(self, item: pytest.Item, raised: BaseException) -> BaseException:
        """In a class, points come from the secret seed. What is said comes from the public one, by the same check."""
        if not self.examination.is_secret or not isinstance(raised, Finding) or raised.outcome in _SAYS_NO_NUMBERS:
            return raised
        if (arguments := _direct_arguments(item)) is not None:
            assert isinstance(item, pytest.Function)
            try:
                with self.examination.shown():
                    item.obj(*(self._value(name, item) for name in arguments))
            except (KeyboardInterrupt, pytest.exit.Exception):
                raise
            except BaseException as public:
                return _finding(_check(item), public)
        return _undisclosed(_function(item), _check(item), raised)

    def _stop(self, reason: str, cause: BaseException | None) -> NoReturn:
        self.fault = RuntimeError(reason)
        self.fault.__cause__ = cause
        pytest.exit(f"the grader is broken: {reason}", returncode=pytest.ExitCode.INTERNAL_ERROR)

    @pytest.fixture
    def student(self, request: pytest.FixtureRequest) -> StudentFunction:
        """The student's function of this step."""
        student: StudentFunction = self._value("student", request.node)
        return student

    @pytest.fixture
    def key(self, request: pytest.FixtureRequest) -> Key:
        """The answer key that is asked from."""
        key: Key = self._value("key", request.node)
        return key

    @pytest.fixture
    def composed(self, request: pytest.FixtureRequest) -> Callable[..., list[dict[str, Any]]]:
        """Calls the student's functions one after another, each with what the others gave."""
        composed: Callable[..., list[dict[str, Any]]] = self._value("composed", request.node)
        return composed


def _direct_arguments(item: pytest.Item) -> tuple[str, ...] | None:
    """What a check takes, if that is nothing but the course's own fixtures and no other fixture is at work."""
    if not isinstance(item, pytest.Function) or not _FIXTURES.union({"request"}).issuperset(item.fixturenames):
        return None
    names = _parameters(item.function)
    return names if _FIXTURES.issuperset(names) else None


@cache  # a check is the same function for every step
def _parameters(check: Callable[..., object]) -> tuple[str, ...]:
    return tuple(inspect.signature(check).parameters)


def _check(item: pytest.Item) -> str:
    return getattr(item, "originalname", item.name).removeprefix("test_")


def _function(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params["step"].function if callspec and "step" in callspec.params else None


def _assertion(raised: BaseException) -> str:
    """An instructor's `assert x, "message"`: the message, without pytest's and numpy's account of the values."""
    text = str(raised)
    if text.startswith(("assert ", "\n")):
        return ""
    return text.partition("\nassert ")[0].strip()


def _finding(check: str, raised: BaseException) -> BaseException:
    """What an `assert` found, as a Finding; anything else as it is."""
    if isinstance(raised, AssertionError | pytest.fail.Exception) and not isinstance(raised, Finding):
        return Finding(Message(what=_assertion(raised) or f"The check {check.replace('_', ' ')} failed."))
    return raised


def _undisclosed(function: str | None, check: str, raised: Finding) -> Finding:
    """What is said where only the class's own numbers show that a function is wrong."""
    subject = function or f"The check {check.replace('_', ' ')}"
    fails = {"failed": "is wrong" if function else "does not pass"}.get(raised.outcome, "stops with an error")
    message = Message(
        what=f"{subject} {fails} on {raised.kind or 'other numbers'}.",
        where="These numbers were drawn for this class alone, and are not shown.",
        next="On the numbers of `course check` it is right. Look for something that fits those numbers only: "
        "a table of answers, or a choice that depends on the numbers.",
    )
    return Finding(message, raised.outcome, raised.kind)


def _fault(check: str, raised: BaseException) -> str:
    if isinstance(raised, pytest.FixtureLookupError):
        return f"the check {check} asks for {raised.argname}, which is no fixture"
    return f"the check {check} stops with {type(raised).__name__}: {raised}"
