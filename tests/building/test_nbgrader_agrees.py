"""nbgrader accepts the notebooks, and its own command makes the same release notebook from the same source."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator, ValidationError

from grader.course import Course


@pytest.mark.parametrize("which", ["source", "release"])
def test_the_notebooks_are_valid_for_jupyter_and_nbgrader(which: str, request: pytest.FixtureRequest) -> None:
    notebook = request.getfixturevalue(which)

    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)


def test_a_grade_cell_without_points_would_not_be_valid(release: Any) -> None:
    broken = nbformat.from_dict(json.loads(json.dumps(release)))
    del next(cell for cell in broken.cells if cell.id == "check-dL_dz3").metadata.nbgrader["points"]

    with pytest.raises(ValidationError, match="does not have points"):
        MetadataValidator().validate_nb(broken)


def test_generate_assignment_makes_the_same_release(built: Course) -> None:
    ours = _read(built.root)
    (built.root / "solutions/backprop/answers.py").write_text("secret = 1\n", encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "backprop", "--force", "--no-db"],
        cwd=built.root,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "Writing" in done.stderr, done.stderr
    assert _read(built.root) == ours
    folder = built.root / "exercises/backprop"
    assert [path.name for path in folder.iterdir()] == ["backprop.ipynb"]


def _read(root: Path) -> Any:
    return json.loads((root / "exercises/backprop/backprop.ipynb").read_text(encoding="utf-8"))
