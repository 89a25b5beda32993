"""The residual block: its weights learn by the functions of `backprop`, as those of a linear block with ReLU do."""

from quiz_app.laboratory.blocks import Block, Weights
from quiz_app.training.program import Operation

BLOCKS = (
    Block(
        "depth.residual",
        "residual",
        (Operation("depth.residual", ("x", "w", "b"), ("y",), ("x",)),),
        (
            Operation("engine.affine", ("x", "w", "b"), ("z",), ("x",)),
            Operation("backprop.dL_dz2", ("dy", "z"), ("dz",), ("x",)),
            Operation("backprop.dL_dW2", ("dz", "x"), ("dw",), ("w",)),
            Operation("backprop.dL_db2", ("dz",), ("db",), ("b",)),
            Operation("depth.dL_da_residual", ("dy", "x", "w", "b"), ("dx",), ("x",)),
        ),
        weights=(Weights("w", ("in", "in"), "weights"), Weights("b", ("in",), "zeros")),
        note="The way back to its weights is that of a linear block with ReLU, by your functions of backprop.",
    ),
)
