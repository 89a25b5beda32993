"""The whole network as people write it: right has all points, wrong loses some, and one fault costs one function."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from submissions import FIXTURES, ROOT, step_of

from grader.course import Course
from grader.course.content import load_content
from grader.report.report import Report
from grader.running.grading import grade

FOLDER = FIXTURES / "network"
UNUSUAL = sorted((FOLDER / "unusual").glob("*.py"))
WRONG = sorted((FOLDER / "wrong").glob("*.py"))
FUNCTIONS = ("forward", "loss", "backward", "input_gradient", "train_step", "train", "predict")
LESSON = (ROOT / "solutions" / "network" / "network.py").read_text(encoding="utf-8")
BANK = {mistake.id: mistake for mistake in load_content(ROOT / "solutions" / "network").mistakes}

# What is the same as a known mistake, whatever it looks like. All others get no name: none fits.
KNOWN = {
    ("by_heart.py", "train"): "train:one-epoch-only",
    ("drawn_with_replacement.py", "train"): "train:drawn-anew-for-each-batch",
    ("settings_written_in.py", "train"): "train:all-examples-at-once",
}
# Wrong functions that others call. Those are right with what the wrong ones give.
COSTS_ONCE = (
    "forward:no-relu",
    "forward:without-biases",
    "forward:softmax-everywhere",
    "forward:biases-subtracted",
    "forward:softmax-down-the-columns",
    "loss:summed",
    "loss:no-minus",
    "loss:share-of-wrong-answers",
    "backward:no-mask",
    "backward:not-divided",
    "backward:mask-at-the-output",
    "train_step:uphill",
    "train_step:biases-stay",
    "train_step:loss-after-the-step",
)


def reports_of(paths: list[Path], course: Course) -> dict[str, Report]:
    reports: list[Report] = []
    grade(paths, course, course.assignment("network"), reports.append)
    return {report.submission.name: report for report in reports}


def with_mistakes(*ids: str) -> str:
    """The lesson with its solution, but for these functions."""
    cells = re.split(r"(?=^# %%)", LESSON, flags=re.MULTILINE)
    for mistake in map(BANK.__getitem__, ids):
        mark = re.compile(rf"^def {mistake.function}\(", re.MULTILINE)
        (place,) = [place for place, cell in enumerate(cells) if mark.search(cell)]
        cells[place] = f"# %%\n{mistake.source()}\n"
    return "".join(cells)


@pytest.fixture(scope="module")
def right_ones(course: Course) -> dict[str, Report]:
    return reports_of(UNUSUAL, course)


@pytest.fixture(scope="module")
def wrong_ones(course: Course) -> dict[str, Report]:
    return reports_of(WRONG, course)


@pytest.fixture(scope="module")
def with_one_mistake(course: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    folder = tmp_path_factory.mktemp("one_mistake")
    paths = [folder / f"{name.replace(':', '__')}.py" for name in COSTS_ONCE]
    for path, name in zip(paths, COSTS_ONCE, strict=True):
        path.write_text(with_mistakes(name), encoding="utf-8")
    return dict(zip(COSTS_ONCE, reports_of(paths, course).values(), strict=True))


def test_there_are_enough_of_both() -> None:
    assert len(UNUSUAL) * len(FUNCTIONS) >= 50
    assert len(WRONG) * len(FUNCTIONS) >= 80


@pytest.mark.parametrize("name", [path.name for path in UNUSUAL])
def test_right_is_right_however_it_is_written(right_ones: dict[str, Report], name: str) -> None:
    report = right_ones[name]
    lost = {result.step.function: str(result.message) for result in report.steps if result.outcome != "passed"}
    assert lost == {}
    assert report.score == report.max_score == 100


@pytest.mark.parametrize("name", [path.name for path in WRONG])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_wrong_earns_at_most_30_per_cent(wrong_ones: dict[str, Report], name: str, function: str) -> None:
    result = step_of(wrong_ones[name], function)
    assert result.outcome in ("failed", "error")
    assert result.score <= 0.3 * result.step.points
    assert result.message is not None
    assert result.message.next


@pytest.mark.parametrize("name", [path.name for path in WRONG])
def test_only_what_is_a_known_mistake_gets_its_name(wrong_ones: dict[str, Report], name: str) -> None:
    for function in FUNCTIONS:
        assert step_of(wrong_ones[name], function).mistake == KNOWN.get((name, function)), function


@pytest.mark.parametrize("mistake", COSTS_ONCE)
def test_a_mistake_costs_its_function_and_none_that_calls_it(
    with_one_mistake: dict[str, Report], mistake: str
) -> None:
    report, own = with_one_mistake[mistake], mistake.partition(":")[0]
    assert [result.step.function for result in report.steps if result.outcome != "passed"] == [own]
    assert step_of(report, own).mistake == mistake


def test_a_wrong_step_beside_a_wrong_forward_costs_both(course: Course, tmp_path: Path) -> None:
    pairs = [("forward:no-relu", "train_step:uphill"), ("backward:no-mask", "train_step:rate-left-out")]
    for number, pair in enumerate(pairs):
        (tmp_path / f"{number}.py").write_text(with_mistakes(*pair), encoding="utf-8")
    for pair, report in zip(pairs, reports_of(sorted(tmp_path.glob("*.py")), course).values(), strict=True):
        for mistake in pair:
            result = step_of(report, mistake.partition(":")[0])
            assert result.outcome == "failed", pair
            assert result.score <= 0.3 * result.step.points
