"""The bank's mistakes, as if they were not known: what is said of them is never a line of the solution."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from submissions import ROOT

from grader.building.kill_matrix import FOLDER, tiers_on
from grader.course import load_course
from grader.course.content import Content, load_content
from grader.explaining.second_level import second_level
from grader.functions import Mistake
from grader.report.explanation import Explanation, Tier

if TYPE_CHECKING:
    from conftest import Explain

CONTENTS = [load_content(ROOT / "solutions" / name) for name in load_course(ROOT).assignments]
MISTAKES = [(content, mistake) for content in CONTENTS for mistake in content.mistakes]
_SHORTEST = 9  # characters of what gives something away: not `return w`
_PATIENCE = 300.0  # seconds, of which a search takes only what it needs where the page is right


@cache
def right_code(file: Path) -> list[str]:
    """What a lesson's solutions return, or give a name, without spaces.

    A call of one of its functions with plain names is no code: it is the name under which a piece is told.
    """
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    values = [
        node.value for node in nodes if isinstance(node, ast.Return | ast.Assign | ast.AugAssign) and node.value
    ]
    values = [value for value in values if not _is_plain_call(value)]
    return [code for value in values if len(code := ast.unparse(value).replace(" ", "")) >= _SHORTEST]


def _is_plain_call(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and all(isinstance(each, ast.Name) for each in value.args)
        and not value.keywords
    )


@cache
def said_in_docs() -> Mapping[str, Mapping[str, Tier | None]]:
    """The last column of the kill matrix, by assignment."""
    return {
        content.name: tiers_on((ROOT / FOLDER / f"{content.name}.md").read_text(encoding="utf-8"), content.mistakes)
        for content in CONTENTS
    }


def reasons(content: Content, mistake: Mistake, explain: Explain) -> list[Explanation]:
    """What is said of it, and also what it computes, which others are told who write the same in another way."""
    found = explain(mistake.function, mistake.source(), content.name)
    by_formula = found is None or found.tier == "formula"  # looked for already
    also = None if by_formula else explain(mistake.function, mistake.source(), content.name, "formula")
    return [reason for reason in (found, also) if reason]


def tier_of(found: list[Explanation]) -> Tier | None:
    """The kind of the reason that is said."""
    return found[0].tier if found else None


@pytest.mark.parametrize(("content", "mistake"), MISTAKES, ids=[mistake.id for _, mistake in MISTAKES])
def test_no_reason_holds_a_line_of_the_solution(
    content: Content, mistake: Mistake, explain: Explain, explain_patiently: Explain
) -> None:
    own = mistake.source().replace(" ", "")  # what somebody has written is not given away to them
    # The page says only what no clock decides. So it may say nothing, and never something else.
    on_page = said_in_docs()[content.name][mistake.id]
    found_ones = reasons(content, mistake, explain)
    if on_page not in (None, tier_of(found_ones)):  # a busy machine is no failure
        found_ones = reasons(content, mistake, partial(explain_patiently, seconds=_PATIENCE))
    assert on_page in (None, tier_of(found_ones)), "run `python -m grader.building.kill_matrix`"
    for found in found_ones:
        more = second_level(found, is_shown=True)
        said = f"{found.text} {found.next} {more}".replace(" ", "")
        solution = right_code(content.folder / f"{content.name}.py")
        assert [code for code in solution if code in said and code not in own] == []
        assert all(25 <= len(level.split()) <= 160 for level in (f"{found.text} {found.next}", more))
