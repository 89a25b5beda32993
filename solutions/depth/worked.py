"""Numbers worked by hand: columns whose roots come out, and one block and one list with small whole numbers."""

import numpy as np

# The means are 3 and 7, the variances 6 and 6, and √(6 + 3) = 3: what is normalised is [-1, 0, 1] and [1, -1, 0].
_Z, _GAMMA, _BETA, _EPSILON = (
    np.array([[0.0, 10.0], [3.0, 4.0], [6.0, 7.0]]),
    np.array([3.0, 6.0]),
    np.array([1.0, -2.0]),
    3.0,
)
_UPSTREAM = np.array([[1.0, 4.0], [4.0, -2.0], [4.0, 1.0]])
# z = [2·1 + 1·(-3), 2·2 + 1·1 - 2] = [-1, 3]: the first unit is off
_BLOCK = (np.array([[2.0, 1.0]]), np.array([[1.0, -3.0], [2.0, 1.0]]), np.array([0.0, -2.0]))

EXAMPLES = {
    "batch_norm": ((_Z, _GAMMA, _BETA, _EPSILON), np.array([[-2.0, 4.0], [1.0, -8.0], [4.0, -2.0]])),
    # 3/3 · ([1, 4, 4] - 3 - [-1, 0, 1] · 1) and 6/3 · ([4, -2, 1] - 1 - [1, -1, 0] · 2)
    "dL_dz_batch_norm": (
        (_UPSTREAM, _Z, _GAMMA, _EPSILON),
        np.array([[-1.0, 2.0], [1.0, -2.0], [0.0, 0.0]]),
    ),
    "dL_dgamma": ((_UPSTREAM, _Z, _EPSILON), np.array([3.0, 6.0])),
    "dL_dbeta": ((_UPSTREAM,), np.array([9.0, 3.0])),
    "residual": (_BLOCK, np.array([[2.0, 4.0]])),
    # [1, 2] goes on as it is, and 2 · [2, 1] comes through the unit that is on
    "dL_da_residual": ((np.array([[1.0, 2.0]]), *_BLOCK), np.array([[5.0, 4.0]])),
    # squares: 4 + 16 + 0 + 16 + 64 + 0 = 100, so the norm is 10 and the factor 0.5
    "clip_by_norm": (
        ([np.array([[2.0, -4.0], [0.0, 4.0]]), np.array([8.0, 0.0])], 5.0),
        [np.array([[1.0, -2.0], [0.0, 2.0]]), np.array([4.0, 0.0])],
    ),
}


def _after_twenty(_own):
    return tuple(factor**20 for factor in (0.25, 0.5, 0.9, 1.0, 1.1, 2.0))


def _nudged(own):
    """The column 0, 3, 6 with its 0 moved to 0.3: mean, root, and the normalised values."""
    z = np.array([[0.3], [3.0], [6.0]])
    normalised = own.batch_norm(z, np.ones(1), np.zeros(1), _EPSILON)
    return z.mean(), np.sqrt(z.var() + _EPSILON), *normalised[:, 0]


def _angle(across, up):
    return float(np.degrees(np.arctan2(up, across)))


def _clipped_together(own):
    across, up = own.clip_by_norm([np.array([30.0]), np.array([0.4])], 1.0)
    return _angle(across[0], up[0])


COMPUTED = {
    "Its loss stays at {:.3f}, which is log 10:": lambda own: np.log(10),
    "| after 20 layers | {:.1e} | {:.1e} | {:.2f} | {:.0f} | {:.1f} | {:.0f} |": _after_twenty,
    "So twenty sigmoids leave at most {:.1e} of a gradient": lambda own: 0.25**20,
    "and after 20 layers {:.1e} is left.": lambda own: np.sqrt(1 / 6) ** 20,
    "$0.5^{{20}}$ is {:.1e}.": lambda own: 0.5**20,
    "The mean becomes {:.1f} and the root about {:.2f}. The normalised values were −1, 0, 1 and become about {:.3f}, "
    "{:.3f}, {:.3f}.": _nudged,
    "With the skip it is $1.01^{{20}}$, about {:.2f}.": lambda own: 1.01**20,
    "The arrow points {:.1f} degrees above the axis. With one factor for all it still does.": _clipped_together,
    "and the arrow points {:.1f} degrees above it.": lambda own: _angle(1.0, 0.4),
}
