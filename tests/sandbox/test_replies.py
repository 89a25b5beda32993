"""Replies of the child that are frames, but not answers."""

import json

import pytest

from grader.sandbox.answer import Named
from grader.sandbox.inside.framing import MAX_ARRAYS, Frame, MalformedError
from grader.sandbox.reply import read_answers, read_hello, read_loaded

LABELS = {"cell 1"}
RETURNED = {"outcome": "returned", "form": None, "returned": "float", "changed": []}
TWO = ["tuple", ["array", "array"]]
RAISED = {
    "outcome": "raised",
    "error": "ValueError",
    "message": "no",
    "label": "cell 1",
    "line": 3,
    "failing": {"span": [3, 3, 4, 10], "function": "f", "names": [["a", "argument", "ndarray", [3, 4], "float64"]]},
    "changed": [0],
}
LOADED = {"arrays": [], "names": ["f"], "problems": [["cell 1", 1, "NameError", "x", []]]}


def read_answer(header: dict[str, object], arrays: list[object] | None = None, nbytes: int = 0):
    """The answer to a single call."""
    return read_answers(framed({"answers": [header], "arrays": arrays or []}, nbytes), LABELS, [(0,)])[0]


def framed(header: dict[str, object], nbytes: int = 0) -> Frame:
    return Frame(1, json.dumps(header).encode(), memoryview(bytearray(nbytes)))


def test_honest_replies_are_read():
    assert read_answer(RETURNED).returned == "float"
    assert read_answer(RAISED).line == 3
    assert read_loaded(framed(LOADED), LABELS).names == {"f"}
    assert read_hello(framed({"hello": {"seccomp": True}})) == {"seccomp": True}


@pytest.mark.parametrize(
    ("answers", "fits", "fits_early"),
    [
        ([RETURNED, RETURNED], True, True),
        ([RETURNED, RAISED], True, True),
        ([RAISED], False, True),
        ([RETURNED], False, False),
        ([], False, False),
        ([RETURNED, RETURNED, RAISED], False, False),
    ],
)
def test_fewer_answers_than_calls_fit_where_calls_end_early_and_the_last_is_none(answers, fits, fits_early):
    frame = framed({"answers": answers, "arrays": []})
    for early, is_right in ((False, fits), (True, fits_early)):
        if is_right:
            assert len(read_answers(frame, LABELS, [(0,)] * 2, ends_early=early)) == len(answers)
        else:
            with pytest.raises(MalformedError):
                read_answers(frame, LABELS, [(0,)] * 2, ends_early=early)


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
        {"form": "array"},
        {"form": "arrays"},
        {"form": 1},
        {"form": True},
        {"form": []},
        {"form": ["array"]},
        {"form": ["set", []]},
        {"form": [["tuple"], []]},
        {"form": ["tuple", "array"]},
        {"form": ["tuple", ["array"]]},
        {"form": ["tuple", [None]]},
        {"form": ["list", [["list", [["list", [["list", [["list", []]]]]]]]]]},
        {"form": ["tuple", [["tuple", []]] * (MAX_ARRAYS + 1)]},
        {"arrays": []},
    ],
)
def test_a_returned_reply_with_anything_wrong_is_refused(changes):
    with pytest.raises(MalformedError):
        read_answer({**RETURNED, **changes})


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
        {"form": None},
    ],
)
def test_a_raised_reply_with_anything_wrong_is_refused(changes):
    with pytest.raises(MalformedError):
        read_answer({**RAISED, **changes})


FAILING = RAISED["failing"]
NAME = ["a", "argument", "ndarray", [3, 4], "float64"]


def test_where_it_failed_is_read():
    found = read_answer(RAISED).failing
    assert (found.span, found.function) == ((3, 3, 4, 10), "f")
    assert found.names == (Named("a", "argument", "ndarray", (3, 4), "float64"),)
    assert read_answer({**RAISED, "failing": None}).failing is None


@pytest.mark.parametrize(
    "changes",
    [
        {"more": 1},
        {"span": [3, 3, 4]},
        {"span": [3, 3, 4, 1.0]},
        {"span": [3, 3, 4, True]},
        {"span": [0, 3, 4, 10]},
        {"span": [3, 2, 4, 10]},
        {"span": [1, 10**6, 0, 1]},
        {"span": [10**9, 10**9, 0, 1]},
        {"span": [3, 3, -1, 10]},
        {"span": [3, 3, 4, 10**9]},
        {"function": "f" * 101},
        {"function": None},
        {"names": None},
        {"names": [NAME] * 25},
        {"names": [NAME[:4]]},
        {"names": [["a b", *NAME[1:]]]},
        {"names": [["\x1b[2J", *NAME[1:]]]},
        {"names": [["a" * 101, *NAME[1:]]]},
        {"names": [[1, *NAME[1:]]]},
        {"names": [["a", "solution", *NAME[2:]]]},
        {"names": [["a", ["argument"], *NAME[2:]]]},
        {"names": [[*NAME[:2], "x" * 101, *NAME[3:]]]},
        {"names": [[*NAME[:2], None, *NAME[3:]]]},
        {"names": [[*NAME[:3], "(3, 4)", "float64"]]},
        {"names": [[*NAME[:3], [-1], "float64"]]},
        {"names": [[*NAME[:3], [True], "float64"]]},
        {"names": [[*NAME[:3], [10**15], "float64"]]},
        {"names": [[*NAME[:3], [1] * 9, "float64"]]},
        {"names": [[*NAME[:4], "x" * 41]]},
        {"names": [[*NAME[:4], 3]]},
    ],
)
def test_a_place_of_failure_with_anything_wrong_is_refused(changes):
    with pytest.raises(MalformedError):
        read_answer({**RAISED, "failing": {**FAILING, **changes}})


def test_what_is_said_of_a_name_is_cleaned():
    name = ["a", "local", "nd\x1b[31marray\n", None, "fl\u202eoat\x07"]
    found = read_answer({**RAISED, "failing": {**FAILING, "function": "<g\x1b>", "names": [name]}}).failing
    text = found.function + found.names[0].type + found.names[0].detail
    assert not set("\x1b\n\u202e\x07") & set(text)


@pytest.mark.parametrize("key", sorted(RAISED))
def test_a_raised_reply_that_lacks_a_key_is_refused(key):
    header = {name: value for name, value in RAISED.items() if name != key}
    with pytest.raises(MalformedError):
        read_answer(header)


@pytest.mark.parametrize(
    "changes",
    [
        {"names": "f"},
        {"names": [1]},
        {"names": ["f"] * 5001},
        {"problems": None},
        {"problems": [["cell 1", 1, "NameError"]]},
        {"problems": [["cell 1", 1, "NameError", "x"]]},
        {"problems": [["cell 1", 1, "NameError", "x", [3]]]},
        {"problems": [["cell 9", 1, "NameError", "x", []]]},
        {"problems": [["cell 1", 1, "NameError", "x", []]] * 100},
        {"more": 1},
    ],
)
def test_a_reply_to_loading_with_anything_wrong_is_refused(changes):
    with pytest.raises(MalformedError):
        read_loaded(framed({**LOADED, **changes}), LABELS)


def test_what_a_failed_statement_says_is_cleaned():
    problem = ["backprop.py", 1, "Value\x1bError", "red\x1b[31m\ntext\x07", ["good", "b\x1bad"]]
    frame = framed({"arrays": [], "names": [], "problems": [problem]})
    (found,) = read_loaded(frame, {"backprop.py"}).problems
    assert "\x1b" not in found.error + found.message
    assert "\x07" not in found.message
    assert found.names == ("good",)


def test_names_that_are_no_identifiers_are_left_out():
    assert read_loaded(framed({**LOADED, "names": ["f", "\x1b[2J", "a b"]}), LABELS).names == {"f"}


@pytest.mark.parametrize(
    ("answers", "arrays", "nbytes"),
    [
        ([], [], 0),
        (None, [], 0),
        ([RETURNED], [], 0),
        ([RETURNED] * 3, [], 0),
        ([RETURNED, None], [], 0),
        ([RETURNED, RETURNED], [["|u1", [16]]], 16),
        ([RETURNED, {**RETURNED, "form": TWO}], [["|u1", [16]]], 16),
        ([{**RETURNED, "form": "array"}, {**RETURNED, "form": "array"}], [["|u1", [16]]], 16),
        ([RETURNED, {**RAISED, "form": "array"}], [["|u1", [16]]], 16),
    ],
)
def test_answers_that_do_not_fit_the_calls_are_refused(answers, arrays, nbytes):
    with pytest.raises(MalformedError):
        read_answers(framed({"answers": answers, "arrays": arrays}, nbytes), LABELS, [(0,), (0,)])


def test_each_call_gets_its_own_arrays():
    header = {"answers": [{**RETURNED, "form": TWO}, RETURNED, {**RETURNED, "form": "array"}]}
    frame = framed({**header, "arrays": [["|u1", [1]], ["|u1", [2]], ["|u1", [3]]]}, 48)
    first, none, last = (each.value for each in read_answers(frame, LABELS, [(0,)] * 3))
    assert isinstance(first, tuple)
    assert [array.shape for array in first] == [(1,), (2,)]
    assert none is None
    assert last.shape == (3,)
