"""Square brackets: an index that is none, that lies outside, or of something that has no entries."""

from __future__ import annotations

import ast
import re

from grader.asking.advice.failure import Failure
from grader.asking.advice.kinds import FUNCTIONS, step_instead
from grader.asking.advice.known import Known

_ORDINALS = ("first", "second", "third", "fourth")
_SLICE = (
    "The numbers of a slice are whole ones, and {} is none. round(x) gives the nearest whole number, and int(x) cuts "
    "off what is behind the point."
)
_INDEX = "An index is a whole number, a slice such as 1:3, or an array of whole numbers or of True and False."


def indexing(failure: Failure) -> str | None:
    """Advice where square brackets are what failed."""
    message = failure.message
    if failure.error == "TypeError":
        if "not subscriptable" in message or "does not support item assignment" in message:
            return _no_entries(failure)
        if "slice indices must be integers" in message:
            return _SLICE.format(_no_whole_number(failure))
        masked = "converted to a scalar index" in message and isinstance(failure.node, ast.Subscript)
        if masked or re.search("(list|tuple) indices must be integers", message):
            return _list_index(failure)
        return None
    if failure.error == "KeyError" and isinstance(failure.node, ast.Subscript):
        whose = failure.quoted(failure.node.value, "The dict")
        return f"{whose} has no entry of that name. Check the spelling. {failure.stranger()}".rstrip()
    return _index(failure) if failure.error == "IndexError" else None


def _no_whole_number(failure: Failure) -> str:
    """The bound of a slice that is known to be a float, as it is written, or "one of these"."""
    if isinstance(failure.node, ast.Subscript) and isinstance(failure.node.slice, ast.Slice):
        for bound in (failure.node.slice.lower, failure.node.slice.upper, failure.node.slice.step):
            if bound is not None and failure.known(bound).type in ("float", "float64", "float32"):
                return ast.unparse(bound)
    return "one of these"


def _index(failure: Failure) -> str:
    message = failure.message
    if found := re.search(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", message):
        return _outside(failure, int(found[1]), int(found[2]), int(found[3]))
    if found := re.search(r"array is (\d+)-dimensional, but (\d+) were indexed", message):
        whose = failure.quoted(failure.node.value, "The array") if isinstance(failure.node, ast.Subscript) else "It"
        axes = "1 axis" if found[1] == "1" else f"{found[1]} axes"
        return f"There are more indices than axes: {whose} has {axes}, and {found[2]} indices are given."
    if "invalid index to scalar variable" in message:
        return _no_entries(failure)
    if "boolean index did not match" in message:
        return _mask(failure)
    if "only integers" in message or "must be of integer" in message:
        return _INDEX + _kind_of_index(failure)
    if "list index" in message or "tuple index" in message:
        return _behind_a_list(failure)
    if "indexing arrays could not be broadcast" in message:
        return "Several arrays in one pair of square brackets are taken entry by entry, and their shapes do not fit."
    if "pop from" in message:
        return "The list is empty there: nothing is left to take from it."
    return "An index lies outside of what it is taken of. Write the shape, or the length, next to that line."


def _outside(failure: Failure, index: int, axis: int, size: int) -> str:
    whose = (
        failure.quoted(failure.node.value, "The array") if isinstance(failure.node, ast.Subscript) else "The array"
    )
    which = _ORDINALS[axis] if axis < len(_ORDINALS) else f"{axis + 1}th"
    numbered = f", numbered 0 to {size - 1}" if size > 1 else ""
    count = f"{size or 'no'} entr{'y' if size == 1 else 'ies'}"
    sentence = f"{whose} has {count} along its {which} axis{numbered}, and the index there is {index}."
    return f"{sentence} {failure.stranger()}".rstrip()


def _entries(count: int) -> str:
    return (
        f"{count} entries, numbered 0 to {count - 1}"
        if count > 1
        else "1 entry, with the number 0"
        if count == 1
        else "no entries"
    )


def _mask(failure: Failure) -> str:
    base, mask = "", ""
    if isinstance(failure.node, ast.Subscript):
        array, index = failure.node.value, failure.node.slice
        base = _with_shape(failure, array)
        mask = _with_shape(failure, index)
    facts = f"{base}, and {mask}. " if base and mask else ""
    return f"{facts}A mask needs the shape of the array that it is taken of. {failure.stranger()}".rstrip()


def _with_shape(failure: Failure, part: ast.expr) -> str:
    known = failure.known(part)
    return f"{failure.quoted(part)} has the shape {known.in_words()}" if known.shape is not None else ""


def _kind_of_index(failure: Failure) -> str:
    if not isinstance(failure.node, ast.Subscript):
        return ""
    index = failure.node.slice
    for part in index.elts if isinstance(index, ast.Tuple) else [index]:
        known = failure.known(part)
        if said := _what(known):
            return f" {failure.quoted(part, 'What stands there')} is {said}."
    return ""


def _what(known: Known) -> str:
    if known.is_array and known.detail.startswith("float"):
        return "an array of fractions"
    if known.type in ("float", "float64"):
        return "a number with a fraction, even if that is 0: `//` divides whole numbers"
    if known.type in ("str", "tuple", "NoneType"):
        return {"str": "a text", "tuple": "a tuple", "NoneType": "None"}[known.type]
    return "a function" if known.type in FUNCTIONS else ""


def _list_index(failure: Failure) -> str:
    whose = failure.quoted(failure.node.value, "It") if isinstance(failure.node, ast.Subscript) else "It"
    return (
        f"{whose} is a list or a tuple, and takes one whole number at a time, as in [0][1]. An array takes "
        "several, and masks: np.array(…) makes one of a list."
    )


def _behind_a_list(failure: Failure) -> str:
    if isinstance(failure.node, ast.Subscript):
        base = failure.node.value
        known = failure.known(base)
        if known.shape is not None and len(known.shape) == 1:
            return f"{failure.quoted(base)} has {_entries(known.shape[0])}."
    return "The index lies behind the end. The first entry has the number 0, so the last has the length minus 1."


def _no_entries(failure: Failure) -> str:
    base: ast.expr | None = failure.node.value if isinstance(failure.node, ast.Subscript) else None
    whose = failure.quoted(base, "What stands before them") if base is not None else "What stands before them"
    kind = failure.known(base).type if base is not None else ""
    if found := re.search(r"'([\w.\-]+)' object", failure.message):
        kind = found[1].removeprefix("numpy.")
    if base is not None and (said := step_instead(failure, base, kind)):
        return said
    if kind in FUNCTIONS:
        return f"{whose} is a function. Square brackets take an entry; a function is called with round ones."
    if kind == "NoneType":
        return (
            f"{whose} is None: a function without return gives that, and so does a method that changes its array or "
            "list in place, such as append or sort."
        )
    if kind == "tuple":
        return f"{whose} is a tuple, and the entries of a tuple cannot be changed. Use an array or a list."
    if kind in ("int", "float", "bool", "float64", "") or "scalar variable" in failure.message:
        return f"{whose} is a number already: square brackets take an entry, and a number has none."
    return f"{whose} is a {kind}, and has no entries that square brackets could take."
