"""Code that the text, a hint or a message suggests takes nothing away that is needed again below."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from submissions import backprop_key

from grader.course import Assignment
from grader.sandbox.inside.reading.python_source import bindings, syntax_tree

SPAN = re.compile(r"`([^`\n]+)`")
STANDS_ALONE = {name: lambda *_, **__: None for name in ("check", "hint", "train_here")}


def rebound_by_the_text(cells: list[Any]) -> list[str]:
    """Runs the code cells, and after each text cell every piece of code in it; those that rebind a name."""
    names: dict[str, Any] = {}
    given = dict(names)
    found = []
    for cell in cells:
        if cell.cell_type == "code":
            if "train" not in cell.source and "history" not in cell.source:
                exec(cell.source, names)
                names.update(STANDS_ALONE)
                given = {name: value for name, value in names.items() if name != "__builtins__"}
            continue
        for span in SPAN.findall(cell.source):
            with contextlib.suppress(Exception):  # a shape, a command, a name that is not there yet
                exec(span, names)
            found += [f"{span}: {name}" for name, value in given.items() if names.get(name) is not value]
            names = dict(given)
    return found


def suggestions(assignment: Assignment) -> Iterator[str]:
    for step in assignment.steps.values():
        yield from step.hints
    for mistake in backprop_key().mistakes:
        yield from (mistake.looks_like, mistake.why, mistake.next)


def names_of_the_notebook(source: Any) -> set[str]:
    code = (syntax_tree(cell.source) for cell in source.cells if cell.cell_type == "code")
    return {name for module in code if module for name, _ in bindings(module)}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with contextlib.redirect_stdout(io.StringIO()):
        yield


def test_no_code_in_the_text_takes_a_name_away(source: Any) -> None:
    assert rebound_by_the_text(source.cells) == []


def test_code_that_would_is_noticed(source: Any) -> None:
    (question,) = [cell for cell in source.cells if "da_two" in cell.source]
    question = type(question)(question, source=question.source.replace("da_two", "dL_da2"))
    cells = [question if cell.id == question.id else cell for cell in source.cells]

    assert rebound_by_the_text(cells) == ["dL_da2 = np.array([[1.0, -1.0]]): dL_da2"]


def test_no_hint_or_message_gives_another_value_to_a_name_of_the_notebook(
    source: Any, assignment: Assignment
) -> None:
    names = "|".join(sorted(names_of_the_notebook(source)))
    assigned = re.compile(rf"(?<![\w.])(?:{names}) = ")

    assert {"dL_da2", "z2", "X", "forward"} <= names_of_the_notebook(source)
    assert [text for text in suggestions(assignment) if assigned.search(text)] == []


def test_no_sentence_that_is_wrapped_begins_a_list(source: Any) -> None:
    """Markdown takes a line that begins with `1)` or `- ` for one."""
    broken = re.compile(r"^(?![-+*|>#] |\d+[.)] |$)[^\n]*[^\n:]\n(?:\d+[.)]|[-+*]) [^\n]*", re.MULTILINE)
    texts = (re.sub(r"\$\$.*?\$\$", "", cell.source, flags=re.DOTALL) for cell in source.cells)

    assert broken.search("so the rank is\n1. Each more")
    assert [
        found[0]
        for cell, text in zip(source.cells, texts, strict=True)
        if cell.cell_type == "markdown"
        for found in broken.finditer(text)
        if not found[0].startswith("  ")
    ] == []
