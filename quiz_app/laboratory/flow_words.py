"""What the flow of gradients through the blocks means, in a sentence."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

VANISHED, EXPLODED = 1e-3, 1e3


def flow_in_words(flow: NDArray[np.float64], titles: list[str]) -> str:
    """The gradient at the first block beside that at the last; "" before the first step."""
    sizes = flow[:, 1, 0].tolist()
    if len(sizes) < 2 or not all(math.isfinite(size) for size in (sizes[0], sizes[-1])) or not sizes[-1]:
        return ""
    share = sizes[0] / sizes[-1]
    said = f"Block 1 ({titles[0]}) gets {_times(share)} the gradient of block {len(sizes)} ({titles[-1]})."
    if share < VANISHED:
        return f"{said} It vanishes on the way back: the first blocks hardly learn."
    if share > EXPLODED:
        return f"{said} It explodes on the way back: a rate that suits the last block is far too high for the first."
    return f"{said} All blocks learn at about the same pace."


def _times(share: float) -> str:
    if share >= 0.1:
        return f"{share:.2g} times"
    return f"{share:.1g} of" if share >= 1e-4 else f"{share:.0e} of"
