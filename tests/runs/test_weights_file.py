"""Weights that are saved come back; anything else is refused in a sentence, and nothing in it runs."""

from __future__ import annotations

import contextlib
import io
import pickle
import zipfile
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz_app.runs.weights_file import WeightsRefused, hidden_layers, packed, unpacked
from quiz_app.training.evaluation import first_weights
from quiz_app.training.recipes import recipes

PARAMETERS = recipes()["backprop"].parameters
WEIGHTS = first_weights(recipes()["backprop"].program((784, 6, 5, 10), 0), 0)
NAMED = dict(zip(PARAMETERS, WEIGHTS, strict=True))


def saved(**arrays: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def test_what_is_saved_comes_back() -> None:
    back = unpacked(packed(WEIGHTS, PARAMETERS))
    assert all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in zip(WEIGHTS, back, strict=True))
    assert hidden_layers(back) == (6, 5)


def test_the_terminals_file_with_its_curves_is_taken_too() -> None:
    assert hidden_layers(unpacked(saved(**NAMED, losses=np.zeros(3)))) == (6, 5)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not a file of weights"),
        (b"PK\x03\x04 nonsense", "not a file of weights"),
        (packed(WEIGHTS, PARAMETERS)[:-200], "not a file of weights"),
        (saved(W1=WEIGHTS[0]), "has no b1, W2, b2, W3, b3"),
        (saved(**NAMED | {"W2": np.zeros((5, 7), np.float32)}), "do not make a network"),
        (saved(**NAMED | {"W3": np.zeros((9, 5), np.float32), "b3": np.zeros(9, np.float32)}), "do not make a net"),
        (saved(**NAMED | {"b1": np.full(6, np.nan)}), "not numbers"),
        (saved(**NAMED | {"b1": np.array(["a"] * 6)}), "not floating-point"),
        (saved(**NAMED | {"b1": np.full(6, 1e300)}), "not numbers"),
        (saved(**NAMED | {"b1": np.float32(1)}), "do not make a network"),
    ],
)
def test_anything_else_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(WeightsRefused, match=sentence):
        unpacked(content)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_damaged_file_is_refused_or_holds_numbers(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([packed(WEIGHTS, PARAMETERS), saved(**NAMED)])))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(WeightsRefused):
        assert all(np.isfinite(weight).all() for weight in unpacked(bytes(content)))


class Bomb:
    def __reduce__(self) -> Any:
        return (pytest.fail, ("a pickle was loaded",))


def test_a_pickle_in_it_is_not_loaded() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in PARAMETERS:
            inside = io.BytesIO()
            np.lib.format.write_array(inside, np.array([0], object), allow_pickle=True)
            header = inside.getvalue()[: inside.getvalue().index(b"\n") + 1]
            archive.writestr(f"{name}.npy", header + pickle.dumps(Bomb()))
    with pytest.raises(WeightsRefused):
        unpacked(buffer.getvalue())


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_unread() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in PARAMETERS:
            archive.writestr(f"{name}.npy", bytes(30 * 2**20))
    assert len(buffer.getvalue()) < 2**20
    with pytest.raises(WeightsRefused, match="larger than any network"):
        unpacked(buffer.getvalue())
