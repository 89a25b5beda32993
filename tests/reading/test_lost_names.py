"""Names without a value, and names that hold something else: the cause is told, not the consequence."""

from __future__ import annotations

from pathlib import Path

import pytest
from submissions import GradeFiles, step_of

from grader.course import Assignment
from grader.reading.lost_names import SubmissionFile
from grader.reading.submission import Submission
from grader.report.message import Message
from grader.report.report import Report
from grader.sandbox import Chunk, Loaded

USING = "def dL_dz2(dL_da2, z2):\n    return open_units(z2) * dL_da2\n"
CELLS = "# %%\nimport numpy as np\n# %%\ndef open_units(z)\n    return z > 0\n# %%\n"
OTHER = "def dL_db2(dL_dz2):\n    return dL_dz2\n"
KEPT = "def dL_dz2(dL_da2, z2):\n    global dL_dz2\n    dL_dz2 = dL_da2 * (z2 > 0)\n    return dL_dz2\n"
STUB = 'raise NotImplementedError("Replace this line with your answer.")'

# What stands in the file, and what must and must not be said of dL_dz2.
FILES = {
    "own_module": (f"from my_layers import open_units\n{USING}", "No module named 'my_layers'", "pelling"),
    "decorator": (f"from my_layers import timed\n@timed\n{USING}", "line 1: ModuleNotFoundError", "pelling"),
    "annotation": (
        "import torch\ndef dL_dz2(dL_da2: torch.Tensor, z2):\n    return dL_da2\n",
        "No module named 'torch'",
        "pelling",
    ),
    "cause_of_the_cause": (
        f"import torch\nopen_units = torch.nn.ReLU()\n{USING}",
        "Before that, cause_of_the_cause.py, line 1: ModuleNotFoundError",
        "pelling",
    ),
    "name_with_more": (
        f"{OTHER}def my_dL_dz2(dL_da2, z2):\n    return dL_da2\n",
        "There is one called my_dL_dz2",
        "A to Z",
    ),
    "letter_that_looks_alike": (
        f"{OTHER}def dL_dż2(dL_da2, z2):\n    return dL_da2\n",
        "In dL_dż2, not every letter is one of A to Z",
        "pelling",
    ),
    "failed_value": (f"open_units = {{}}['a']\n{USING}", "KeyError", "pelling"),
    "of_several": (f"import numpy as np, my_layers as open_units\n{USING}", "line 1: ModuleNotFoundError", "pelling"),
    "no_python": (f"{CELLS}{USING}", "the part of the file that gives it one is no Python", "pelling"),
    "deleted": (f"open_units = abs\ndel open_units\n{USING}", "line 2 takes it away, by `del`", "pelling"),
    "inside_another": (
        f"def dL_db2(dL_dz2):\n    open_units = len(dL_dz2)\n    return open_units\n{USING}",
        "is given a value inside of dL_db2 (inside_another.py, line 2)",
        "pelling",
    ),
    "unpacked_in_another": (
        f"def dL_db2(\n    dL_dz2,\n):\n    rows, open_units = dL_dz2.shape\n    return rows\n{USING}",
        "is given a value inside of dL_db2 (unpacked_in_another.py, line 4)",
        "pelling",
    ),
    "in_a_text_only": (
        f'def dL_db2(dL_dz2):\n    """\n    open_units = 3\n    """\n    return dict(open_units=3)\n{USING}',
        "Nothing is called `open_units`",
        "given a value",
    ),
    "nowhere": (USING, "Nothing is called `open_units`", "failed"),
    "array_in_its_place": (
        "def dL_dz2(dL_da2, z2):\n    return dL_da2\ndL_dz2 = [1.0]\n",
        "the name dL_dz2 is given to something that is not a function",
        "no function dL_dz2 in the file",
    ),
    "changed_by_a_call": (KEPT, "The name dL_dz2 holds something else by now", "There is no function"),
    "calls_a_lost_function": (
        "def dL_da2(dL_dz3, W3):\n    return dL_dz3\ndL_da2 = 2.0\n"
        "def dL_dz2(upstream, z2):\n    return dL_da2(upstream, z2)\n",
        "The name `dL_da2` holds a number by now, and not your function",
        "product",
    ),
    "calls_a_stub": (
        f"def dL_da2(dL_dz3, W3):\n    {STUB}\ndef dL_dz2(upstream, z2):\n    return dL_da2(upstream, z2)\n",
        "dL_dz2 calls dL_da2, which is not written yet",
        "dL_dz2 is not written",
    ),
    "stub": (f'def dL_dz2(dL_da2, z2):\n    """Gradient."""\n    {STUB}\n', "dL_dz2 is not written yet", "Delete"),
    "leftover_above": (
        f"def dL_dz2(dL_da2, z2):\n    {STUB}\n    return dL_da2 * (z2 > 0)\n",
        "what stands below it never runs",
        "not written yet",
    ),
    "leftover_below": (
        f"def dL_dz2(dL_da2, z2):\n    result = dL_da2 * (z2 > 0)\n    {STUB}\n    return result\n",
        "line 3: `raise NotImplementedError",
        "not written yet",
    ),
}


@pytest.fixture(scope="module")
def reports(grade_texts: GradeFiles, assignment: Assignment) -> dict[str, Report]:
    texts = {f"{name}.py": text for name, (text, _, _) in FILES.items()}
    return grade_texts(texts, assignment.select("dL_dz2"))


@pytest.mark.parametrize("name", FILES)
def test_the_cause_is_told(reports: dict[str, Report], name: str) -> None:
    _, said, unsaid = FILES[name]
    message = step_of(reports[f"{name}.py"], "dL_dz2").message
    assert isinstance(message, Message)
    assert said in str(message)
    assert unsaid not in str(message)


@pytest.mark.parametrize("name", ["own_module", "failed_value", "of_several", "no_python", "deleted"])
def test_no_reason_is_looked_for_in_a_function_whose_fault_lies_outside(
    reports: dict[str, Report], name: str
) -> None:
    result = step_of(reports[f"{name}.py"], "dL_dz2")
    assert result.explanation is None
    assert result.message is not None
    assert result.message.why == ""


def test_only_an_empty_function_is_not_attempted(reports: dict[str, Report]) -> None:
    outcomes = {name: step_of(reports[f"{name}.py"], "dL_dz2").outcome for name in FILES}
    assert [name for name, outcome in outcomes.items() if outcome == "not attempted"] == ["stub"]


def test_a_name_that_something_else_took_is_not_called_defined_twice(reports: dict[str, Report]) -> None:
    assert reports["array_in_its_place.py"].warnings == ()


def test_a_text_that_takes_a_parser_a_minute_is_searched_at_once(tmp_path: Path) -> None:
    source = "x = '" + "open_units " * 20_000 + "'\n" + "y = f'{y!r:{y}}'\n" * 2_000
    file = SubmissionFile(Submission(tmp_path, (Chunk("a.py", source),)), Loaded(frozenset(), ()))
    assert (file.lost("open_units"), file.elsewhere("open_units")) == ("", "")
