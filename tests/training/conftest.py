"""A right set of the twelve functions, a few made-up digits that are quickly learned, and one sandbox."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from right_functions import RIGHT, functions_of

from grader.sandbox import Sandbox
from quiz_app.training.data import Digits


@pytest.fixture(autouse=True)
def _no_folder_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MNIST_DIR", raising=False)


@pytest.fixture(scope="session")
def mnist_folder() -> str:
    """The folder of the real files, named by MNIST_DIR when the tests were started."""
    if not _MNIST_DIR:
        pytest.skip("MNIST_DIR is not set: the four files of all of MNIST are not at hand")
    return _MNIST_DIR


_MNIST_DIR = os.environ.get("MNIST_DIR", "")


@pytest.fixture
def right_source() -> str:
    return RIGHT


@pytest.fixture
def functions() -> dict[str, Any]:
    return functions_of(RIGHT)


@pytest.fixture
def changed() -> Callable[[str], dict[str, Any]]:
    """The right functions with later definitions in place of some."""
    return lambda source: functions_of(RIGHT + source)


@pytest.fixture
def digits() -> Digits:
    """Ten patterns of 12 pixels with noise; no multiple of the usual batch sizes."""
    random = np.random.default_rng(5)
    patterns = random.integers(0, 256, (10, 12))

    def images(number: int) -> tuple[Any, Any]:
        labels = np.arange(number) % 10
        noisy = patterns[labels] + random.integers(-20, 21, (number, 12))
        return noisy.clip(0, 255).astype(np.uint8), labels.astype(np.uint8)

    return Digits(*images(70), *images(40), "ten patterns: 70 to train, 40 to test")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened
