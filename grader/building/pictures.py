"""Are two PNG files the same picture? Their bytes differ between platforms and versions; what one sees does not."""

from __future__ import annotations

import io

# A different step moves labels and thick lines, far more than this; another font renderer only softens edges.
MAX_DIFFERENT_SHARE = 0.002
CLEARLY_DIFFERENT = 96  # of 255, in any of the three colours


def same_picture(first: bytes, second: bytes) -> bool:
    """Whether two PNG files have the same size and nearly the same pixels.

    Raises:
        OSError: one of them is no picture.
    """
    import numpy as np
    from PIL import Image

    left, right = (np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int) for png in (first, second))
    if left.shape != right.shape:
        return False
    different = (np.abs(left - right) > CLEARLY_DIFFERENT).any(axis=2)
    return bool(different.mean() < MAX_DIFFERENT_SHARE)
