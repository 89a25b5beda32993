"""Right is right, however it is written: none of these loses a point."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from submissions import FIXTURES, GradeFiles

from grader.course import Assignment
from grader.report.report import Report

FILES = sorted(path for path in (FIXTURES / "unusual").iterdir() if path.suffix in (".py", ".ipynb"))

# What some of them are told, and what costs nothing.
WARNINGS = {
    "in_place.py": "dL_dz2 changes its argument dL_da2 in place.",
    "lists.py": "dL_dW3 returns a list;",
    "explicit_loops.py": "dL_dW3 turns float32 inputs into float64.",
    "written_twice.py": "dL_dW3 is defined 3 times; the last one counts, at written_twice.py, line 16.",
    "single_precision.py": None,
    "private_functions.py": None,
    "decorated.py": None,
    "greek_letters.py": None,
    "lambdas.py": None,
    "plots_and_magics.ipynb": "code cell 12, line 1: SyntaxError: invalid syntax: `this cell was",
}


NOTES = {"utf16.py": "The file is UTF-16; it was read as that. Save it as UTF-8 to be safe."}


def encoded(right: str) -> dict[str, bytes]:
    """The same text as editors on other systems save it."""
    tabs = right.replace("    ", "\t")
    marks = right.replace("def ", "# In[5]:\n\n#%%\ndef ")
    cells = [{"cell_type": "code", "source": right, "metadata": {}, "outputs": []}]
    return {
        "tabs.py": tabs.encode(),
        "crlf.py": right.replace("\n", "\r\n").encode(),
        "old_mac.py": right.replace("\n", "\r").encode(),
        "bom.py": b"\xef\xbb\xbf" + right.encode(),
        "crlf_and_bom.py": b"\xef\xbb\xbf" + ("%matplotlib inline\n" + right).replace("\n", "\r\n").encode(),
        "no_newline_at_the_end.py": right.rstrip("\n").encode(),
        "cookie.py": ("# -*- coding: latin-1 -*-\n# Größe\n" + right).encode("latin-1"),
        "utf16.py": right.encode("utf-16"),
        "other_marks.py": marks.encode(),
        "one string per cell.ipynb": json.dumps({"cells": cells, "nbformat": 4}).encode(),
        "-ünïcode and spaces (1).py": right.encode(),
    }


@pytest.fixture(scope="module")
def reports(grade_files: GradeFiles) -> dict[str, Report]:
    return grade_files(FILES)


@pytest.fixture(scope="module")
def encoded_reports(grade_texts: GradeFiles, right: str, assignment: Assignment) -> dict[str, Report]:
    """The first and the last step tell whether the file was read."""
    return grade_texts(encoded(right), (*assignment.select("dL_dz3"), *assignment.select("update")))


@pytest.mark.parametrize("name", list(encoded("")))
def test_a_right_submission_earns_everything_in_any_encoding(encoded_reports: dict[str, Report], name: str) -> None:
    assert encoded_reports[name].score == encoded_reports[name].max_score == 15
    assert encoded_reports[name].warnings == ((NOTES[name],) if name in NOTES else ())


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_a_right_submission_earns_everything(reports: dict[str, Report], name: str) -> None:
    report = reports[name]
    lost = {result.step.function: str(result.message) for result in report.steps if result.outcome != "passed"}
    assert lost == {}
    assert (report.score, report.max_score) == (100, 100)
    assert report.chain is not None
    assert report.chain.outcome == "passed"
    assert report.complete


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 20
    assert sum(path.suffix == ".ipynb" for path in FILES) >= 2


@pytest.mark.parametrize("name", [name for name, warning in WARNINGS.items() if warning])
def test_what_is_worth_saying_is_a_warning(reports: dict[str, Report], name: str) -> None:
    assert any(warning.startswith(WARNINGS[name]) for warning in reports[name].warnings), reports[name].warnings


@pytest.mark.parametrize("name", [name for name, warning in WARNINGS.items() if not warning])
def test_most_styles_are_not_worth_a_warning(reports: dict[str, Report], name: str) -> None:
    assert reports[name].warnings == ()


def test_a_wrong_function_among_them_would_be_seen(grade_texts: GradeFiles, assignment: Assignment) -> None:
    text = Path(FIXTURES / "unusual" / "einsum.py").read_text(encoding="utf-8")
    broken = text.replace('"nj,nk->jk", dL_dz3', '"nj,nk->jk", -dL_dz3')
    (report,) = grade_texts({"broken.py": broken}, assignment.select("4")).values()
    assert (report.score, report.max_score) == (6, 15)
