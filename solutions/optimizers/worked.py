"""Numbers worked by hand: two weights each, and coefficients with which roots and fractions come out short."""

import numpy as np

EXAMPLES = {
    # v = 0.5 [0.5, 1] + [1, -2] = [1.25, -1.5];  w = [2, -1] - 0.1 v
    "momentum": (
        (np.array([[2.0, -1.0]]), np.array([[0.5, 1.0]]), np.array([[1.0, -2.0]]), 0.1, 0.5),
        (np.array([[1.875, -0.85]]), np.array([[1.25, -1.5]])),
    ),
    # s = 0.75 [12, 0] + 0.25 [64, 16] = [25, 4], its root is [5, 2];  w = [1, 3] - 0.3 [8, -4] / [5 + 1, 2 + 1]
    "rmsprop": (
        (np.array([[1.0, 3.0]]), np.array([[12.0, 0.0]]), np.array([[8.0, -4.0]]), 0.3, 0.75, 1.0),
        (np.array([[0.6, 3.4]]), np.array([[25.0, 4.0]])),
    ),
    # m = [3, -0.75], v = [12, 0.75]; both divided by 1 - 0.5² = 0.75: [4, -1] and [16, 1], whose root is [4, 1]
    # w = [1, -1] - 0.5 [4, -1] / [4 + 1, 1 + 1]
    "adam": (
        (
            np.array([[1.0, -1.0]]),
            np.array([[2.0, -0.5]]),
            np.array([[8.0, 0.5]]),
            2,
            np.array([[4.0, -1.0]]),
            0.5,
            0.5,
            0.5,
            1.0,
        ),
        (np.array([[0.6, -0.75]]), np.array([[3.0, -0.75]]), np.array([[12.0, 0.75]])),
    ),
    # 7 // 3 = 2 drops: 0.8 · 0.5 · 0.5
    "learning_rate_at": ((7, 0.8, 0.5, 3), 0.2),
}
