"""The whole chain: the student's functions, called one after another, end at the right values. Worth no points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.asking.comparison import same
from grader.key.key import Chain, Key
from grader.report.message import Finding, Message

Array = NDArray[np.float64]

DIFFERENTIATED = 1e-5  # what central differences are good to, and more


def test_chain(composed: Callable[[Chain, Sequence[Mapping[str, Any]]], list[dict[str, Array]]], key: Key) -> None:
    for chain in key.chains:
        for found, wanted in zip(composed(chain, chain.given), chain.wanted, strict=True):
            for name, value in wanted.items():
                if name in found and not same(
                    found[name], value, DIFFERENTIATED
                ):  # the assignment may do without one
                    raise Finding(
                        Message(
                            what=f"Composed in order, the functions do not give {chain.says.format(name=name)}.",
                            next="Mend the steps that are marked first: the chain is right when all of them are.",
                        )
                    )
