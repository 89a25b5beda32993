"""Asks for the reason of one wrong function, without its submission's other functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest

from grader.asking.advice import NoFile
from grader.asking.asking import Asking
from grader.course import Course
from grader.explaining.cases import common_case
from grader.explaining.explain import SECONDS, search
from grader.explaining.formulas.search import find_formula
from grader.explaining.formulas.words import explained
from grader.key.files import answer_key
from grader.report.explanation import Explanation
from grader.running.opening import SandboxedFunctions, limits_of
from grader.sandbox import Chunk, shared_sandbox

Tier = Literal["any", "formula", "case"]
Explain = Callable[..., Explanation | None]
FILE = "work.py"
PATIENCE = 30.0  # seconds: a busy machine is no failure


@pytest.fixture(scope="session")
def explain(course: Course) -> Explain:
    """The reason for a function's source, as if no mistake were known."""

    def run(
        function: str, source: str, assignment: str = "backprop", tier: Tier = "any", seconds: float = SECONDS
    ) -> Explanation | None:
        chunks = [Chunk(FILE, source)]
        key = answer_key(course, course.assignments[assignment])
        with shared_sandbox().open(chunks, limits_of(course)) as worker:
            asking = Asking(key, lambda: SandboxedFunctions(worker), lambda _: None, NoFile())
            if tier == "any":
                return search(function, [asking], chunks, seconds)
            if tier == "case":
                return common_case(function, [asking])
            found = find_formula(function, [asking])
            return explained(found, key.signatures[function], key.symbols) if found else None

    return run


@pytest.fixture
def explain_patiently(explain: Explain, monkeypatch: pytest.MonkeyPatch) -> Explain:
    """The same, where a reason is there to be found: no clock ends the search, and none has ended one before."""

    def run(
        function: str, source: str, assignment: str = "backprop", tier: Tier = "any", seconds: float = PATIENCE
    ) -> Explanation | None:
        with monkeypatch.context() as patch:
            for name in ("search.SECONDS", "search.REQUEST_SECONDS", "search._READ_SECONDS", "proof.REQUEST_SECONDS"):
                patch.setattr(f"grader.explaining.edits.{name}", seconds)
            for module in ("edits.search", "explain"):
                patch.setattr(f"grader.explaining.{module}.remembered", lambda *_: None)
            return explain(function, source, assignment, tier, seconds)

    return run
