# Cells behind the lesson: what its answers say of other settings. See tests/lesson_runs.py.
# ruff: noqa: F821
def zero_blocks(n_out, n_in, rng):
    return he_init(n_out, n_in, rng) * (n_out != n_in)


for label, arguments, settings in (
    ("clipped batch norm", ("batch norm", 0.1, 0.1, 1.0), {}),
    ("loosely clipped", ("batch norm", 0.1, 0.1, 5.0), {}),
    ("clipped before", ("plain", 0.1, 0.1, 1.0), {}),
    ("four in a batch", ("batch norm", 0.1, 0.02), {"batch_size": 4, "epochs": 2}),
    ("64 in a batch", ("batch norm", 0.1, 0.02), {"epochs": 2}),
    ("four and three layers", ("batch norm", 0.1, 0.02), {"batch_size": 4, "epochs": 2, "depth": 3}),
    ("high rate", ("plain", he_init, 0.1), {}),
    ("high rate, clipped", ("plain", he_init, 0.1, 1.0), {}),
    ("blocks of zeros", ("skip", zero_blocks, 0.1), {}),
    ("three layers", ("plain", he_init, 0.1), {"depth": 3}),
):
    losses, right = shown(train, *arguments, **settings)
    print(f"experiment {label}: {100 * right:.0f}")
layers = first_layers("batch norm", 0.1)
norms = []
for batch in np.random.default_rng(0).permutation(4000)[:640].reshape(10, 64):
    activations, y_pred = forward(layers, "batch norm", X[batch])
    gradients, _ = backward(layers, "batch norm", activations, y_pred, y_target[batch])
    norms.append(np.sqrt(sum(np.sum(g**2) for own in gradients for g in own.values())))
print("norms", *norms)
for units in ("relu", "sigmoid"):
    activations, gradients = measured(*normal_weights(20, 0.1), units)
    print("weights", units, *(f"{a * g:.1e}" for a, g in zip(activations, gradients, strict=True)))
print("rising", *(f"{size:.2e}" for size in measured(*normal_weights(20, 0.3))[1]))
layers = first_layers("skip", zero_blocks)
activations, y_pred = forward(layers, "skip", X[:64])
gradients, _ = backward(layers, "skip", activations, y_pred, y_target[:64])
print("zero blocks", max(np.abs(own["W"]).max() for own in gradients[1:-1]))
