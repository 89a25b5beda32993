"""The pytest plugin: `pytest --submission FILE` grades as `course check FILE` does.

Every pytest in this environment loads this file, so what grades is imported when it is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.checks import CHECKS

if TYPE_CHECKING:
    from grader.report.report import Report

_PLUGIN_NAME = "course-grading"
_SETTINGS = CHECKS / "pytest.ini"


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


@pytest.hookimpl(wrapper=True, tryfirst=True)  # before pytest's own, which is a wrapper, too
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """With `--submission`, load no conftest.py but one of the checks: a submission may lie beside a student's."""
    options = early_config.known_args_namespace
    if options.submission:
        from grader.interpreter import keep_out_current_folder

        keep_out_current_folder()
        options.file_or_dir, options.confcutdir = [str(CHECKS)], str(CHECKS)
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """With `--submission`, run pytest once more within this one, with the settings of the checks alone.

    pytest obeys the settings that lie beside a file, or in the current folder, before it loads any plugin. They may
    be a student's.
    """
    if not config.getoption("--submission") or config.inipath == _SETTINGS:
        return None
    from grader.running.pytest_session import no_settings_from_outside

    own = [f"-c{_SETTINGS}", f"--rootdir={CHECKS}", "--disable-plugin-autoload", "-pno:cacheprovider"]
    with no_settings_from_outside():
        return pytest.main([*config.invocation_params.args, *own], plugins=[sys.modules[__name__]])


def pytest_configure(config: pytest.Config) -> None:
    """With `--submission`, run the checks in place of whatever tests this folder has."""
    files = config.getoption("--submission")
    if not files or config.pluginmanager.has_plugin(_PLUGIN_NAME):
        return
    from grader.course import CourseError, load_course
    from grader.running.check_run import CheckRun
    from grader.running.error import GradingError
    from grader.running.grading import keys_of
    from grader.running.opening import examinations_of
    from grader.running.pytest_session import checks_of

    try:
        course = load_course()
        assignment = course.assignment()
        wanted = config.getoption("--step")
        steps = assignment.select(wanted) if wanted else tuple(assignment.steps.values())
        missing = [file for file in files if not Path(file).is_file()]
        if missing:
            raise CourseError(f"{missing[0]}: no such file; check the spelling")
        keys = keys_of(course, assignment, None)
    except (CourseError, GradingError) as error:
        raise pytest.UsageError(str(error)) from None
    config.args[:] = map(str, checks_of(course, assignment))
    config.option.reportchars = ""
    reports: list[Report] = []
    examinations = examinations_of([Path(file) for file in files], course, assignment, steps, keys)
    run = CheckRun(steps, keys.public, assignment.scoring.checks, examinations, reports.append)
    config.pluginmanager.register(run, _PLUGIN_NAME)
    config.pluginmanager.register(_Summary(reports))


class _Summary:
    """Prints the reports where pytest prints its own summary."""

    def __init__(self, reports: list[Report]) -> None:
        self._reports = reports

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        from grader.report.terminal import Style, render

        style = Style.of(sys.__stdout__) if sys.__stdout__ is not None else Style()
        for report in self._reports:
            terminalreporter.write_line("")
            terminalreporter.write_line(render(report, style))
