"""Notebooks as students hand them in, as the plain data of their JSON."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from small_class import source_notebook

from grader.building.untouched import untouched_exercises

Notebook = dict[str, Any]


@cache
def _text(folder: Path) -> str:
    return (folder / "backprop" / "backprop.ipynb").read_text(encoding="utf-8")


def untouched() -> Notebook:
    """The notebook that students get."""
    notebook: Notebook = json.loads(_text(untouched_exercises()))
    return notebook


def solved() -> Notebook:
    """The same with every function right."""
    notebook = untouched()
    answers = {cell["id"]: cell for cell in source_notebook()["cells"]}
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = answers[cell["id"]]["source"]
    return notebook


def cell_of(notebook: Notebook, name: str) -> dict[str, Any]:
    """The cell of that id."""
    return next(cell for cell in notebook["cells"] if cell.get("id") == name)


def text_of(cell: dict[str, Any]) -> str:
    """A cell's source as one text."""
    return "".join(cell["source"])


def code_cell(source: str, **metadata: Any) -> dict[str, Any]:
    """A code cell that a student adds."""
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": [], "execution_count": None}


def markdown_cell(source: str, **parts: Any) -> dict[str, Any]:
    """A text cell that a student adds."""
    return {"cell_type": "markdown", "source": source, "metadata": {}, **parts}
