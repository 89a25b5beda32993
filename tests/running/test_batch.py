"""Many files are graded in several processes as they are in one, and come back in their order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from submissions import FIXTURES, ROOT

from grader.course import load_course
from grader.parallel.local import local_pool
from grader.reading.submission import Submission, read_submission
from grader.running.batch import grade_many
from grader.running.error import GradingError
from grader.sandbox import Limits, Sandbox, SandboxError

NUMBER = 9


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Right ones and ones with a mistake in turn; the first is the last to be done."""
    right = (ROOT / "solutions" / "backprop" / "backprop.py").read_text(encoding="utf-8")
    wrong = (FIXTURES / "one_mistake.py").read_text(encoding="utf-8")
    paths = [tmp_path / f"{k}.py" for k in range(NUMBER)]
    for k, path in enumerate(paths):
        path.write_text(("import time\ntime.sleep(4)\n" if k == 0 else "") + (wrong if k % 2 else right), "utf-8")
    return paths


def test_two_jobs_give_what_one_gives_in_the_order_of_the_files(files: list[Path]) -> None:
    course = load_course(ROOT)
    graded = []
    for jobs in (1, 2):
        with local_pool(jobs) as pool:
            reports = list(grade_many(dict.fromkeys(files, course.assignment()), course, pool))
        graded.append([(report.submission, [step.outcome for step in report.steps]) for report in reports])

    assert [path for path, _ in graded[0]] == files
    assert ["failed" in outcomes for _, outcomes in graded[0]] == [k % 2 == 1 for k in range(NUMBER)]
    assert graded[0] == graded[1]


def test_below_full_isolation_nothing_is_graded_unless_told(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = load_course(ROOT)
    partial = Sandbox(without=["seccomp"])
    for module in ("grading", "opening"):
        monkeypatch.setattr(f"grader.running.{module}.shared_sandbox", lambda: partial)
    with local_pool(1) as pool:
        with pytest.raises(GradingError, match=r"partial: .*--any-isolation"):
            list(grade_many(dict.fromkeys(files[:1], course.assignment()), course, pool))
        (report,) = grade_many(dict.fromkeys(files[1:2], course.assignment()), course, pool, any_isolation=True)
    assert report.isolation == "partial"


def test_a_file_that_the_grader_fails_to_read_stops_no_other(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = load_course(ROOT)

    def fails(path: Path, max_bytes: float, judged: Sequence[str]) -> Submission:
        if path == files[1]:
            raise RuntimeError("a fault of ours")
        return read_submission(path, max_bytes, judged)

    monkeypatch.setattr("grader.running.opening.read_submission", fails)
    with local_pool(1) as pool:
        broken, whole = grade_many(dict.fromkeys(files[1:3], course.assignment()), course, pool)
    assert {step.outcome for step in broken.steps} == {"error"}
    assert "The grader fails to read this file (RuntimeError)." in str(broken.to_json())
    assert whole.score == 100


def test_a_sandbox_that_does_not_start_is_said(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(limits: Limits, missing: object) -> None:
        raise SandboxError("A confined process did not start: no memory")

    course = load_course(ROOT)
    with Sandbox(mode="cold") as sandbox, local_pool(1) as pool:
        monkeypatch.setattr("grader.sandbox.sandbox.ColdProcess", broken)
        for module in ("grading", "opening"):
            monkeypatch.setattr(f"grader.running.{module}.shared_sandbox", lambda: sandbox)
        for any_isolation in (False, True):
            with pytest.raises(GradingError, match="did not start: no memory"):
                list(grade_many(dict.fromkeys(files[:1], course.assignment()), course, pool, any_isolation))
