"""A source that does not fit course.toml is refused, with the step's name, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from course_copy import copy_sources

from grader.building.course_copies import BuildError, build_course


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("check(dL_da2)\n", "\n", "dL_da2: found 0 times a cell check(…); expected exactly 1"),
        ("def dL_da2(", "def dL_da2_old(", "dL_da2: found 0 times a cell that defines it; expected exactly 1"),
        (
            "check(dL_da2)\n",
            "check(dL_da2)\n\n# %%\ncheck(dL_da2)\n",
            "dL_da2: found 2 times a cell check(…); expected exactly 1",
        ),
        ("### BEGIN SOLUTION", "# mine", "dL_dz3: its cell has no ### BEGIN SOLUTION mark"),
    ],
    ids=["no check", "no function", "two checks", "no mark"],
)
def test_a_source_that_lacks_a_part_is_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    course = copy_sources(tmp_path)
    path = tmp_path / "solutions/backprop/backprop.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(BuildError) as caught:
        build_course(course)

    assert str(caught.value) == f"solutions/backprop/backprop.py: {message}; correct it and build again."
    assert not (tmp_path / "exercises").exists()
