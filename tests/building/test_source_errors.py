"""A source that does not fit course.toml is refused, with the step's name, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import nbformat
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


def test_a_heading_may_be_called_as_a_function_or_have_no_letter(tmp_path: Path) -> None:
    course = copy_sources(tmp_path)
    path = tmp_path / "solutions/backprop/backprop.py"
    text = path.read_text(encoding="utf-8")
    more = "".join(f"\n# %% [markdown]\n# ## {heading}\n" for heading in ("update", "check update", "…", "…"))
    path.write_text(text + more, encoding="utf-8")

    build_course(course, [course.assignment("backprop")])

    notebook = nbformat.read(tmp_path / ".course/source/backprop/backprop.ipynb", as_version=4)
    names = [cell.metadata.get("nbgrader", {}).get("grade_id", cell.id) for cell in notebook.cells]
    assert len(set(names)) == len(names)
    assert names[-4:] == ["update-2", "check-update-2", "text", "text-2"]
