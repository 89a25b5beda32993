"""The pictures of the lesson: one for its beginning, and one for each step."""

from grader.functions import Figure

from .classes import jacobian, shifted_scores
from .curves import leaks, one_line, sigmoid_and_slope, tanh_and_slope
from .losses import confident_and_wrong, huber_between, squares

FIGURES = {
    "one-line": Figure(
        "Two pictures of the same points: a disk of one class inside of a ring of another. On the left, three "
        "layers with nothing between them: the boundary is one straight line, and it cuts both classes in two. On "
        "the right, with ReLU between the layers: the boundary is a closed line of straight pieces, and it runs "
        "between disk and ring.",
        one_line,
    ),
    "step-1": Figure(
        "Two curves over z from -8 to 8. Left: the sigmoid rises from 0 to 1, through one half at 0. Its flat ends "
        "are shaded and called saturated. Right: its slope is a bell with the highest point 0.25 at 0. At 5 and -5 "
        "it is below 0.01.",
        sigmoid_and_slope,
    ),
    "step-2": Figure(
        "Two diagrams over z from -6 to 6. Left: tanh rises from -1 to 1, through 0. The sigmoid beside it rises "
        "from 0 to 1, and is half as wide in its values and twice as slow. Right: the slope of tanh is 1 at 0, that "
        "of the sigmoid 0.25. Both come close to 0 at the ends.",
        tanh_and_slope,
    ),
    "step-3": Figure(
        "Two diagrams over z from -3 to 3. Left: ReLU is 0 on the left and rises along the diagonal on the right. "
        "Leaky ReLU with slope 0.1 is the same on the right, and a flat line that falls slightly below 0 on the "
        "left. Right: their slopes are steps at 0, from 0 to 1 and from 0.1 to 1.",
        leaks,
    ),
    "step-4": Figure(
        "A table with two rows for the scores 800, 799 and 798. First row: taken as they are, each exponential is "
        "infinite, and each probability is NaN. Second row: after subtracting 800 they are 0, -1 and -2, the "
        "exponentials are 1, 0.368 and 0.135, and the probabilities 0.665, 0.245 and 0.090.",
        shifted_scores,
    ),
    "step-5": Figure(
        "A table of three rows and three columns, the Jacobian of softmax for the probabilities 1/8, 2/8 and 5/8, "
        "in sixty-fourths. On the diagonal 7, 12 and 15. Beside it -2, -5 and -10, the same on both sides. Each row "
        "and each column adds up to 0.",
        jacobian,
    ),
    "step-6": Figure(
        "Two diagrams over the error from -3 to 3. Left: its square is a parabola. An error of 1 costs 1, and an "
        "error of 2 costs 4. Right: the slope of the parabola is a straight line through 0, -6 at -3 and 6 at 3.",
        squares,
    ),
    "step-7": Figure(
        "Two diagrams over the score z from -4 to 10, with the target 0. Left: cross-entropy rises along a straight "
        "line, up to 10. The squared error of the sigmoid bends and stays at 1. Right: the gradient of "
        "cross-entropy comes close to 1, and that of the squared error falls back to 0 from z = 2 on.",
        confident_and_wrong,
    ),
    "step-8": Figure(
        "Two diagrams over the error from -5 to 5, with delta 1.5. Left: half a square, the absolute error times "
        "delta, and Huber, which follows the first inside of delta and is parallel to the second outside. Right: "
        "the pull. Half a square pulls with the error, without limit. The absolute error jumps from -1.5 to 1.5 at "
        "0. Huber rises from -1.5 to 1.5 and stays there.",
        huber_between,
    ),
}
