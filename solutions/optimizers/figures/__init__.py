"""The pictures of the lesson, one for each step: an idea, drawn."""

from grader.functions import Figure

from .feeding import batches, staircase
from .rules import bias_correction, one_size_each, ravine

FIGURES = {
    "step-1": Figure(
        "Two maps of the same long, narrow valley, seen from above. On the left, gradient descent jumps from wall to "
        "wall and creeps along the floor. After 25 steps it is still short of the lowest point. On the right, "
        "momentum swings less and less from wall to wall, runs along the floor, and has reached the lowest point.",
        ravine,
    ),
    "step-2": Figure(
        "Four curves over 60 steps. Upper row: the gradients of two weights, one between about -20 and 20. The other "
        "is a hundred times as small and looks like a flat line on the same scale. Lower row: each gradient divided "
        "by the root of its own mean square. Now both lie between about -3 and 3.",
        one_size_each,
    ),
    "step-3": Figure(
        "Two diagrams over 60 steps, with a gradient that is always 1. Left: the running mean m starts at 0.1 and "
        "needs some 40 steps to come close to 1. The corrected mean is 1 from the first step on. Right: the step "
        "without correction starts at 3.2 learning rates and rises above 6 before it falls. With correction it is 1 "
        "throughout.",
        bias_correction,
    ),
    "step-4": Figure(
        "Three rows of boxes. First row: the indices 0 to 9 in order, sorted by class: 0 to 3 are one class, 4 to 6 "
        "another, 7 to 9 a third. Second row: the same indices in random order, 7 2 9 0 4 1 8 5 3 6. Third row: this "
        "order cut into batches of 4, 4 and 2 indices.",
        batches,
    ),
    "step-5": Figure(
        "A staircase: the learning rate over the epochs 0 to 11. It is 0.8 in epochs 0 to 2, then 0.4, 0.2 and 0.1, "
        "for three epochs each. Epoch 7 is marked: the rate is 0.2 there, after two drops.",
        staircase,
    ),
}
