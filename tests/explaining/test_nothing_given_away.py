"""The bank's mistakes, as if they were not known: what is said of them is never a line of the solution."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from submissions import ROOT

from grader.course import load_course
from grader.course.content import Content, load_content
from grader.functions import Mistake

if TYPE_CHECKING:
    from conftest import Explain

CONTENTS = [load_content(ROOT / "solutions" / name) for name in load_course(ROOT).assignments]
MISTAKES = [(content, mistake) for content in CONTENTS for mistake in content.mistakes]
_SHORTEST = 9  # characters of what gives something away: not `return w`


def right_code(source: str) -> Iterator[str]:
    """What a solution returns, or gives a name, without spaces."""
    for node in ast.walk(ast.parse(textwrap.dedent(source))):
        if isinstance(node, ast.Return | ast.Assign | ast.AugAssign) and node.value is not None:
            code = ast.unparse(node.value).replace(" ", "")
            if len(code) >= _SHORTEST:
                yield code


@pytest.mark.parametrize("tier", ["any", "formula"])
@pytest.mark.parametrize(("content", "mistake"), MISTAKES, ids=[mistake.id for _, mistake in MISTAKES])
def test_no_reason_holds_a_line_of_the_solution(
    content: Content, mistake: Mistake, tier: str, explain: Explain
) -> None:
    found = explain(mistake.function, mistake.source(), content.name, tier)
    if found is None:
        return
    said = f"{found.text} {found.next}".replace(" ", "")
    solution = (content.folder / f"{content.name}.py").read_text(encoding="utf-8")
    own = mistake.source().replace(" ", "")  # what somebody has written is not given away to them
    assert [code for code in right_code(solution) if code in said and code not in own] == []
    assert 25 <= len(f"{found.text} {found.next}".split()) <= 160
