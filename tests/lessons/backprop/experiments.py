# Cells behind the lesson: what its last answer says of other rates and of broken functions. See tests/lesson_runs.py.
# ruff: noqa: F821
def trained(name, **changed):
    print(f"experiment {name}")
    rate = changed.pop("learning_rate", 0.2)
    train_here({**globals(), **changed}, learning_rate=rate)


for rate in (0.01, 0.5, 1.0, 2.0):
    trained(f"rate {rate}", learning_rate=rate)
trained("no mask", dL_dz2=lambda dL_da2, z2: dL_da2)
trained("no 1/N", dL_dz3=lambda y_pred, y_target: y_pred - y_target)
trained("no 1/N, small rate", dL_dz3=lambda y_pred, y_target: y_pred - y_target, learning_rate=0.2 / 32)
