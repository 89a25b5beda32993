"""Numbers worked by hand."""

import numpy as np

_GRADIENTS = [np.array([3.0, 0.0]), np.array([[4.0]])]

EXAMPLES = {
    "total_norm": ((_GRADIENTS,), 5.0),
    "clip": ((_GRADIENTS, 2.5), ([np.array([1.5, 0.0]), np.array([[2.0]])], 5.0)),
}
