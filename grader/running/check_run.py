"""One pytest session that runs the checks for any number of submissions: outcomes -> findings -> reports.

The checks are collected once and run for each submission in turn.

Fixtures for a check: ``step`` (a function's record; a check that takes it runs once per function), ``student`` (the
student's function), ``key`` (the questions, and the right answers), and ``composed`` (calls the student's functions
one after another).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any, NoReturn

import pytest

from grader.asking.student import StudentFunction
from grader.course import Step
from grader.key.key import Key
from grader.report.report import Report
from grader.running.calling_checks import FIXTURES, BrokenCheckError, Check, call, parameters, place, record, value
from grader.running.examination import Examination


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
        """Step by step; a check that needs a witness is asked of those functions that have it."""

        def applies(item: Any) -> bool:
            check = _check(item)
            return check.applies(self._key) if check.step else "composed" not in item.fixturenames or self._has_chains

        items[:] = sorted(filter(applies, items), key=lambda item: place(_check(item), self._steps, self._checks))

    @property
    def _has_chains(self) -> bool:
        return bool(self._key.chains)

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
        checks = {item: _check(item) for item in session.items}
        for opening in self._examinations:
            with opening as self._current:
                for item, following in plan:
                    if self._unseen and checks[item].arguments is not None:
                        self._call(checks[item])
                    else:
                        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                self.examination.conclude()
                self._receive(self.examination.report())
            self._current = None
        return True

    def _call(self, check: Check) -> None:
        try:
            call(check, self.examination)
        except BrokenCheckError as error:
            self._stop(str(error), error.__cause__)

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        """Keep what broke for whoever started the run; True: it need not go to stderr as well."""
        self.fault = excinfo.value
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """A check whose contract failed is not asked; its outcome says so."""
        check = _check(item)
        if check.function and (outcome := self.examination.blocked(check.function, check.name)):
            self.examination.record(check.function, check.name, None, outcome)
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
        try:
            message = record(_check(item), self.examination, raised)
        except BrokenCheckError as error:
            self._stop(str(error), error.__cause__)
        if message is None:
            return None
        assert call.when != "collect"
        return pytest.TestReport(item.nodeid, item.location, {}, "failed", message, call.when, duration=call.duration)

    def _stop(self, reason: str, cause: BaseException | None) -> NoReturn:
        self.fault = RuntimeError(reason)
        self.fault.__cause__ = cause
        pytest.exit(f"the grader is broken: {reason}", returncode=pytest.ExitCode.INTERNAL_ERROR)

    @pytest.fixture
    def student(self, request: pytest.FixtureRequest) -> StudentFunction:
        """The student's function of this step."""
        student: StudentFunction = value("student", _check(request.node), self.examination)
        return student

    @pytest.fixture
    def key(self, request: pytest.FixtureRequest) -> Key:
        """The answer key that is asked from."""
        key: Key = value("key", _check(request.node), self.examination)
        return key

    @pytest.fixture
    def composed(self, request: pytest.FixtureRequest) -> Callable[..., list[dict[str, Any]]]:
        """Calls the student's functions one after another, each with what the others gave."""
        composed: Callable[..., list[dict[str, Any]]] = value("composed", _check(request.node), self.examination)
        return composed


def _check(item: Any) -> Check:
    callspec = getattr(item, "callspec", None)
    step = callspec.params.get("step") if callspec else None
    name = getattr(item, "originalname", item.name).removeprefix("test_")
    return Check(name, step, item.obj, _direct_arguments(item))


def _direct_arguments(item: pytest.Item) -> tuple[str, ...] | None:
    """What a check takes, if that is nothing but the course's own fixtures and no other fixture is at work."""
    if not isinstance(item, pytest.Function) or not FIXTURES.union({"request"}).issuperset(item.fixturenames):
        return None
    names = parameters(item.function)
    return names if FIXTURES.issuperset(names) else None
