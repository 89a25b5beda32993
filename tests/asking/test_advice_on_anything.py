"""Advice about expressions and values that nobody would write: it comes, it is plain text, and it is short."""

from __future__ import annotations

import re
import string
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from submissions import backprop_key

from grader.asking.advice import NoFile, advice
from grader.asking.advice.known import Knowledge
from grader.sandbox import Answer
from grader.sandbox.answer import Failing, Named
from grader.sandbox.inside.reading.python_source import syntax_tree

ERRORS = ["TypeError", "ValueError", "IndexError", "NameError", "AttributeError", "UFuncTypeError", "AxisError", "E"]
MESSAGES = [
    "operands could not be broadcast together with shapes (3,4) (4,) (9,9,9)",
    "matmul: Input operand 1 has a mismatch in its core dimension 0",
    "matmul: Input operand 0 does not have enough dimensions",
    "index 99999999999999999999999 is out of bounds for axis 77 with size 0",
    "too many indices for array: array is 1-dimensional, but 2 were indexed",
    "boolean index did not match indexed array",
    "only integers, slices (`:`)",
    "unsupported operand type(s) for *: 'float' and 'function'",
    "'int' object is not callable",
    "'int' object is not iterable",
    "'tuple' object cannot be interpreted as an integer",
    "name 'N' is not defined",
    "name '" + "n" * 900 + "' is not defined",
    "module 'numpy' has no attribute '" + "x" * 900 + "'",
    "not enough values to unpack (expected 3, got 2)",
    "got an unexpected keyword argument 'axes'",
    "NumPy boolean array indexing assignment cannot assign 5 input values to the 6 output values",
    "",
    "\x1b[31m red \u202e",
]
EXPRESSIONS = [
    "a * b",
    "a @ b",
    "a[b]",
    "a[0, 1:2, ::0, None]",
    "a[:, b] += 1",
    "a(b)",
    "np.max(a, b)",
    "np.outer(a, b)",
    "a.sum(axis=-9)",
    "a.reshape(0, -1)",
    "a.reshape(-1, -1)",
    "a.T.T.shape[5]",
    "a.sum",
    "-" * 390 + "a",
    "(" * 150 + "a" + ")" * 150,
    "a" + ".T" * 190,
    "not [a, b]",
    "lambda: a",
    "f'{a}'",
    "'\x1b[2J\u202e' * a",
    "`a`",
    "a b",
    "",
    "x = a",
    "del a",
]
NAMED = [
    Named("a", "argument", "ndarray", (3, 4), "float64"),
    Named("b", "global", "ndarray", (4,), "bool"),
    Named("np", "global", "module", None, "numpy"),
    Named("a", "local", "unset"),
    Named("b", "argument", "\u200bint", (), "9" * 40),
    Named("a", "builtin", "tuple", (2**40,) * 8),
    Named("np", "enclosing", "list", ()),
]


@given(
    st.sampled_from(ERRORS),
    st.sampled_from(MESSAGES),
    st.one_of(st.sampled_from(EXPRESSIONS), st.text(string.printable, max_size=40)),
    st.lists(st.sampled_from(NAMED), max_size=5),
    st.sampled_from(sorted(backprop_key().signatures)),
)
def test_whatever_failed_the_advice_is_short_and_plain(
    error: str, message: str, expression: str, names: list[Named], step: str
) -> None:
    failing = Failing((1, 1, 0, 9), step, tuple(names), expression)
    answer = Answer("raised", error=error, message=message, label="a.py", line=1, code_line="x", failing=failing)
    said = advice(answer, backprop_key().signatures[step], NoFile(), backprop_key())
    assert 0 < len(said) <= 700
    assert not re.search("[\x00-\x1f\x7f\u200b\u202e]", said)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_is_known_of_an_expression_never_ends_in_an_exception(expression: str) -> None:
    tree = syntax_tree(expression)
    for named in (NAMED[:3], NAMED[3:]):
        for node in tree.body if tree else ():
            Knowledge({each.name: each for each in named}, {"a": ("N", "n3")}).of(getattr(node, "value", node))


SHAPES = {
    "a": (3, 4),
    "b": (4, 5),
    "c": (4,),
}
COMPUTED = [
    "a.T", "a @ b", "b.T @ a.T", "a @ c", "a * c", "-a", "a > 0", "(a > 0) * 1.5", "a[0]", "a[0, 1]", "a[:, 1]",
    "a[1:, :2]", "a[::2]", "a.sum()", "a.sum(axis=0)", "a.sum(axis=-1, keepdims=True)", "np.sum(a, axis=1)",
    "np.outer(c, c)", "np.maximum(a, 0)", "a.reshape(-1, 2)", "a.reshape((2, 6))", "a.ravel()", "a.copy()",
    "np.transpose(b)", "a.transpose()", "len(a)", "a.shape", "a.shape[1]", "a.size", "a.size / 2", "[a, b]",
    "np.exp(a) * 2", "a.mean(0)", "c @ b", "c @ c", "a[0] * c", "a.T[1]",
]  # fmt: skip


@pytest.mark.parametrize("expression", COMPUTED)
def test_what_is_said_to_be_known_is_so(expression: str) -> None:
    values = {name: np.ones(shape) for name, shape in SHAPES.items()}
    names = {name: Named(name, "argument", "ndarray", shape, "float64") for name, shape in SHAPES.items()}
    names["np"] = Named("np", "global", "module", None, "numpy")
    tree = syntax_tree(expression)
    assert tree is not None
    known = Knowledge(names, {}).of(tree.body[0].value)
    value = eval(expression, {"np": np, **values})
    assert known.type == type(value).__name__
    if isinstance(value, np.ndarray):
        assert known.shape == value.shape
        assert known.detail in ("", str(value.dtype))
    else:
        assert known.shape == ((len(value),) if isinstance(value, list | tuple) else ())


def test_a_fault_of_ours_costs_the_advice_and_not_the_grading(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(failure: object) -> str:
        raise KeyError

    monkeypatch.setattr(sys.modules["grader.asking.advice"], "_RULES", (broken,))
    assert advice(
        Answer("raised", error="E", label="a", line=1), backprop_key().signatures["update"], NoFile(), backprop_key()
    ).startswith("Read the line")
