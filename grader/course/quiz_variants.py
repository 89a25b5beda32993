"""`solutions/<name>/variants.toml`: parallel questions, each put to the question of the quiz that it varies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.course.tables import TableError

FILE = "variants.toml"


def with_variants(table: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """An assignment's table with the variants of its folder, where it has a quiz; each names its question's topic.

    Raises:
        TableError: a variant is of no question; its text names the topic.
        OSError, tomllib.TOMLDecodeError, UnicodeDecodeError: the file cannot be read.
    """
    path = folder / FILE
    if "quiz" not in table or not path.is_file():
        return dict(table)
    variants = tomllib.loads(path.read_text(encoding="utf-8")).get("variants", [])
    quiz = table["quiz"]
    questions = [dict(question) for question in quiz.get("questions", [])]
    for variant in variants:
        wording = {key: value for key, value in variant.items() if key != "topic"}
        of = [question for question in questions if question.get("topic") == variant.get("topic")]
        if not of:
            raise TableError(f"variants: {FILE} has one for {variant.get('topic')!r}, and no question has this topic")
        of[0]["variants"] = [*of[0].get("variants", []), wording]
    return {**table, "quiz": {**quiz, "questions": questions}}
