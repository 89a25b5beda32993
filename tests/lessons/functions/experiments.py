# Cells behind the lesson: what its answers say of other settings. See tests/lesson_runs.py.
# ruff: noqa: F821
for name in ACTIVATIONS:
    print(f"deep {name}", *(f"{accuracy(name, rate, hidden=(50,) * 4):.3f}" for rate in (0.1, 0.5)))
print(f"patient {accuracy('sigmoid', 0.5, hidden=(50,) * 4, epochs=10):.3f}")
for name, gradient in MEASURES.items():
    print(f"clean {name}: {pixels_off(gradient, 0.003, wrong=0.0):.2f}")
for start in (0, -2, 40):
    for name, gradient in LOSSES.items():
        with np.errstate(all="ignore"):
            print(f"from {start} {name}:", *(f"{p:.4f}" for p in probabilities_on_the_way(gradient, start, steps=3)))
z, t = np.array([[2.0, -1.0, 0.5], [0.0, 1.0, 3.0]]), np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
p = softmax(z)
print(f"together {np.abs(dL_dz_softmax(-t / p / 2, z) - backprop.dL_dz3(p, t)).max():.0e}")
z, t = np.array([[800.0, 0.0]]), np.array([[0.0, 1.0]])
with np.errstate(all="ignore"):
    print(f"apart {dL_dz_softmax(-t / softmax(z), z)}, as one {backprop.dL_dz3(softmax(z), t)}")
z = np.array([[-2.0, -0.5, 1.0, 3.0]])
for activation in (sigmoid, tanh):
    print(f"signs {activation.__name__} {(backprop.dL_dW2(np.array([[0.7]]), activation(z)) > 0).sum()}")
