"""What the flow of numbers through the blocks means, in sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

VANISHED, EXPLODED = 1e-3, 1e3
SILENT = 0.95  # share of zeros


def flow_in_words(flow: NDArray[np.float64], titles: Sequence[str], before: NDArray[np.float64] | None = None) -> str:
    """The gradient at the first block beside that at the last; "" before the first step.

    Args:
        flow: (blocks, 2, FLOW), see `looking.flow`.
        titles: of the blocks.
        before: the gradients' sizes of another network, to compare with.
    """
    share = _share(flow[:, 1, 0])
    if share is None:
        return ""
    said = f"Block 1 ({titles[0]}) gets {_times(share)} the gradient of block {len(flow)} ({titles[-1]})."
    if before is not None and (earlier := _share(before)) is not None:
        said += f" Before the switch it got {_times(earlier)} it."
    if share < VANISHED:
        return f"{said} It vanishes on the way back: the first blocks hardly learn."
    if share > EXPLODED:
        return f"{said} It explodes on the way back: a rate that suits the last block is far too high for the first."
    return f"{said} All blocks learn at about the same pace."


def forward_in_words(flow: NDArray[np.float64], titles: Sequence[str]) -> str:
    """What is odd about the numbers that go forward, in sentences; "" where nothing is."""
    said = []
    share = _share(flow[::-1, 0, 0])
    if share is not None and not VANISHED <= share <= EXPLODED:
        verb = "shrink" if share < 1 else "grow"
        said.append(f"On the way forward the numbers {verb}: block {len(flow)} has {_times(share)} those of block 1.")
    silent = [place for place, zeros in enumerate(flow[:, 0, 1].tolist(), start=1) if zeros >= SILENT]
    if silent:
        share = float(flow[silent[0] - 1, 0, 1])
        said.append(
            f"In block {silent[0]} ({titles[silent[0] - 1]}) {100 * share:.0f} % of the numbers are exactly 0, and "
            "nothing comes back through them."
        )
    return " ".join(said)


def _share(sizes: NDArray[np.float64]) -> float | None:
    """The first of them beside the last; None where one is not known."""
    if len(sizes) < 2 or not (math.isfinite(sizes[0]) and math.isfinite(sizes[-1])) or not sizes[-1]:
        return None
    return float(sizes[0] / sizes[-1])


def _times(share: float) -> str:
    if share == 0:
        return "nothing of"
    if share >= 0.1:
        return f"{share:.2g} times"
    return f"{share:.1g} of" if share >= 1e-4 else f"{share:.0e} of"
