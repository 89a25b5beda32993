"""What the lesson's live cells print, with all solutions: the text beside them says the same."""

from __future__ import annotations

import contextlib
import io
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from submissions import ROOT

from grader.course.content import load_content

LESSON = ROOT / "solutions" / "generalization" / "generalization.py"
SOLUTIONS = {name: load_content(ROOT / "solutions" / name).solution for name in ("network", "backprop")}
# "dropout    60    0.01   100.0%    0.62   82.3%   0.61": epochs, loss, accuracy, and both for validation
ROW = re.compile(r"^(.+?) +(\d+) +([\d.]+) +([\d.]+)% +([\d.]+) +([\d.]+)% +([\d.]+)$", re.MULTILINE)

pytestmark = pytest.mark.slow


class Lesson:
    """The lesson's cells, run one after another; what each printed, by what stands in it."""

    def __init__(self) -> None:
        text = LESSON.read_text(encoding="utf-8").replace("from grader import check, functions_of, hint", "")
        self.names: dict[str, Any] = {"functions_of": _functions_of, "check": _nothing, "hint": _nothing}
        self.printed: list[tuple[str, str]] = []
        for cell in re.split(r"^# %%.*\n", text, flags=re.MULTILINE):
            self.run(cell)

    def run(self, cell: str) -> str:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(cell, str(LESSON), "exec"), self.names)
        self.printed.append((cell, out.getvalue()))
        return out.getvalue()

    def of(self, words: str) -> str:
        return "".join(printed for cell, printed in self.printed if words in cell)


def _functions_of(name: str) -> SimpleNamespace:
    return SimpleNamespace(**SOLUTIONS[name])


def _nothing(*_: Any) -> None:
    pass


def rows(table: str) -> dict[str, tuple[float, ...]]:
    return {name: tuple(map(float, numbers)) for name, *numbers in ROW.findall(table)}


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    import matplotlib

    matplotlib.use("agg")
    return Lesson()


@pytest.fixture(scope="module")
def clean(lesson: Lesson) -> dict[str, tuple[float, ...]]:
    return rows(lesson.of("clean_runs = compare"))


@pytest.fixture(scope="module")
def spoilt(lesson: Lesson) -> dict[str, tuple[float, ...]]:
    return rows(lesson.of("wrong_runs = compare"))


def test_200_digits_are_learned_by_heart_with_any_labels(lesson: Lesson) -> None:
    found = re.findall(r"loss ([\d.]+), (\d+)% right", lesson.of("def learn_by_heart"))
    (own, own_right), (others, others_right), (_, shuffled_right), (worse, chance) = [
        (float(loss), int(right)) for loss, right in found
    ]
    assert own < 0.02
    assert own_right == shuffled_right == 100
    assert (round(others, 1), others_right) == (0.6, 81)
    assert chance < 12
    assert worse == pytest.approx(4.7, abs=0.1)


def test_the_loss_on_others_is_lowest_at_about_epoch_25(lesson: Lesson) -> None:
    losses = lesson.names["by_heart"](lesson.names["few"], lesson.names["few_labels"])[:, 2]
    assert 20 <= losses.argmin() + 1 <= 30
    assert 0.01 < losses[-1] - losses.min() < 0.05


def test_a_split_that_is_not_shuffled_measures_nothing_and_a_leak_too_much(lesson: Lesson) -> None:
    found = re.findall(r"validation +(\d+)% +1,000 others +(\d+)%", lesson.of("def compare_splits"))
    (sorted_in, sorted_out), (own_in, own_out), (leak_in, leak_out) = [(int(a), int(b)) for a, b in found]
    assert sorted_in == 0
    assert sorted_out == pytest.approx(69, abs=2)
    assert 70 <= own_in <= 90
    assert leak_in == pytest.approx(90, abs=2)
    assert abs(leak_out - own_out) <= 3
    assert leak_in - leak_out >= 6


def test_with_right_labels_only_more_digits_help(clean: dict[str, tuple[float, ...]]) -> None:
    assert len(clean) == 6
    _, loss, right, val_loss, val_right, gap = clean["nothing"]
    assert (right, loss < 0.02) == (100.0, True)
    for name in ("dropout", "weight decay", "early stopping", "all three"):
        assert abs(clean[name][4] - val_right) < 1.7
    for name in ("weight decay", "early stopping"):
        assert 0.01 < val_loss - clean[name][3] < 0.06
    cures = {name: row[5] for name, row in clean.items() if name != "1,000 more digits"}
    assert min(cures, key=cures.__getitem__) == "all three"
    gained_at_the_wrong_end = clean["all three"][1] - loss
    assert gained_at_the_wrong_end > 0.5 * (gap - clean["all three"][5])
    assert clean["1,000 more digits"][4] - val_right > 6


def test_with_a_fifth_of_wrong_labels_every_cure_helps(spoilt: dict[str, tuple[float, ...]]) -> None:
    gained = {name: row[4] - spoilt["nothing"][4] for name, row in spoilt.items()}
    assert 1.5 < gained["dropout"] < 3.5
    assert 1.5 < gained["early stopping"] < 3.5
    assert 0.7 < gained["weight decay"] < 1.9
    assert 4.5 < gained["all three"] < 6
    assert max(row[2] for row in spoilt.values()) == spoilt["nothing"][2] == 100.0


def test_the_test_digits_agree(lesson: Lesson) -> None:
    found = dict(re.findall(r"(\w+ labels, [\w ]+?) +test loss [\d.]+, ([\d.]+)% right", lesson.of("test_images,")))
    right = {name: float(value) for name, value in found.items()}
    assert right["wrong labels, all three"] - right["wrong labels, nothing"] == pytest.approx(6, abs=1)
    assert abs(right["right labels, all three"] - right["right labels, nothing"]) < 1.7


def test_the_experiments_come_out_as_the_answer_says(
    lesson: Lesson, clean: dict[str, tuple[float, ...]], spoilt: dict[str, tuple[float, ...]]
) -> None:
    settings = {
        "0.01": {"strength": 0.01},
        "0.1": {"strength": 0.1},
        "keep 0.5": {"keep": 0.5},
        "keep 0.2": {"keep": 0.2},
        "patience 1": {"patience": 1},
        "patience 5": {"patience": 5},
    }
    lesson.names["settings"] = settings
    right, wrong = (rows(lesson.run(f"compare(settings, {share})")) for share in (0.0, 0.2))
    assert clean["nothing"][4] - right["0.1"][4] == pytest.approx(3, abs=1)
    assert wrong["0.1"][4] == max(wrong["0.01"][4], wrong["0.1"][4])
    assert wrong["0.1"][4] - spoilt["nothing"][4] > 3
    assert wrong["0.1"][2] == pytest.approx(80, abs=2)
    assert wrong["0.1"][3] > spoilt["nothing"][3]  # the loss says otherwise
    assert abs(right["keep 0.2"][4] - right["keep 0.5"][4]) < 1.7
    assert wrong["keep 0.2"][4] > wrong["keep 0.5"][4]
    assert right["patience 1"][0] == pytest.approx(10, abs=2)
    for table in (right, wrong):
        assert table["patience 1"][3] > table["patience 5"][3] + 0.02
    assert wrong["patience 1"][4] > wrong["patience 5"][4] - 0.5


def test_weight_decay_shrinks_the_weights(lesson: Lesson) -> None:
    sizes = {
        name: lesson.names["l2_penalty"](lesson.names["clean_runs"][name][0]["weights"], 1.0)
        for name in ("nothing", "weight decay")
    }
    assert {name: round(size) for name, size in sizes.items()} == {"nothing": 134, "weight decay": 52}


def test_50_digits_are_a_noisy_judge(lesson: Lesson) -> None:
    names = lesson.names
    found = []
    for seed in range(6):
        split = names["train_validation_split"](250, 0.2, np.random.default_rng(seed))
        found.append(names["accuracies"](names["images"][::16], names["labels"][::16], *split)[0])
    assert min(found) < 0.78
    assert max(found) > 0.82
    assert min(found) >= 0.68
    assert max(found) <= 0.92
