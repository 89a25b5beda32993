"""The whole chain: the student's functions, called one after another, end at the right values. Worth no points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.asking.comparison import all_same
from grader.key.key import Chain, Key
from grader.report.message import Finding, Message

DIFFERENTIATED = 1e-5  # what central differences are good to, and more


def test_chain(composed: Callable[[Chain, Sequence[Mapping[str, Any]]], list[dict[str, Any]]], key: Key) -> None:
    for chain in key.chains:
        for found, wanted in zip(composed(chain, chain.given), chain.wanted, strict=True):
            for name, value in wanted.items():
                if name in found and not all_same(
                    found[name], value, DIFFERENTIATED
                ):  # the assignment may do without one
                    raise Finding(
                        Message(
                            what=f"Composed in order, the functions do not give {chain.says.format(name=name)}.",
                            next="Mend the steps that are marked first: the chain is right when all of them are.",
                        )
                    )
