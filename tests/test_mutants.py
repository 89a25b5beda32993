"""Wrong functions of many kinds, made from a seed: at most a tenth of them keep all points."""

from __future__ import annotations

import numpy as np
import pytest
from submissions import ROOT


def test_at_most_a_tenth_of_wrong_functions_keep_all_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import mutants

    made = mutants.mutants(np.random.default_rng(7))
    chosen = [mutant for mutant in (next(made) for _ in range(260)) if mutants.differs(mutant)]
    assert len(chosen) > 150
    assert len({mutant.kind for mutant in chosen}) > 15
    assert len(mutants.surviving(chosen)) <= len(chosen) * mutants.MOST
