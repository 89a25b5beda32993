"""Small sets of points in a plane, drawn by numpy: two classes each, inputs about from -1 to 1."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Points = tuple[NDArray[np.float64], NDArray[np.intp]]
Generator = np.random.Generator


def moons(count: int, rng: Generator) -> Points:
    """Two half circles that reach into each other."""
    labels, along = _halves(count), math.pi * rng.random(count)
    x = np.where(labels == 0, np.cos(along), 1 - np.cos(along)) - 0.5
    y = np.where(labels == 0, np.sin(along), 0.5 - np.sin(along)) - 0.25
    return np.stack([x, y], axis=1) / 1.5, labels


def circles(count: int, rng: Generator) -> Points:
    """One around the other."""
    labels, angle = _halves(count), 2 * math.pi * rng.random(count)
    radius = np.where(labels == 0, 0.85, 0.35)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), labels


def spiral(count: int, rng: Generator) -> Points:
    """Two arms, one and a half turns each."""
    labels, along = _halves(count), np.sqrt(rng.random(count))
    angle = 3 * math.pi * along + math.pi * labels
    return np.stack([along * np.cos(angle), along * np.sin(angle)], axis=1), labels


def checkers(count: int, rng: Generator) -> Points:
    """A board of four by four."""
    points = rng.uniform(-1, 1, (count, 2))
    field = np.floor(2 * (points + 1)).astype(np.intp)
    return points, field.sum(axis=1) % 2


def xor(count: int, rng: Generator) -> Points:
    """Opposite quarters belong together."""
    points = rng.uniform(-1, 1, (count, 2))
    points += 0.06 * np.sign(points)  # a gap along the axes
    return points, (points[:, 0] * points[:, 1] > 0).astype(np.intp)


def linear(count: int, rng: Generator) -> Points:
    """A straight line between them."""
    points = rng.uniform(-1, 1, (count, 2))
    side = points @ np.array([0.8, 0.6])
    points += 0.08 * np.sign(side)[:, None] * np.array([0.8, 0.6])
    return points, (side > 0).astype(np.intp)


def _halves(count: int) -> NDArray[np.intp]:
    return (np.arange(count) % 2).astype(np.intp)


PLANES: Mapping[str, Callable[[int, Generator], Points]] = {
    "moons": moons,
    "circles": circles,
    "spiral": spiral,
    "checkers": checkers,
    "xor": xor,
    "linear": linear,
}
TITLES = {
    "moons": "Two moons",
    "circles": "Circles",
    "spiral": "Spiral",
    "checkers": "Checkers",
    "xor": "XOR",
    "linear": "A line",
}


def draw(name: str, count: int, noise: float, seed: int) -> Points:
    """Points (count, 2) of a set, each moved at random by about `noise`, and their classes (count,), 0 or 1."""
    rng = np.random.default_rng(seed)
    points, labels = PLANES[name](count, rng)
    return points + noise * rng.standard_normal(points.shape), labels
