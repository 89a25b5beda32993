"""The pytest plugin: `--submission FILE` turns a run of the checks into reports with points.

One session grades any number of submissions: the checks are collected once and run for each in turn. `pytest
--submission FILE` and `course check FILE` are the same run.

Fixtures for a check: ``step`` (its record; a check that takes it runs once per step), ``student`` (the student's
function of that step), ``reference`` (right answers), ``seed`` (of the probes), and ``backward`` (all of the
student's functions, composed).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # the plugin is loaded by every pytest in this environment: it must cost nothing there
    from grader.checks.examination import Examination
    from grader.checks.student import Student
    from grader.course import Step
    from grader.reference import Reference
    from grader.report import Report
    from grader.steps import VectorJacobianProduct

CHECKS = Path(__file__).parent
CONTRACT = "contract"
_PLUGIN_NAME = "course-grading"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of a grading run."""
    group = parser.getgroup("course", "grading a submission")
    group.addoption(
        "--submission",
        action="append",
        default=[],
        metavar="FILE",
        help="grade this notebook or Python file; may be given more than once",
    )
    group.addoption("--step", default=None, metavar="STEP", help="only this step: a function's name or a number")


def pytest_configure(config: pytest.Config) -> None:
    """With `--submission`, run the checks in place of whatever tests this folder has."""
    files = config.getoption("--submission")
    if not files or config.pluginmanager.has_plugin(_PLUGIN_NAME):
        return
    from grader.course import CourseError, load_course
    from grader.grading import examinations_of
    from grader.reporting.terminal import render

    try:
        course = load_course()
        assignment = course.assignment()
        wanted = config.getoption("--step")
        steps = assignment.select(wanted) if wanted else tuple(assignment.steps.values())
        missing = [file for file in files if not Path(file).is_file()]
        if missing:
            raise CourseError(f"{missing[0]}: no such file; check the spelling")
    except CourseError as error:
        raise pytest.UsageError(str(error)) from None
    config.args[:] = [str(CHECKS)]
    config.option.tbstyle = "no"  # the messages are in the report below; the checks' source helps nobody
    config.option.reportchars = ""
    reports: list[Report] = []
    examinations = examinations_of([Path(file) for file in files], course, assignment, steps)
    grading = Grading(steps, course.scoring.checks, examinations, reports.append)
    config.pluginmanager.register(grading, _PLUGIN_NAME)
    config.pluginmanager.register(_Summary(reports, render))


class _Summary:
    """Prints the reports where pytest prints its own summary."""

    def __init__(self, reports: list[Report], render: Callable[[Report], str]) -> None:
        self._reports = reports
        self._render = render

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for report in self._reports:
            terminalreporter.write_line("")
            terminalreporter.write_line(self._render(report))


class Grading:
    """Runs the collected checks for each submission and hands over its report.

    Args:
        steps: the steps to grade, in order.
        checks: the checks' names, in order; any others come after them.
        examinations: opens an examination per submission, one at a time, with the reference's answers.
        receive: takes each finished report.
    """

    def __init__(
        self,
        steps: tuple[Step, ...],
        checks: Iterable[str],
        examinations: Iterable[AbstractContextManager[tuple[Examination, Reference]]],
        receive: Callable[[Report], None],
    ) -> None:
        self._steps = steps
        self._checks = list(checks)
        self._examinations = examinations
        self._receive = receive
        self._current: tuple[Examination, Reference] | None = None
        self.fault: BaseException | None = None

    @property
    def examination(self) -> Examination:
        """The submission that is being examined."""
        assert self._current is not None, "a check ran outside of a grading run"
        return self._current[0]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """A check that asks about a step runs once for each."""
        if "step" in metafunc.fixturenames:
            from grader.steps import STEPS

            names = [step.function for step in self._steps]
            metafunc.parametrize("step", [STEPS[name] for name in names], ids=names, scope="function")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Step by step; the contract comes first, since what builds on it is not asked when it fails."""
        steps = [step.function for step in self._steps]
        checks = [CONTRACT, *self._checks]

        def place(item: pytest.Item) -> tuple[int, int]:
            function, check = _function(item), _check(item)
            return (
                steps.index(function) if function else len(steps),
                checks.index(check) if check in checks else len(checks),
            )

        items.sort(key=place)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """The whole set of checks for each submission in turn."""
        if session.testsfailed and not session.config.option.continue_on_collection_errors:
            raise session.Interrupted(f"{session.testsfailed} errors while collecting the checks")
        for opening in self._examinations:
            with opening as self._current:
                for number, item in enumerate(session.items):
                    following = session.items[number + 1] if number + 1 < len(session.items) else None
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                self._receive(self.examination.report())
            self._current = None
        return True

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
            pytest.skip(outcome)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Record each check's outcome, and put the message in place of the traceback."""
        report = yield
        raised = call.excinfo.value if call.excinfo else None
        if isinstance(raised, pytest.skip.Exception):
            return report
        if call.when == "call" or raised is not None:
            message = self._record(item, raised)
            if message is not None:
                report.longrepr = message
        return report

    def _record(self, item: pytest.Item, raised: BaseException | None) -> str | None:
        from grader.message import Finding, Message

        function, check = _function(item), _check(item)
        if raised is None:
            self.examination.record(function, check, None, "passed")
            return None
        if isinstance(raised, AssertionError) and not isinstance(raised, Finding):
            # An instructor's plain `assert x, "message"`: pytest's explanation of the values is not for students.
            raised = Finding(Message(what=str(raised).partition("\nassert ")[0]))
        if not isinstance(raised, Finding):
            raise raised  # a fault of the grader's is nobody's lost point: the run stops and says what broke
        return str(self.examination.record(function, check, raised, raised.outcome))

    @pytest.fixture
    def student(self, step: VectorJacobianProduct) -> Student:
        """The student's function of this step."""
        return self.examination.student(step.function)

    @pytest.fixture
    def reference(self) -> Reference:
        """The reference solution's answers."""
        assert self._current is not None
        return self._current[1]

    @pytest.fixture
    def seed(self) -> int:
        """Seed of the probes, from `course.toml`."""
        return self.examination.assignment.seed

    @pytest.fixture
    def backward(self) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
        """All gradients by the student's functions, composed in order."""
        return self.examination.backward


def _check(item: pytest.Item) -> str:
    return getattr(item, "originalname", item.name).removeprefix("test_")


def _function(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params["step"].function if callspec and "step" in callspec.params else None
