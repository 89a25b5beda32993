# Cells behind the lesson: what its answers say of other settings. See tests/lesson_runs.py.
# ruff: noqa: F821
for widths in ((784, 10), (784, 30, 10), (784, *[30] * 10, 10)):
    learn(widths)
larger = ([*W_learned[:-1], 10 * W_learned[-1]], [*b_learned[:-1], 10 * b_learned[-1]])
print(f"same predictions: {np.all(predict(test_X, W_learned, b_learned) == predict(test_X, *larger))}")


def towards_8(pictures, steps):
    eights = np.tile(np.eye(10)[8], (len(pictures), 1))
    for _ in range(steps):
        zs, activations = forward(pictures, W_learned, b_learned)
        pictures = pictures - 0.02 * np.sign(input_gradient(W_learned, zs, activations, eights))
        pictures = np.clip(pictures, 0.0, 1.0)
    return forward(pictures, W_learned, b_learned)[1][-1][:, 8]


print(f"eights: {np.mean(towards_8(test_X, 10) > 0.5):.3f}")
grey = np.full((1, 784), 0.5)
print(f"grey: {towards_8(grey, 0)[0]:.2f} {towards_8(grey, 3)[0]:.4f}")
