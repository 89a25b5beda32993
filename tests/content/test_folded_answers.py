"""What every lesson of this course asks its readers: the answer is there, and folded away."""

from __future__ import annotations

import json
import re

import pytest
from submissions import ROOT

from grader.building.untouched import untouched_exercises
from grader.course import load_course

FOLDED = re.compile(r"\n<details><summary>Answer</summary>\n\n.+\n\n</details>$", re.DOTALL)


@pytest.mark.parametrize("name", load_course(ROOT).assignments)
def test_every_question_has_its_answer_folded_below(name: str) -> None:
    notebook = json.loads((untouched_exercises() / name / f"{name}.ipynb").read_text(encoding="utf-8"))
    questions = [text for cell in notebook["cells"] if "**Think about it.**" in (text := "".join(cell["source"]))]
    assert len(questions) >= 5
    assert [text[:80] for text in questions if not FOLDED.search(text)] == []
