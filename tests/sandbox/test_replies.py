"""Replies of the child that are frames, but not answers."""

import numpy as np
import pytest

from grader.sandbox.inside.framing import Frame, MalformedError
from grader.sandbox.reply import read_answer, read_hello, read_loaded

LABELS = {"cell 1"}
RETURNED = {"outcome": "returned", "arrays": [], "returned": "float", "changed": []}
RAISED = {
    "outcome": "raised",
    "arrays": [],
    "error": "ValueError",
    "message": "no",
    "label": "cell 1",
    "line": 3,
    "changed": [0],
}
LOADED = {"arrays": [], "names": ["f"], "problems": [["cell 1", 1, "NameError", "x"]]}


def framed(header: dict[str, object], nbytes: int = 0) -> Frame:
    return Frame(1, header, np.zeros(nbytes, np.uint8))


def test_honest_replies_are_read():
    assert read_answer(framed(RETURNED), LABELS, (0,))["returned"] == "float"
    assert read_answer(framed(RAISED), LABELS, (0,))["line"] == 3
    assert read_loaded(framed(LOADED), LABELS).names == {"f"}
    assert read_hello(framed({"hello": {"seccomp": True}})) == {"seccomp": True}


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "passed"},
        {"outcome": ["returned"]},
        {"outcome": None},
        {"extra": 1},
        {"returned": 1},
        {"returned": "x" * 500},
        {"changed": [1]},
        {"changed": [0, 0]},
        {"changed": [False]},
        {"changed": "0"},
        {"arrays": [["<f8", [1]]]},
    ],
)
def test_a_returned_reply_with_anything_wrong_is_refused(changes):
    with pytest.raises(MalformedError):
        read_answer(framed({**RETURNED, **changes}), LABELS, (0,))


@pytest.mark.parametrize(
    "changes",
    [
        {"label": "grader/checks.py"},
        {"label": None},
        {"line": -1},
        {"line": "3"},
        {"line": 10**9},
        {"line": True},
        {"message": "x" * 5000},
        {"message": 3},
        {"error": None},
        {"returned": "float"},
        {"arrays": [["|u1", [0]]]},
    ],
)
def test_a_raised_reply_with_anything_wrong_is_refused(changes):
    with pytest.raises(MalformedError):
        read_answer(framed({**RAISED, **changes}), LABELS, (0,))


@pytest.mark.parametrize("key", sorted(RAISED))
def test_a_raised_reply_that_lacks_a_key_is_refused(key):
    header = {name: value for name, value in RAISED.items() if name != key}
    with pytest.raises(MalformedError):
        read_answer(framed(header), LABELS, (0,))


@pytest.mark.parametrize(
    "changes",
    [
        {"names": "f"},
        {"names": [1]},
        {"names": ["f"] * 2000},
        {"problems": None},
        {"problems": [["cell 1", 1, "NameError"]]},
        {"problems": [["cell 9", 1, "NameError", "x"]]},
        {"problems": [["cell 1", 1, "NameError", "x"]] * 100},
        {"more": 1},
    ],
)
def test_a_reply_to_loading_with_anything_wrong_is_refused(changes):
    with pytest.raises(MalformedError):
        read_loaded(framed({**LOADED, **changes}), LABELS)


def test_names_that_are_no_identifiers_are_left_out():
    assert read_loaded(framed({**LOADED, "names": ["f", "\x1b[2J", "a b"]}), LABELS).names == {"f"}
