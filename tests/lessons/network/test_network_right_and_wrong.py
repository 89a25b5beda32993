"""The whole network as people write it: right has all points, wrong loses some, and one fault costs one function."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from submissions import ROOT, step_of

from grader.course.content import load_content
from grader.report.report import Report

ReportsOf = Callable[[str, Iterable[Path]], dict[str, Report]]

LESSON = (ROOT / "solutions" / "network" / "network.py").read_text(encoding="utf-8")
BANK = {mistake.id: mistake for mistake in load_content(ROOT / "solutions" / "network").mistakes}

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

# Wrong functions that stop with an error nearly everywhere, but for networks with as many units as examples.
FITS_HARDLY = (
    "forward:not-transposed",
    "forward:activations-first",
    "forward:without-x",
    "forward:x-among-the-zs",
    "forward:three-layers",
)


def with_mistakes(*ids: str) -> str:
    """The lesson with its solution, but for these functions."""
    cells = re.split(r"(?=^# %%)", LESSON, flags=re.MULTILINE)
    for mistake in map(BANK.__getitem__, ids):
        mark = re.compile(rf"^def {mistake.function}\(", re.MULTILINE)
        (place,) = [place for place, cell in enumerate(cells) if mark.search(cell)]
        cells[place] = f"# %%\n{mistake.source()}\n"
    return "".join(cells)


@pytest.fixture(scope="module")
def with_one_mistake(reports_of: ReportsOf, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    folder = tmp_path_factory.mktemp("one_mistake")
    paths = [folder / f"{name.replace(':', '__')}.py" for name in COSTS_ONCE]
    for path, name in zip(paths, COSTS_ONCE, strict=True):
        path.write_text(with_mistakes(name), encoding="utf-8")
    return dict(zip(COSTS_ONCE, reports_of("network", paths).values(), strict=True))


@pytest.mark.parametrize("mistake", COSTS_ONCE)
def test_a_mistake_costs_its_function_and_none_that_calls_it(
    with_one_mistake: dict[str, Report], mistake: str
) -> None:
    report, own = with_one_mistake[mistake], mistake.partition(":")[0]
    assert [result.step.function for result in report.steps if result.outcome != "passed"] == [own]
    assert step_of(report, own).mistake == mistake


def test_a_wrong_step_beside_a_wrong_forward_costs_both(reports_of: ReportsOf, tmp_path: Path) -> None:
    pairs = [("forward:no-relu", "train_step:uphill"), ("backward:no-mask", "train_step:rate-left-out")]
    for number, pair in enumerate(pairs):
        (tmp_path / f"{number}.py").write_text(with_mistakes(*pair), encoding="utf-8")
    for pair, report in zip(pairs, reports_of("network", sorted(tmp_path.glob("*.py"))).values(), strict=True):
        for mistake in pair:
            result = step_of(report, mistake.partition(":")[0])
            assert result.outcome == "failed", pair
            assert result.score <= 0.3 * result.step.points


def test_whatever_is_wrong_below_costs_nothing_above(reports_of: ReportsOf, tmp_path: Path) -> None:
    """A function that stops, or answers in another form, is seen through, too: stand-ins take its place."""
    below = [
        mistake for mistake in BANK.values() if mistake.function in ("forward", "loss", "backward", "train_step")
    ]
    paths = [tmp_path / f"{number:03}.py" for number in range(len(below))]
    for path, mistake in zip(paths, below, strict=True):
        path.write_text(with_mistakes(mistake.id), encoding="utf-8")
    for mistake, report in zip(below, reports_of("network", paths).values(), strict=True):
        wrong = [result.step.function for result in report.steps if result.outcome != "passed"]
        assert wrong == [mistake.function], mistake.id


def test_a_wrong_loop_beside_a_forward_that_stops_costs_both(reports_of: ReportsOf, tmp_path: Path) -> None:
    """Which examples a step takes, how often, in which order, and the losses: all of it is seen beside stand-ins."""
    loops = [mistake for mistake in BANK.values() if mistake.function == "train"]
    paths = [tmp_path / f"{number:03}.py" for number in range(len(loops))]
    for path, mistake in zip(paths, loops, strict=True):
        path.write_text(with_mistakes("forward:prediction-only", mistake.id), encoding="utf-8")
    for mistake, report in zip(loops, reports_of("network", paths).values(), strict=True):
        result = step_of(report, "train")
        assert result.score <= 0.3 * result.step.points, mistake.id
        wrong = [result.step.function for result in report.steps if result.outcome != "passed"]
        assert wrong == ["forward", "train"], mistake.id


@pytest.mark.parametrize("mistake", FITS_HARDLY)
def test_what_is_wrong_beside_it_is_not_forgiven(reports_of: ReportsOf, tmp_path: Path, mistake: str) -> None:
    text = with_mistakes(mistake).replace("W - learning_rate * dL_dW", "W + learning_rate * dL_dW")
    (tmp_path / "uphill.py").write_text(text.replace(".argmax(axis=1)", ".argmin(axis=1)"), encoding="utf-8")
    (report,) = reports_of("network", [tmp_path / "uphill.py"]).values()
    for function in ("train_step", "predict"):
        result = step_of(report, function)
        assert result.outcome != "passed", function
        assert result.score <= 0.3 * result.step.points, function


def test_the_way_there_and_back_is_composed(reports_of: ReportsOf, tmp_path: Path) -> None:
    """`forward` has two results, lists of arrays, and `backward` takes them: the gradients are those of the loss."""
    right, bent = tmp_path / "right.py", tmp_path / "bent.py"
    right.write_text(LESSON, encoding="utf-8")
    bent.write_text(with_mistakes("backward:no-mask"), encoding="utf-8")
    reports = reports_of("network", [right, bent])
    assert {report.composed for report in reports.values()} == {"the gradient of the loss"}
    assert [reports[path.name].chain.outcome for path in (right, bent)] == ["passed", "failed"]
    assert str(reports["bent.py"].chain.message).startswith(
        "What: Composed in order, the functions do not give dL_dWs, a derivative of the loss."
    )
