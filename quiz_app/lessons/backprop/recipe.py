"""How the lesson's twelve functions train a network of three layers: see `Recipe`."""

from quiz_app.training.recipe import Call, Recipe

RECIPE = Recipe(
    inputs=("X", "a1", "a2"),
    scores=("z1", "z2", "z3"),
    parameters=("W1", "b1", "W2", "b2", "W3", "b3"),
    prediction="y_pred",
    target="y_target",
    calls=(
        Call("dL_dz3", ("y_pred", "y_target"), like="z3"),
        Call("dL_dW3", ("dL_dz3", "a2"), like="W3"),
        Call("dL_db3", ("dL_dz3",), like="b3"),
        Call("dL_da2", ("dL_dz3", "W3"), like="a2"),
        Call("dL_dz2", ("dL_da2", "z2"), like="z2"),
        Call("dL_dW2", ("dL_dz2", "a1"), like="W2"),
        Call("dL_db2", ("dL_dz2",), like="b2"),
        Call("dL_da1", ("dL_dz2", "W2"), like="a1"),
        Call("dL_dz1", ("dL_da1", "z1"), like="z1"),
        Call("dL_dW1", ("dL_dz1", "X"), like="W1"),
        Call("dL_db1", ("dL_dz1",), like="b1"),
    ),
    gradients=("dL_dW1", "dL_db1", "dL_dW2", "dL_db2", "dL_dW3", "dL_db3"),
    update="update",
)
