"""A function that calls a wrong one: it is right with it, or it is told what to mend first."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.course.content import ContentError, load_content
from grader.course.secret import SecretSeed
from grader.key.build import build_key
from grader.key.stored import for_students, read_key, written
from grader.report.report import Report, StepResult
from grader.running.grading import grade

CALLING = Path(__file__).parent / "calling"
LESSON = CALLING / "solutions/calling/calling.py"
RIGHT = LESSON.read_text(encoding="utf-8")
PREDICTED = ("    return x @ w\n", "    return x @ w + 1.0\n")
SLOPE = "    return x.T @ (p - y) / len(y)\n"
STEP = "    p = predicted(x, w)\n    return w - rate * slope(x, p, y), loss(p, y)\n"
INLINE = "    e = x @ w - y\n    return w - rate * (x.T @ e / len(y)), 0.5 * np.mean(e**2)\n"
UPHILL = STEP.replace("w - rate", "w + rate")


@pytest.fixture(scope="module")
def calling(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("calling") / "course"
    shutil.copytree(CALLING, root)
    return load_course(root)


@pytest.fixture
def graded(calling: Course, tmp_path: Path) -> Callable[..., Report]:
    """Grades the right file with these changes."""

    def run(*changes: tuple[str, str], only: str = "", secret: SecretSeed | None = None) -> Report:
        text = RIGHT
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "calling.py").write_text(text, encoding="utf-8")
        reports: list[Report] = []
        assignment = calling.assignment()
        steps = assignment.select(only) if only else ()
        grade([tmp_path / "calling.py"], calling, assignment, reports.append, steps, secret)
        return reports[0]

    return run


def not_passed(report: Report) -> list[str]:
    return [result.step.function for result in report.steps if result.outcome != "passed"]


def result_of(report: Report, function: str) -> StepResult:
    return next(result for result in report.steps if result.step.function == function)


def next_of(report: Report, function: str) -> str:
    message = result_of(report, function).message
    return message.next if message else ""


def test_all_are_right(graded: Callable[..., Report]) -> None:
    report = graded()
    assert (report.score, report.warnings) == (100, ())


@pytest.mark.parametrize("secret", [None, SecretSeed(12345)])
def test_a_wrong_function_alone_costs_its_points_where_others_call_it(
    graded: Callable[..., Report], secret: SecretSeed | None
) -> None:
    report = graded(PREDICTED, secret=secret)
    assert not_passed(report) == ["predicted"]
    assert report.warnings == (
        "step passes: it does the right thing with what your own `predicted` gives. Mend `predicted`.",
        "epoch passes: it does the right thing with what your own `predicted` gives. Mend `predicted`.",
    )
    assert [result.score for result in report.steps[1:]] == [20] * 4


def test_garbage_beside_a_wrong_function_loses_too(graded: Callable[..., Report]) -> None:
    report = graded(PREDICTED, (STEP, UPHILL))
    assert not_passed(report) == ["predicted", "step"]
    assert "first" not in next_of(report, "step")


def test_work_of_its_own_is_right_beside_a_wrong_function(graded: Callable[..., Report]) -> None:
    report = graded(PREDICTED, (STEP, INLINE))
    assert not_passed(report) == ["predicted"]
    assert report.warnings == ()


def test_work_of_its_own_that_is_wrong_is_not_sent_elsewhere(graded: Callable[..., Report]) -> None:
    report = graded(PREDICTED, (STEP, INLINE.replace("w - rate", "w + rate")))
    assert not_passed(report) == ["predicted", "step"]
    assert "first" not in next_of(report, "step")


def test_a_function_that_is_not_written_comes_first(graded: Callable[..., Report]) -> None:
    report = graded((PREDICTED[0], "    raise NotImplementedError\n"))
    assert not_passed(report) == ["predicted", "step", "epoch"]
    assert next_of(report, "step") == "Write `predicted` first. Then check step again."
    assert next_of(report, "epoch") == "Write `predicted` first. Then check epoch again."


def test_a_function_that_says_nothing_cannot_hide_what_is_done_with_it(graded: Callable[..., Report]) -> None:
    """With a gradient of zeros nobody sees whether a step is taken."""
    report = graded((SLOPE, "    return np.zeros(x.shape[1])\n"), (STEP, UPHILL))
    assert not_passed(report) == ["slope", "step", "epoch"]
    assert next_of(report, "step") == "Mend `slope` first. Then check step again."


@pytest.mark.slow
def test_a_function_that_does_not_end_comes_first(graded: Callable[..., Report]) -> None:
    report = graded((PREDICTED[0], "    while True:\n        pass\n"))
    assert not_passed(report) == ["predicted", "step", "epoch"]
    assert next_of(report, "step") == "Mend `predicted` first. Then check step again."


def test_an_answer_that_is_much_too_large_is_not_put_together(graded: Callable[..., Report]) -> None:
    """Two of 100,000 numbers each could make a table of 80 GB, in the grader's own process."""
    report = graded((SLOPE, "    return np.ones((5000, 1))\n"))
    assert not_passed(report) == ["slope", "step", "epoch"]
    assert next_of(report, "step") == "Mend `slope` first. Then check step again."


def test_only_what_a_function_calls_is_named(graded: Callable[..., Report]) -> None:
    """The gradient is not written, and the step does without it; it is wrong by itself."""
    stub = (SLOPE, "    raise NotImplementedError\n")
    report = graded(stub, (STEP, INLINE.replace("w - rate", "w + rate")))
    assert "first" not in next_of(report, "step")
    helper = "    return taken(w, x, y, rate)\n\n\ndef taken(w, x, y, rate):\n"
    assert next_of(graded(stub, (STEP, helper + STEP)), "step") == "Write `slope` first. Then check step again."


def test_a_random_function_is_judged_where_chance_does_not_matter(graded: Callable[..., Report]) -> None:
    assert not_passed(graded(("x[batch], y[batch], rate", "x[batch], y[batch], 2 * rate"))) == ["epoch"]
    assert not_passed(graded(("range(0, len(x), batch_size)", "range(0, len(x) - 1, batch_size)"))) == ["epoch"]
    assert not_passed(graded(("rng.permutation(len(x))", "np.arange(len(x))"))) == ["epoch"]


def test_mistakes_that_break_no_law_are_known_by_such_answers(graded: Callable[..., Report]) -> None:
    report = graded(("x[batch], y[batch], rate", "x[batch], y[batch], 2 * rate"))
    assert result_of(report, "epoch").mistake == "epoch:twice"
    report = graded(("return w, np.mean(losses)", "return w, np.sum(losses)"))
    assert result_of(report, "epoch").mistake == "epoch:added"
    report = graded(("return w, np.mean(losses)", "return w, 3 * np.mean(losses)"))
    assert result_of(report, "epoch").mistake is None


def test_what_is_right_with_a_wrong_function_must_still_be_random(graded: Callable[..., Report]) -> None:
    report = graded(PREDICTED, ("rng.permutation(len(x))", "np.arange(len(x))"))
    assert not_passed(report) == ["predicted", "epoch"]


def test_one_function_alone_is_judged_with_those_that_it_calls(graded: Callable[..., Report]) -> None:
    assert not_passed(graded(PREDICTED, only="step")) == []
    report = graded(PREDICTED, only="epoch")
    assert report.warnings == (
        "epoch passes: it does the right thing with what your own `predicted` gives. Mend `predicted`.",
    )


def test_students_keys_do_not_say_how_it_is_done(calling: Course) -> None:
    key = build_key(load_content(CALLING / "solutions/calling"), "", 1)
    assert b"rate * own" in written(key)
    assert b"rate * own" not in written(for_students(key))
    assert read_key(written(for_students(key))) is not None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CALLING, tmp_path / "changed")
    return tmp_path / "changed/solutions/calling"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("w - rate * own", "w + rate * own", "record of step: assembled gives other values than the solution"),
        ("own.predicted(x, w)", "predicted(x, w)", "record of step: assembled stops with NameError"),
        ('rests_on=("step",)', 'rests_on=("steps",)', "record of epoch: rests_on: steps is no function before it"),
    ],
)
def test_a_record_that_contradicts_the_solution_is_refused(folder: Path, old: str, new: str, says: str) -> None:
    text = (folder / "functions.py").read_text(encoding="utf-8")
    assert old in text
    (folder / "functions.py").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=says):
        build_key(load_content(folder), "", 1)
