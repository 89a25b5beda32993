"""The records: an argument that is a list of arrays, a random generator, and a function with two results."""

import numpy as np

from grader.functions import Argument, Function, Property, Result, between, generator, made, whole

from . import properties


def _some_arrays(random):
    shapes = [(3, 2), (4,), (2, 5)]
    return [random.normal(size=shape) for shape in shapes[: int(random.integers(2, 4))]]


GRADIENTS = Argument("gradients", made(_some_arrays, power=1))

FUNCTIONS = (
    Function(name="total_norm", arguments=(GRADIENTS,), results=(Result("norm"),), takes_single=False),
    Function(
        name="clip",
        arguments=(GRADIENTS, Argument("max_norm", between(0.2, 20.0))),
        results=(Result("clipped", None, many=True), Result("norm")),
        rests_on=("total_norm",),
        always=(([np.array([3.0, 4.0])], 2.5), ([np.array([3.0]), np.array([[4.0]])], 10.0)),
        takes_single=False,
    ),
    Function(
        name="shuffled",
        arguments=(Argument("n", whole(9, 12)), Argument("rng", generator())),
        results=(Result("order", None),),
        random=True,
        properties=(
            Property("each index once", properties.each_index_once),
            Property("random order", properties.random_order),
            Property("from rng", properties.from_rng),
        ),
    ),
)
