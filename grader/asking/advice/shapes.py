"""Shapes that do not fit each other: entry by entry, in a matrix product, put into a place."""

from __future__ import annotations

import ast
import re

from grader.asking.advice.failure import Failure
from grader.asking.advice.kinds import wrong_kind
from grader.asking.advice.known import Known
from grader.key.key import Signature

_SHAPE = re.compile(r"\((\d+(?:,\s*\d+)*,?|)\)")
_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Pow: "**",
    ast.MatMult: "@",
}
_PRODUCTS = ("dot", "matmul", "inner")


def shapes(failure: Failure) -> str | None:
    """Advice where the exception is about shapes."""
    message = failure.message
    if failure.error == "TypeError" and "boolean array indexing assignment" in message:
        return (
            "The mask in the square brackets picks single entries, and a whole array is put there. Take "
            "the values with the same mask, or choose with np.where(…) between two whole arrays."
        )
    if failure.error != "ValueError":
        return None
    if "einsum" in failure.source or "einstein sum" in message or "einsum" in failure.answer.code_line:
        return (
            "In einsum a letter stands for one size, wherever it is written, and each array has as many "
            "letters as it has axes. Write the shape of each array under its letters."
        )
    if "shape-mismatch for sum" in message:
        return (
            "np.tensordot adds up over two axes unless axes=… says otherwise, and their sizes must agree. For two "
            "arrays with two axes each, `@` adds up over one."
        )
    if "does not have enough dimensions" in message:
        return _number_in_product(failure)
    if "Output operand" in message:
        return (
            "The third argument of np.matmul is the array that the result goes into, and has not the result's shape."
        )
    if "mismatch in its core dimension" in message or "not aligned" in message:
        return _product(failure)
    if "non-broadcastable output" in message:
        return _kept_shape(failure)
    if "could not broadcast input array" in message or "could not be broadcast to indexing result" in message:
        return _put(failure)
    if picked := re.search(r"cannot assign (\d+) input values to the (\d+) output values", message):
        return (
            f"The mask in the square brackets picks {picked[2]} entries, and {picked[1]} values are put there. Take "
            "the values with the same mask, or choose with np.where(…) between two whole arrays."
        )
    if "could not be broadcast together" in message:
        return _entrywise(failure)
    return None


def _entrywise(failure: Failure) -> str:
    sign, parts = _operands(failure)
    known = [failure.known(part) for part in parts]
    for part, one in zip(parts, known, strict=True):
        if one.detail == "shape" and (said := wrong_kind(failure, part, one)):
            return said
    if len(parts) == 2 and all(one.shape is not None for one in known):
        facts = _facts(failure, parts, known)
    else:
        found = _SHAPE.findall(failure.message)
        if sign.endswith("=") and found[2:] == found[:1]:  # what is worked on in place is named twice
            found = found[:2]
        facts = f"The shapes {' and '.join(f'({shape})' for shape in found[:3])} meet there." if found else ""
        if len(found) != 2 or not sign:
            return _joined(facts, _RULE.format("Such an operation"), failure.stranger())
        known = [Known("ndarray", tuple(int(size) for size in shape.split(",") if size)) for shape in found]
    left, right = known
    if stranger := failure.stranger():
        return _joined(facts, _RULE.format(f"`{sign}`"), stranger)
    if left.shape == (right.shape or ())[::-1]:
        return _joined(
            facts,
            "The one is the other turned round: a transpose is too much or missing, or two sizes stand in the "
            "wrong order.",
        )
    shared = _shared(left, right)
    if sign.startswith("*") and sign != "**" and shared and _sums(failure.step, shared):
        return _joined(
            facts,
            "`*` goes entry by entry, and these shapes do not fit. A product that also adds up over the size that "
            f"both have, {shared}, is the matrix product `@`.",
        )
    return _joined(facts, _RULE.format(f"`{sign}`"))


_RULE = "{} goes entry by entry: compared from the last axis on, two sizes must be equal, or one of them 1."


def _product(failure: Failure) -> str:
    _, parts = _operands(failure)
    known = [failure.known(part) for part in parts]
    if len(parts) != 2 or any(not one.shape for one in known):
        return _joined(
            "A matrix product adds up over the last size of what is left and the first size of what is right. Write "
            "both shapes next to that line: these two sizes must be the same.",
            failure.stranger(),
        )
    left, right = known
    facts = _facts(failure, parts, known)
    if stranger := failure.stranger():
        return _joined(facts, _INNER, stranger)
    summing = _sums(failure.step)
    if left.shape == right.shape and not summing:
        return _joined(
            facts, "`@` is the matrix product. Two arrays of one shape are multiplied by `*`, entry by entry."
        )
    if shared := _shared(left, right):
        turned = f" Both have {shared}: a transpose can bring it there." if summing else ""
        return _joined(facts, _INNER + turned)
    return _joined(facts, _INNER + " They have no size in common, so no transpose makes them fit.")


_INNER = "A matrix product adds up over the size in the middle: the last of the left and the first of the right."


def _number_in_product(failure: Failure) -> str:
    _, parts = _operands(failure)
    for part in parts:
        known = failure.known(part)
        if not known.is_array and not known.is_number and (said := wrong_kind(failure, part, known)):
            return said
        if known.shape == ():
            why = ""
            if isinstance(part, ast.Call):
                why = " Without an axis, all of an array is taken together." if known.type == "float64" else ""
            return f"{failure.quoted(part)} is a number, and `@` multiplies arrays. With a number, write `*`.{why}"
    return "`@` multiplies arrays. With a number, write `*`."


def _kept_shape(failure: Failure) -> str:
    sign, parts = _operands(failure)
    known = [failure.known(part) for part in parts]
    facts = _facts(failure, parts, known) if len(parts) == 2 and all(one.shape is not None for one in known) else ""
    return _joined(
        facts,
        f"`{sign or '+='}` keeps the shape of what is on its left, and the result would be larger. Bring the right "
        "side into that shape first, or work on one row at a time.",
    )


def _put(failure: Failure) -> str:
    found = [f"({shape})" for shape in _SHAPE.findall(failure.message)]
    facts = ""
    if len(found) == 2:
        facts = f"What is put in has the shape {found[0]}, and the place for it has {found[1]}."
    return _joined(facts, "Both need the same shape.", failure.stranger())


def _operands(failure: Failure) -> tuple[str, list[ast.expr]]:
    """The sign of an operation, and its two sides; "" and nothing where it is another thing."""
    match failure.node:
        case ast.BinOp(left=left, op=op, right=right):
            return _SIGNS.get(type(op), "this"), [left, right]
        case ast.AugAssign(target=target, op=op, value=value):
            return f"{_SIGNS.get(type(op), '')}=", [target, value]
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return {ast.Gt: ">", ast.Lt: "<", ast.GtE: ">=", ast.LtE: "<="}.get(type(op), "=="), [left, right]
        case ast.Call(func=ast.Attribute(value=base, attr=name), args=[left, right]) if (
            failure.known(base).type == "module"
        ):
            return "*" if name == "multiply" else f"np.{name}", [left, right]
        case ast.Call(func=ast.Attribute(value=base, attr=name), args=[right]) if name in _PRODUCTS:
            return f".{name}", [base, right]
    return "", []


def _facts(failure: Failure, parts: list[ast.expr], known: list[Known]) -> str:
    left, right = (
        f"{failure.quoted(part, side)} is {one.in_words()}"
        for part, one, side in zip(parts, known, ("what is left", "what is right"), strict=True)
    )
    return f"{left[0].upper()}{left[1:]}, and {right}."


def _shared(left: Known, right: Known) -> str:
    """A size that both of two tables have, in letters where those are known; "" where there is none."""
    if len(left.shape or ()) != 2 or len(right.shape or ()) != 2:
        return ""
    if left.symbols and right.symbols:
        return next((letter for letter in left.symbols if letter in right.symbols and letter != "1"), "")
    return next((str(size) for size in left.shape or () if size in (right.shape or ()) and size != 1), "")


def _sums(step: Signature, over: str = "") -> bool:
    """Whether the step adds up over a size of two arrays, which its result does not have: over this one, if given."""
    inputs = [argument.shape for argument in step.arguments if argument.shape]
    gone = {letter for shape in inputs for letter in shape} - set(step.results[0].shape or ())
    return len(inputs) == 2 and bool(gone) and (not over or over.isdigit() or over in gone)


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
