"""What the lesson on backpropagation says of its own outputs, in a real kernel with the solution and without."""

from __future__ import annotations

import re

import lesson_runs
import pytest
from lesson_runs import Ran


def printed(lesson: Ran) -> str:
    return lesson.printed


@pytest.fixture(scope="module")
def solved() -> Ran:
    return lesson_runs.solved("backprop")


@pytest.fixture(scope="module")
def unsolved() -> Ran:
    return lesson_runs.unsolved("backprop")


def test_finite_differences_agree_in_the_notebook(solved: Ran) -> None:
    differences = re.findall(r"^dL_d\w\d .*largest difference (\S+)$", printed(solved), re.MULTILINE)

    assert len(differences) == 6
    assert max(map(float, differences)) < 1e-9


def test_what_the_text_says_about_outputs_is_so(solved: Ran) -> None:
    lines = printed(solved)

    assert "L       0.7023" in lines
    assert "-1.00907" in lines  # "down by about 1.009 times that little"
    assert re.search(r"^after +y_pred \[\[0\.009 0\.989 0\.002\]\]", lines, re.MULTILINE)
    assert "test accuracy" in lines


def test_other_rates_and_broken_functions_end_as_the_last_answer_says(solved: Ran) -> None:
    first, *others = re.split(r"^experiment ", printed(solved), flags=re.MULTILINE)
    runs = {name: rest for name, _, rest in (text.partition("\n") for text in others)}
    right = {name: float(found[-1]) for name, text in runs.items() if (found := re.findall(r"accuracy (\S+)%", text))}

    assert right["rate 0.01"] == pytest.approx(89, abs=1)
    assert right["rate 0.5"] == pytest.approx(96, abs=0.6)
    assert right["rate 1.0"] < right["rate 0.5"] - 1
    assert "Diverged" in runs["rate 2.0"]
    assert right["no mask"] == pytest.approx(float(_epochs(first)[-1][1]), abs=1)
    assert "Diverged" in runs["no 1/N"]
    assert _epochs(runs["no 1/N, small rate"]) == _epochs(first)


def _epochs(text: str) -> list[tuple[str, str]]:
    """The loss and the accuracy of each epoch."""
    return re.findall(r"loss (\S+)  test accuracy (\S+)%", text)


def test_the_loss_is_drawn(solved: Ran) -> None:
    (drawn,) = [out for out in solved.outputs("display_data") if "image/png" in out.data]
    assert re.match('<img alt="Training loss over .* Test accuracy at the end: ', drawn.data["text/html"])


def test_a_notebook_without_answers_runs_to_its_end(unsolved: Ran) -> None:
    """The cells that compose the student's functions say which of them is missing."""
    assert unsolved.outputs("error") == []
    assert printed(unsolved).count("Not yet: the function dL_dz3 is not written.") == 2
    assert unsolved.cells[-2].execution_count is not None
