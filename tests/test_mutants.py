"""Wrong functions of many kinds, made from a seed: at most a tenth of them keep all points."""

from __future__ import annotations

import numpy as np
import pytest
from submissions import ROOT

from grader.course import load_course


def test_at_most_a_tenth_of_wrong_functions_keep_all_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import mutants
    from spoiler import Spoiler

    course = load_course(ROOT)
    spoiler = Spoiler(course, course.assignment())
    made = spoiler.mutants(np.random.default_rng(7))
    chosen = [mutant for mutant in (next(made) for _ in range(260)) if spoiler.differs(mutant)]
    assert len(chosen) > 150
    assert len({mutant.kind for mutant in chosen}) > 15
    survivors = mutants.surviving(course, course.assignment(), spoiler.top, chosen)
    assert len(survivors) <= len(chosen) * mutants.MOST
