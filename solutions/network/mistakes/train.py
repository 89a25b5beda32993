"""Known mistakes in ``train(weights, biases, X, y_target, …)``, the whole loop."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.functions import Mistake


def not_shuffled(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = np.arange(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, losses


def one_order_for_all_epochs(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses, order = [], rng.permutation(len(X))
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, losses


def another_generator(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = np.random.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, losses


def generator_of_its_own(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = np.random.default_rng(0).permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, losses


def drawn_anew_for_each_batch(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = rng.integers(len(X), size=min(batch_size, len(X) - start))
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, losses


def batches_shuffled_whole(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        starts = rng.permutation(np.arange(0, len(X), batch_size))
        total = 0.0
        for start in starts:
            batch = np.arange(start, min(start + batch_size, len(X)))
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, losses


def last_batch_left_out(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X) - batch_size + 1, batch_size):
            batch = order[start : start + batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, losses


def batch_size_batches(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), max(len(X) // batch_size, 1)):
            batch = order[start : start + max(len(X) // batch_size, 1)]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, losses


def all_examples_at_once(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        total = 0.0
        for _ in range(1):
            batch = rng.permutation(len(X))
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, losses


def one_batch_for_each_epoch(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for _ in range(1):
            batch = order[:batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(batch))
    return weights, biases, losses


def targets_not_shuffled(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[start : start + batch_size])
            total += loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, losses


def each_step_from_the_start(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            new_weights, new_biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
    return new_weights, new_biases, losses


def one_epoch_only(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
        return weights, biases, losses
    return weights, biases, losses


def loss_of_the_last_batch(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
        losses.append(loss)
    return weights, biases, losses


def losses_added_up(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total)
    return weights, biases, losses


def a_loss_for_each_step(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            losses.append(loss)
    return weights, biases, losses


def last_loss_only(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, losses[-1]


def mean_of_all_epochs(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, np.mean(losses)


def loss_after_the_epoch(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, _ = step(weights, biases, X[batch], y_target[batch])
        losses.append(step(weights, biases, X, y_target)[2])
    return weights, biases, losses


def loss_before_the_epoch(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / len(X)
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order, first = rng.permutation(len(X)), step(weights, biases, X, y_target)[2]
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, _ = step(weights, biases, X[batch], y_target[batch])
        losses.append(first)
    return weights, biases, losses


def divided_by_batch_size(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    def step(weights, biases, X, y_target):
        zs, activations = [], [X]
        for W, b in zip(weights, biases, strict=True):
            zs.append(activations[-1] @ W.T + b)
            activations.append(np.maximum(zs[-1], 0.0))
        exponentials = np.exp(zs[-1])
        activations[-1] = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(activations[-1] * y_target, axis=1)))
        dL_dz = (activations[-1] - y_target) / batch_size
        new_weights, new_biases = [], []
        for layer in reversed(range(len(weights))):
            new_weights.insert(0, weights[layer] - learning_rate * dL_dz.T @ activations[layer])
            new_biases.insert(0, biases[layer] - learning_rate * dL_dz.sum(axis=0))
            dL_dz = (dL_dz @ weights[layer]) * ((zs[layer - 1] if layer else X) > 0)
        return new_weights, new_biases, loss

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
            total += loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, losses


_train = partial(Mistake, "train")

MISTAKES = (
    _train(
        not_shuffled,
        name="not shuffled",
        looks_like="the examples are used in the order in which they stand in X",
        why="The loop runs and the loss falls. If the data are sorted by class, each batch knows a single class.",
        next="Print the indices of the first batch. Where does rng come in?",
    ),
    _train(
        one_order_for_all_epochs,
        name="one order for all epochs",
        looks_like="the examples are shuffled once, and every epoch has the same batches",
        why="The shuffle stands before the loop over the epochs. Then the same examples always meet.",
        next="Print the indices of the first batch, in each epoch.",
    ),
    _train(
        another_generator,
        name="another generator",
        looks_like="the order does not come from rng",
        why="np.random has a generator of its own that all of a program shares. Nobody can repeat a run with it.",
        next="Train twice with default_rng(1). Are the weights the same?",
    ),
    _train(
        generator_of_its_own,
        name="generator of its own",
        looks_like="every run has the same order, whatever rng is",
        why="A fixed seed makes a run repeatable, and that is a good thought. It belongs to whoever calls.",
        next="Train with default_rng(1) and with default_rng(2). Are the weights different?",
    ),
    _train(
        drawn_anew_for_each_batch,
        name="drawn anew for each batch",
        looks_like="each batch is drawn from all examples, so that some come twice and others not at all",
        why="Such a batch is random, too. An epoch means something else: each example once.",
        next="Collect the indices of one epoch, and count how often each comes.",
    ),
    _train(
        batches_shuffled_whole,
        name="cut before the shuffle",
        looks_like="the batches come in random order, and each holds examples that stand side by side in X",
        why="Something is shuffled, and each example comes once. Neighbours never part that way.",
        next="Print the indices of a batch. Are they neighbours?",
    ),
    _train(
        last_batch_left_out,
        name="last batch left out",
        looks_like="examples that do not fill a batch are left out",
        why="All batches then have one size, which some libraries offer. Here each example comes once in every "
        "epoch.",
        next="With 7 examples in batches of 3, how many steps are in an epoch?",
    ),
    _train(
        batch_size_batches,
        name="batch_size batches",
        looks_like="batch_size is taken for the number of batches",
        why="Both numbers describe the same cut, and with 16 examples in batches of 4 they are the same.",
        next="With 12 examples and a batch_size of 3, how many examples should be in a batch?",
    ),
    _train(
        all_examples_at_once,
        name="all examples at once",
        looks_like="every step takes all examples",
        why="It is the plain loop, with the exact gradient. Batches make many steps of one pass over the data.",
        next="With 6 examples in batches of 2, how many steps are in an epoch?",
    ),
    _train(
        one_batch_for_each_epoch,
        name="one batch for each epoch",
        looks_like="every epoch takes one batch, and leaves the other examples out",
        why="The loop over the batches is missing: an epoch is all of them, one after the other.",
        next="With 6 examples in batches of 2, how many steps are in an epoch?",
    ),
    _train(
        targets_not_shuffled,
        name="targets not shuffled",
        looks_like="the examples are shuffled, and their targets stay as they are",
        why="Two arrays must be put into the same order, and only one was.",
        next="Print a row of X and its target, before and after the shuffle. Do they still belong together?",
    ),
    _train(
        each_step_from_the_start,
        name="each step from the start",
        looks_like="every step begins with the weights that came in",
        why="What train_step returns was given other names, so the next step does not know of it.",
        next="Print the loss of each step. Does the second step know of the first?",
    ),
    _train(
        one_epoch_only,
        name="one epoch only",
        looks_like="it stops after the first epoch",
        why="A return that stands inside the loop ends it in its first round.",
        next="How many losses should come back for 3 epochs?",
    ),
    _train(
        loss_of_the_last_batch,
        name="loss of the last batch",
        looks_like="an epoch's loss is that of its last batch",
        why="It is the one that is at hand when the loop ends. One batch is a small sample.",
        next="Add up over all batches of the epoch, each with its number of examples.",
    ),
    _train(
        losses_added_up,
        name="losses added up",
        looks_like="an epoch's losses are added up, and not divided by the number of examples",
        why="The last line of a mean is easily left out, and the curve has the same form.",
        next="A network that knows nothing has a loss of log 10 with ten classes. What do you get for 100 examples?",
    ),
    _train(
        a_loss_for_each_step,
        name="a loss for each step",
        looks_like="there is a loss for every step, where one for every epoch is asked for",
        why="append stands in the inner loop. More points make a longer curve, and a noisier one.",
        next="How many losses should come back for 3 epochs?",
    ),
    _train(
        last_loss_only,
        name="last loss only",
        looks_like="only the last epoch's loss comes back",
        why="The end is what counts, one might think. The curve shows how it got there.",
        next="How many losses should come back for 3 epochs?",
    ),
    _train(
        mean_of_all_epochs,
        name="mean of all epochs",
        looks_like="the losses of all epochs are averaged to one number",
        why="The mean over the examples belongs to each epoch, and not to the whole run.",
        next="How many losses should come back for 3 epochs?",
    ),
    _train(
        loss_after_the_epoch,
        name="loss after the epoch",
        looks_like="the loss is measured once more on all examples, at the end of each epoch",
        why="It says how good the network is by now. Here the losses are collected on the way, before each step, "
        "which costs nothing.",
        next="With one batch and one epoch, the loss is that of the weights which came in. What is yours?",
    ),
    _train(
        loss_before_the_epoch,
        name="loss before the epoch",
        looks_like="an epoch's loss is measured on all examples, before its first step",
        why="Before the update means before each one. Within an epoch the loss falls from step to step.",
        next="Take the losses that the steps return, and average them over the examples.",
    ),
    _train(
        divided_by_batch_size,
        name="divided by batch_size",
        looks_like="the gradient is divided by batch_size, also where a batch has fewer examples",
        why="In most batches the two are the same. A short batch, or a batch_size above N, shows the difference.",
        next="Train with a batch_size of 100 on 5 examples. Should the step be twenty times as short?",
    ),
)
