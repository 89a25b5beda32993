"""The training loop of the course with the functions inlined, in plain numpy, outside any sandbox.

Usage: inlined.py DATA.npz BATCH_SIZE LEARNING_RATE. For each line on standard input it trains one epoch and
answers with the seconds that this took and the mean loss.
"""

import sys
import time

import numpy as np

with np.load(sys.argv[1]) as data:
    images, labels = data["images"], data["labels"].astype(np.intp)
batch_size, learning_rate = int(sys.argv[2]), float(sys.argv[3])
random = np.random.default_rng(0)
targets = np.eye(10, dtype=np.float32)


def layer(n_in: int, n_out: int) -> tuple[np.ndarray, np.ndarray]:
    W = random.standard_normal((n_out, n_in), dtype=np.float32) * np.float32(np.sqrt(2 / n_in))
    return W, np.zeros(n_out, dtype=np.float32)


def step(weights: tuple[np.ndarray, ...], batch: np.ndarray) -> tuple[float, tuple[np.ndarray, ...]]:
    """One batch. As a function of its own it frees its arrays at its end, which is faster than keeping them."""
    W1, b1, W2, b2, W3, b3 = weights
    X = images.take(batch, axis=0) * np.float32(1 / 255)
    y = labels.take(batch)
    N = len(X)
    z1 = X @ W1.T + b1
    a1 = np.maximum(z1, 0)
    z2 = a1 @ W2.T + b2
    a2 = np.maximum(z2, 0)
    z3 = a2 @ W3.T + b3
    shifted = z3 - z3.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    sums = exponentials.sum(axis=1, keepdims=True)
    loss = -float((shifted[np.arange(N), y] - np.log(sums[:, 0])).mean())
    y_pred = exponentials / sums

    dL_dz3 = (y_pred - targets.take(y, axis=0)) / N
    dL_dW3, dL_db3 = dL_dz3.T @ a2, dL_dz3.sum(axis=0)
    dL_da2 = dL_dz3 @ W3
    dL_dz2 = dL_da2 * (z2 > 0)
    dL_dW2, dL_db2 = dL_dz2.T @ a1, dL_dz2.sum(axis=0)
    dL_da1 = dL_dz2 @ W2
    dL_dz1 = dL_da1 * (z1 > 0)
    dL_dW1, dL_db1 = dL_dz1.T @ X, dL_dz1.sum(axis=0)

    W1, b1 = W1 - learning_rate * dL_dW1, b1 - learning_rate * dL_db1
    W2, b2 = W2 - learning_rate * dL_dW2, b2 - learning_rate * dL_db2
    W3, b3 = W3 - learning_rate * dL_dW3, b3 - learning_rate * dL_db3
    return loss, (W1, b1, W2, b2, W3, b3)


weights = (*layer(784, 300), *layer(300, 100), *layer(100, 10))
for _ in sys.stdin:
    begun = time.perf_counter()
    order = random.permutation(len(images))
    losses = []
    for start in range(0, len(images), batch_size):
        loss, weights = step(weights, order[start : start + batch_size])
        losses.append(loss)
    print(time.perf_counter() - begun, np.mean(losses), flush=True)
