"""Live cells: where functions are judged, they do no more than other cells need of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.reading.submission import read_submission

FUNCTION = "import numpy as np\ndef slope(x):\n    return 2 * x"
RACE = "def race(n):\n    return [slope(1) for _ in range(n)]\nwinner = race(10**9)\nprint(winner)"


def kept(
    folder: Path, suffix: str, *cells: tuple[str, bool], judged: tuple[str, ...] | None = ("slope",)
) -> list[str]:
    """The lines that are run where functions are judged."""
    path = folder / f"work{suffix}"
    if suffix == ".py":
        marks = {False: "# %%\n", True: '# %% tags=["live"]\n'}
        path.write_text("\n".join(marks[live] + text for text, live in cells))
    else:
        written = [
            {"cell_type": "code", "source": text, "metadata": {"tags": ["live"]} if live else {}}
            for text, live in cells
        ]
        path.write_text(json.dumps({"cells": written, "nbformat": 4}))
    chunks = read_submission(path, judged=judged).chunks
    lines = [line for chunk in chunks for line in chunk.source.split("\n")]
    return [line for line in lines if line and not line.startswith("# %%")]


@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_a_live_cell_is_not_run(tmp_path: Path, suffix: str) -> None:
    cells = (FUNCTION, False), (RACE, True), ("x = 1", False)
    assert kept(tmp_path, suffix, *cells) == [*FUNCTION.split("\n"), "x = 1"]


@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_it_runs_like_any_other_where_nothing_is_judged_or_the_tag_is_lost(tmp_path: Path, suffix: str) -> None:
    everything = [*FUNCTION.split("\n"), *RACE.split("\n")]
    assert kept(tmp_path, suffix, (FUNCTION, False), (RACE, True), judged=None) == everything
    assert kept(tmp_path, suffix, (FUNCTION, False), (RACE, False)) == everything


@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_it_runs_as_a_whole_where_it_defines_what_is_judged(tmp_path: Path, suffix: str) -> None:
    assert kept(tmp_path, suffix, (f"{FUNCTION}\n{RACE}", True)) == [*FUNCTION.split("\n"), *RACE.split("\n")]


@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_what_other_cells_need_of_it_is_run(tmp_path: Path, suffix: str) -> None:
    live = "import math\ntwo = math.sqrt(4)\nslow = [two] * 10**9\ndef twice(x):\n    return two * x"
    judged = "def slope(x):\n    return twice(x)"
    assert kept(tmp_path, suffix, (live, True), (judged, False)) == [
        *("import math", "two = math.sqrt(4)", "def twice(x):", "    return two * x"),
        *judged.split("\n"),
    ]


@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_a_cell_that_cannot_be_read_may_need_any_name_in_it(tmp_path: Path, suffix: str) -> None:
    broken = "def other(:\n    pass\ndef slope(x):\n    return two * x"
    lines = kept(tmp_path, suffix, ("two = int('2')\nprint(two)", True), (broken, False))
    assert "two = int('2')" in lines
    assert "print(two)" not in lines


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "work.py"
    path.write_text(f'# %% tags=["live"]\n{RACE}\n# %%\n{FUNCTION}\n')
    submission = read_submission(path, judged=("slope",))
    assert [place.line for place in submission.definitions["slope"]] == [8]
    assert submission.chunks[0].line(8) == "def slope(x):"


@pytest.mark.parametrize(
    "mark", ['# %% tags=["live"]', '# %% [code] tags=["own", "live"]', "# %% Race tags=['live']"]
)
def test_the_tag_may_stand_among_others(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "work.py"
    path.write_text(f"{FUNCTION}\n{mark}\n{RACE}\n")
    assert "race" not in read_submission(path, judged=("slope",)).chunks[0].source


def test_a_large_notebook_keeps_its_tags_when_its_outputs_are_cut_out(tmp_path: Path) -> None:
    path = tmp_path / "work.ipynb"
    cells = [
        {"cell_type": "code", "source": FUNCTION, "outputs": [{"text": "x" * 2**21}]},
        {"cell_type": "code", "source": RACE, "metadata": {"tags": ["live"]}},
    ]
    path.write_text(json.dumps({"cells": cells, "nbformat": 4}))
    assert "race" not in "".join(chunk.source for chunk in read_submission(path, judged=("slope",)).chunks)


@pytest.mark.parametrize("tags", [None, 7, "live", [["live"]], {"live": 1}])
def test_odd_tags_mark_nothing(tmp_path: Path, tags: object) -> None:
    path = tmp_path / "work.ipynb"
    cells = [{"cell_type": "code", "source": RACE, "metadata": {"tags": tags}}]
    path.write_text(json.dumps({"cells": cells, "nbformat": 4}))
    assert "race" in read_submission(path, judged=("slope",)).chunks[0].source
