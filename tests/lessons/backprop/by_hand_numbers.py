"""Numbers of our own for the exercise: three examples, units that are off, nothing symmetrical."""

from __future__ import annotations

import numpy as np

from quiz_app.lessons.backprop.exercise import Exercise

OWN = {
    "X": np.array([[2.0, 1, 3], [-1, 0.5, 1], [0.25, -2, 1.5]]),
    "W1": np.array([[1.0, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]]),
    "b1": np.array([-5.0, 0.3, 1, -2]),
    "W2": np.array([[1.0, -1, 1, 0], [0, 1, -1, 1]]),
    "b2": np.array([0.4, 3]),
    "W3": np.array([[0.5, 0], [0, 0.25], [1, -1]]),
    "b3": np.array([-1.0, -0.5, 0.7]),
    "y_target": np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 1]]),
}


def own() -> Exercise:
    """The exercise with these numbers."""
    return Exercise(OWN)
