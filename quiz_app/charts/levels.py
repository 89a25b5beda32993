"""Heights over a plane as a picture: a tint for each level, and a line where one begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quiz_app.charts.pictures import png

LEVELS = 14
# (lowest, highest, line), on light and on dark paper.
_LIGHT = ((226, 240, 236), (246, 238, 226), (196, 192, 182))
_DARK = ((22, 52, 50), (52, 44, 36), (86, 94, 102))


def levels_of(heights: NDArray[np.float64], *, dark: bool) -> str:
    """The picture as an address that holds it.

    Args:
        heights: (h, w), 0 at the lowest place, the first row on top. Levels lie closer together where it is low.
        dark: the theme.
    """
    low, high, line = (np.array(colour, float) for colour in (_DARK if dark else _LIGHT))
    share = np.clip(heights / heights.max(), 0, 1) ** 0.25  # the root: a valley has levels of its own
    level = np.floor(share * LEVELS)
    tint = low + (high - low) * (level / LEVELS)[..., None]
    edge = np.zeros(level.shape, bool)
    edge[:, 1:] |= level[:, 1:] != level[:, :-1]
    edge[1:] |= level[1:] != level[:-1]
    return png(np.where(edge[..., None], line, tint).round().astype(np.uint8))
