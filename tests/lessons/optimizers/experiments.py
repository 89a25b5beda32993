# Cells behind the lesson: what its answers say of other settings. See tests/lesson_runs.py.
# ruff: noqa: F821
UNITS = np.ones(2)
for name, rate in {"gradient descent": 0.5, "momentum": 0.1, "rmsprop": 0.01, "adam": 0.02}.items():
    print(f"same unit {name}: {network(name, rate)[-1]:.4f}")
UNITS = np.array([1.0, 0.05])
print(f"no drops: {network('adam', 0.02, drop=1.0)[-1]:.4f}")
print("jumps:", *network("gradient descent", 0.5, drop=1.0)[-4:])
print(f"ten times: {network('gradient descent', 5.0)[-1]:.4f}")
print(f"five times as long: {share_read('gradient descent', 0.1, epochs=15, drop=1.0):.3f}")
for size, rate, more in ((8, 0.1, {}), (64, 0.1, {}), (1000, 0.1, {}), (1000, 0.1, {"epochs": 48, "drop": 1.0})):
    print(f"batches of {size}: {share_read('gradient descent', rate, batch_size=size, **more):.3f}")
for size, rate in ((64, 0.3), (4, 0.3), (4, 0.1)):
    print(f"{size} at {rate}: {share_read('gradient descent', rate, batch_size=size):.3f}")
