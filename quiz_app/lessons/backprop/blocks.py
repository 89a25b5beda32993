"""What of the lesson builds networks of any depth: the way back through an affine map, ReLU and cross-entropy.

The functions of layer 2 serve every layer: the letters in a name do not matter to a product of matrices.
"""

from quiz_app.laboratory.blocks import Block, Loss, Weights
from quiz_app.training.program import Operation

BLOCKS = (
    Block(
        "linear",
        "linear",
        (Operation("engine.affine", ("x", "w", "b"), ("y",), ("",)),),
        (
            Operation("backprop.dL_dW2", ("dy", "x"), ("dw",), ("w",)),
            Operation("backprop.dL_db2", ("dy",), ("db",), ("b",)),
            Operation("backprop.dL_da2", ("dy", "w"), ("dx",), ("x",)),
        ),
        weights=(Weights("w", ("out", "in"), "weights"), Weights("b", ("out",), "zeros")),
        chooses_width=True,
        note="The forward pass x @ W.T + b is the course's; the way back is yours.",
    ),
    Block(
        "relu",
        "ReLU",
        (Operation("engine.relu", ("x",), ("y",), ("x",)),),
        (Operation("backprop.dL_dz2", ("dy", "x"), ("dx",), ("x",)),),
        note="max(z, 0) is the course's; the way back is yours.",
    ),
)
LOSSES = (
    Loss(
        "cross-entropy",
        "softmax and cross-entropy",
        (Operation("engine.softmax_cross_entropy", ("y", "labels"), ("p", "loss"), ("", "")),),
        (Operation("backprop.dL_dz3", ("p", "t"), ("dy",), ("p",)),),
        takes_output=False,
        in_use=(Operation("engine.softmax", ("y",), ("p",), ("",)),),
        note="Softmax and the loss that is shown are the course's; their gradient is yours.",
    ),
)
