"""Large files: how much of one is read, and for how long."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.reading.budget import Budget
from grader.reading.opening import read_bytes
from grader.sandbox.inside.reading.cutting import without_what_nobody_grades


class Watched(Budget):
    """Counts what is given to be cut."""

    seen = 0

    def cut(self, notebook: bytes) -> bytes:
        self.seen += len(notebook)
        return super().cut(notebook)


@pytest.mark.parametrize(
    "begins", ['{"cells": [', '{"cells": [{"outputs": [{"data": {"image/png": "', '{"cells": ["']
)
def test_a_file_of_nothing_but_a_size_is_hardly_read(begins: str, tmp_path: Path) -> None:
    path = tmp_path / "backprop.ipynb"
    with path.open("w", encoding="utf-8") as file:
        file.write(begins)
        file.truncate(7 * 2**23)
    budget = Watched()

    assert (
        read_bytes(path, 2**23, budget) == "The file is larger than 8 MiB. Clear the outputs, save it and try again."
    )
    assert budget.seen <= 2**24


def test_nothing_large_is_read_when_the_time_for_a_hand_in_is_used_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "backprop.ipynb").write_text('{"cells": ["' + "x" * 2**21, encoding="utf-8")
    monkeypatch.setattr("grader.reading.opening._text_of", None)  # nothing may ask for it

    said = read_bytes(tmp_path / "backprop.ipynb", 2**20, Budget(0))

    assert said == "Reading it takes longer than 10 seconds."


def test_a_million_objects_within_each_other_are_given_up() -> None:
    outputs = b'{"x": {"y": {"z": []}}}, ' * 300_000

    assert outputs not in without_what_nobody_grades(b'{"outputs": [' + outputs[: 1000 * 25] + b'{}], "cells": []}')
    assert outputs in without_what_nobody_grades(b'{"outputs": [' + outputs + b'{}], "cells": []}')
