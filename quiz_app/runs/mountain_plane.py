"""The plane in which weights moved most, and places on it: arithmetic alone, on rows of all parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LEVELS = (13, 25, 49)  # points along a side; each level has the points of the one before
MARGIN = 0.35  # of the path's extent, on every side
_STRAIGHT = 1e-3  # of the first direction's length: a path with less in the second is a line


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane through the space of all P parameters.

    Attributes:
        origin: where it is centred, (P,).
        first, second: its directions, (P,), of length 1 and at right angles.
        shares: of the paths' variance about the origin that lies along each, (2,).
    """

    origin: Floats
    first: Floats
    second: Floats
    shares: NDArray[np.float64]

    def places(self, rows: NDArray[np.floating]) -> NDArray[np.float64]:
        """The shadows of rows (n, P) on the plane, (n, 2)."""
        moved = rows.astype(np.float32) - self.origin
        return np.stack([moved @ self.first, moved @ self.second], axis=1).astype(np.float64)

    def row_at(self, place: NDArray[np.float64]) -> Floats:
        """All parameters at a place (2,), (P,)."""
        along, across = np.float32(place[0]), np.float32(place[1])
        row: Floats = self.origin + along * self.first + across * self.second
        return row


@dataclass(frozen=True)
class Window:
    """The square part of a plane that is drawn: its centre, and half of its side."""

    x: float
    y: float
    half: float

    def side(self, points: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The coordinates of so many points along each side."""
        steps = np.linspace(-self.half, self.half, points)
        return self.x + steps, self.y + steps

    def holds(self, place: NDArray[np.float64]) -> bool:
        """Whether a place (2,) lies in it."""
        return bool(abs(place[0] - self.x) <= self.half and abs(place[1] - self.y) <= self.half)


def plane_of(paths: list[NDArray[np.floating]]) -> Plane | None:
    """The plane through the end of a path (of several: through the middle of their ends) that holds most of them.

    Its directions are the principal components of all rows minus that point: the singular vectors that go with the
    two largest singular values. They come from the matrix of the rows' products with each other, which is small.

    Args:
        paths: of each training the weights on its way, (n, P).

    Returns:
        None where the rows lie on a line or at one place: there is no second direction.
    """
    ends = np.stack([path[-1] for path in paths])
    origin = np.asarray(ends.mean(axis=0, dtype=np.float64), np.float32)
    rows = np.concatenate([path.astype(np.float32) for path in paths]) - origin
    products = (rows @ rows.T).astype(np.float64)
    squares, vectors = np.linalg.eigh(products)
    if len(squares) < 2 or squares[-2] <= (_STRAIGHT**2) * squares[-1]:
        return None
    first = _unit(np.asarray(vectors[:, -1] @ rows, np.float64))
    second = np.asarray(vectors[:, -2] @ rows, np.float64)
    second = _unit(second - (second @ first) * first)
    if float(rows[0] @ first) > 0:  # a sign of our choice: the first path begins on the left, and in front
        first = -first
    if float(rows[np.argmax(np.abs(rows @ second))] @ second) > 0:
        second = -second
    shares = squares[[-1, -2]] / np.trace(products)
    return Plane(origin, np.asarray(first, np.float32), np.asarray(second, np.float32), shares)


def window_of(places: NDArray[np.float64]) -> Window:
    """The square around places (n, 2), with a margin."""
    low, high = places.min(axis=0), places.max(axis=0)
    middle = (low + high) / 2
    half = float((high - low).max() / 2) * (1 + 2 * MARGIN)
    return Window(float(middle[0]), float(middle[1]), half)


def refined(
    window: Window, loss_at: Callable[[NDArray[np.float64]], float]
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Grids of losses in a window, each finer than the one before; what is known is not computed again.

    Args:
        window: where.
        loss_at: of a place (2,).

    Returns:
        For each of `LEVELS` the points along a side, and the losses (points, points), lowest y first.
    """
    known = np.full((0, 0), np.nan, np.float32)
    for points in LEVELS:
        values = np.full((points, points), np.nan, np.float32)
        old = np.zeros((points, points), bool)
        if len(known):
            values[::2, ::2] = known
            old[::2, ::2] = True
        xs, ys = window.side(points)
        for row, column in np.argwhere(~old).tolist():
            values[row, column] = loss_at(np.array([xs[column], ys[row]]))
        known = values
        yield points, values


def on_grid(window: Window, grid: NDArray[np.float32], place: NDArray[np.float64]) -> float:
    """The loss at a place, from the four points of a grid around it; at its edge for places beyond."""
    points = len(grid)
    x, y = (
        min(max((value - centre + window.half) / (2 * window.half) * (points - 1), 0.0), points - 1.0)
        for value, centre in ((float(place[0]), window.x), (float(place[1]), window.y))
    )
    column, row = min(int(x), points - 2), min(int(y), points - 2)
    right, up = x - column, y - row
    below = (1 - right) * grid[row, column] + right * grid[row, column + 1]
    above = (1 - right) * grid[row + 1, column] + right * grid[row + 1, column + 1]
    return float((1 - up) * below + up * above)


def _unit(direction: NDArray[np.float64]) -> NDArray[np.float64]:
    return direction / np.linalg.norm(direction)
