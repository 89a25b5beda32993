"""The source notebook -> what students get: the same notebook with stubs for solutions, and a Python file of it.

The notebook goes through nbgrader's own preprocessors with the settings of `nbgrader_config.py`, so that it is
what `nbgrader generate_assignment` makes.
"""

from __future__ import annotations

import copy
import re
import textwrap
from pathlib import Path
from typing import Any

from grader.course.stub import STUB
from grader.sandbox.inside.reading.live import LIVE

_FIGURE = re.compile(r"!\[([^\]]*)\]\(attachment:[^)]*\)")


def use_own_stub(config: Any) -> None:
    """Have nbgrader leave this course's line in an empty function, unless its settings name another."""
    if "code_stub" not in config.ClearSolutions:
        config.ClearSolutions.code_stub = {"python": STUB}


def release_notebook(source: Any, root: Path) -> Any:
    """The notebook without solutions and outputs, locked, with nbgrader's checksums.

    Args:
        source: the source notebook, an nbformat node; not changed.
        root: the folder with `nbgrader_config.py`.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.preprocessors import SaveCells
    from traitlets.config.loader import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    use_own_stub(config)
    notebook = copy.deepcopy(source)
    resources: dict[str, Any] = {"metadata": {}, "nbgrader": {}}
    # All but the one that writes into a gradebook: building the course must not need one.
    for preprocessor in GenerateAssignment.preprocessors.default():
        if preprocessor is not SaveCells:
            notebook, resources = preprocessor(config=config).preprocess(notebook, resources)
    return notebook


def release_script(release: Any) -> str:
    """The release notebook in percent format; a figure is replaced by its alternative text.

    Of a cell's metadata one tag is left: that it is live, and not run where functions are judged.
    """
    import jupytext  # type: ignore[import-untyped]

    notebook = copy.deepcopy(release)
    notebook.metadata.clear()
    notebook.metadata["jupytext"] = {"notebook_metadata_filter": "-all", "cell_metadata_filter": "tags,-all"}
    for cell in notebook.cells:
        is_live = LIVE in cell.metadata.get("tags", ())
        cell.metadata.clear()
        if is_live:
            cell.metadata["tags"] = [LIVE]
        if cell.cell_type == "markdown":
            cell.pop("attachments", None)
            cell.source = _FIGURE.sub(lambda match: _in_words(match[1]), cell.source)
    return str(jupytext.writes(notebook, fmt="py:percent")).rstrip() + "\n"


def _in_words(alternative_text: str) -> str:
    return textwrap.fill(f"*Picture: {alternative_text}*", width=105)
