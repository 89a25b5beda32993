"""Calls: of what is no function, with arguments that do not suit, and attributes that are not there."""

from __future__ import annotations

import ast
import builtins
import difflib
import re

import numpy as np

from grader.asking.advice.failure import Failure
from grader.asking.advice.kinds import FUNCTIONS, wrong_kind
from grader.asking.advice.known import Known
from grader.asking.advice.one_too_many import one_too_many

_SUMS = ("sum", "mean", "max", "min", "prod", "std", "var", "any", "all", "argmax")
_SHAPED = ("zeros", "ones", "empty", "full")
_WITHOUT_BRACKETS = ("T", "shape", "size", "ndim", "dtype")


def calls(failure: Failure) -> str | None:
    """Advice where a call, or looking up what to call, is what failed."""
    message = failure.message
    if failure.error in ("TypeError", "ValueError") and (said := one_too_many(failure)):
        return said
    if failure.error == "AttributeError":
        return _attribute(failure)
    if failure.error == "ValueError" and "unpack" in message:
        return _unpacked(failure)
    if failure.error != "TypeError":
        return None
    if "object is not callable" in message:
        return _not_callable(failure)
    if "is not iterable" in message or "iteration over a 0-d" in message or "non-iterable" in message:
        return _not_iterable(failure)
    if re.search(r"interpreted as an integer|scalar arguments expected|converted to a scalar index", message):
        return _whole_number(failure)
    if re.search(r"converted to Python scalars|length-1 arrays", message):
        return _one_number(failure)
    if "has no len()" in message and isinstance(failure.node, ast.Call) and failure.node.args:
        return f"len(…) counts rows or entries, and {failure.quoted(failure.node.args[0])} has none."
    if re.search(
        r"keyword argument|positional argument|takes (no|exactly|at most|at least)|Cannot interpret", message
    ):
        return _arguments(failure)
    if "data type" in message:
        return _arguments(failure)
    return None


def _one_number(failure: Failure) -> str:
    whole = "numpy's own functions (np.exp, not math.exp) take whole arrays."
    if not isinstance(failure.node, ast.Call):
        return f"Something there takes one number and was given an array. {whole}"
    if isinstance(failure.node.func, ast.Name) and failure.node.func.id in ("int", "float"):
        whole = "`.astype(float)` makes numbers of a whole array of True and False."
    return f"{failure.quoted(failure.node.func)} takes one number and was given an array. {whole}"


def _not_callable(failure: Failure) -> str:
    node = failure.node
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute) and function.attr in _WITHOUT_BRACKETS:
        given = node.args if isinstance(node, ast.Call) else []
        entry = " An entry of it is taken with square ones." if given and function.attr == "shape" else ""
        product = " A product needs its sign: `*` or `@`." if given and function.attr == "T" else ""
        return f"`.{function.attr}` is written without round brackets behind it.{entry}{product}"
    if isinstance(function, ast.Name):
        known = failure.known(function)
        what = _a(known)
        if function.id in failure.key.signatures and known.kind == "global":
            return (
                f"The name `{function.id}` holds {what} by now, and not your function: a line of the file gives it "
                "that. Give that value another name."
            )
        if function.id in failure.key.signatures and known.kind == "argument":
            return (
                f"In this function `{function.id}` is an argument: {what}, worked out already. It is not "
                "called, and an entry of it is taken with square brackets."
            )
        if known.type == "NoneType" and (said := wrong_kind(failure, function, known)):
            return said
        if hidden := _hidden(function.id, known):
            return f"The name `{function.id}` holds {what} here and hides {hidden}. Give that value another name."
        return (
            f"`{function.id}` is {what}, and round brackets behind it call it like a function. An entry is "
            "taken with square ones, and a product needs its sign: `*` or `@`."
        )
    return (
        "Round brackets behind a value call it like a function, and it is none. An entry is taken with square ones, "
        "and a product needs its sign: `*` or `@`."
    )


def _a(known: Known) -> str:
    if known.is_array:
        return "an array"
    if known.is_number:
        return "a number"
    words = {"str": "a text", "NoneType": "None", "tuple": "a tuple", "list": "a list", "module": "a module"}
    return words.get(known.type, "no function")


def _hidden(name: str, known: Known) -> str:
    if known.kind != "builtin" and callable(getattr(builtins, name, None)):
        return "Python's own function of that name"
    return ""


def _not_iterable(failure: Failure) -> str | None:
    found = re.search(r"'([\w.]+)' object|non-iterable ([\w.]+) object", failure.message)
    kind = (found[1] or found[2]) if found else "float64"
    if kind == "NoneType":
        part = failure.node if isinstance(failure.node, ast.expr) else None
        return (
            wrong_kind(failure, part, Known("NoneType"))
            if part is not None and "unpack" not in failure.message
            else ("What is on the right of that line is None: a function without return gives that.")
        )
    if "unpack" in failure.message:
        return "On the left are several names, and on the right is one value: there is nothing to share out."
    if kind in FUNCTIONS:
        return "A function cannot be gone through. Its result can: it is called with round brackets behind its name."
    if not (kind in ("int", "float", "bool") or kind.startswith(("numpy.float", "numpy.int", "float64"))):
        return f"Something of the type {kind} cannot be gone through, entry by entry."
    if isinstance(failure.node, ast.Call) and failure.node.args:
        return (
            f"{failure.quoted(failure.node.func)} goes through what it is given, and a number cannot be gone through."
        )
    return "A number cannot be gone through. To count up to it, write range(…)."


def _whole_number(failure: Failure) -> str:
    given: list[ast.expr] = []
    if isinstance(failure.node, ast.Call) and isinstance(failure.node.func, ast.Attribute):
        name, called = failure.node.func.attr, failure.quoted(failure.node.func)
        if name in ("max", "min") and len(failure.node.args) == 2:
            return (
                f"The second argument of {called} is an axis, a whole number. To compare two arrays entry "
                f"by entry there is np.{name}imum."
            )
        shaped = [*failure.node.args[:1], *(each.value for each in failure.node.keywords if each.arg == "shape")]
        if name in _SHAPED and shaped and failure.known(shaped[0]).is_array:
            array = failure.quoted(shaped[0], "that")
            return f"{called} needs a shape, and {array} is an array. The shape of an array is its `.shape`."
    where = "A whole number is needed there"
    if isinstance(failure.node, ast.Call):
        given = [*failure.node.args, *(keyword.value for keyword in failure.node.keywords)]
        given = [each for part in given for each in (part.elts if isinstance(part, ast.Tuple) else [part])]
        where = f"{failure.quoted(failure.node.func)} needs a whole number there"
    for part in given:
        known = failure.known(part)
        quoted = failure.quoted(part)
        if known.type == "tuple" and (said := wrong_kind(failure, part, known)):
            return f"{where}. {said}"
        if known.type == "str":
            return f"{where}, and {quoted} is a text. Take the quotation marks away."
        if known.is_array:
            return f"{where}, and {quoted} is an array. len(…) is its number of rows."
        if known.type in ("float", "float64"):
            divided = any(isinstance(each, ast.Div) for each in ast.walk(part))
            whole = ": `//` divides whole numbers." if divided else "."
            return f"{where}, and {quoted} is a number with a fraction, even if that is 0{whole}"
        if said := wrong_kind(failure, part, known):
            return f"{where}. {said}"
    if "'float'" in failure.message:
        return f"{where}, and was given a number with a fraction, even if that is 0: `//` divides whole numbers."
    if "tuple" in failure.message:
        return (
            f"{where}, and was given a tuple. An array's `.shape` is one, of all its sizes; [0] is the first of them."
        )
    if "array" in failure.message:
        return f"{where}, and was given an array. len(…) is an array's number of rows."
    return f"{where}, and was given something else."


def _arguments(failure: Failure) -> str | None:
    node = failure.node
    if not isinstance(node, ast.Call):
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    quoted = failure.quoted(node.func, "the function")
    known = failure.known(node.func)
    if known.kind == "builtin" and vars(np).get(name) is not None:
        return f"`{name}` is Python's own function here, which knows less than numpy's: that is np.{name}."
    if "not understood" in failure.message:
        return "numpy has no data type of that name. The usual ones are float, int and bool."
    if name in _SHAPED:
        return f"Look at how {quoted} is called: a shape goes in brackets of its own, as in np.{name}((3, 4))."
    if name in _SUMS and "keyword" in failure.message:
        return f"Look at how {quoted} is called: what it may be told is axis=… and keepdims=…."
    if isinstance(node.func, ast.Name) and known.type == "function":
        return f"{quoted} is defined in the file. Compare its def line with this call: what it is given differs."
    shows = f" help({quoted.strip('`')}) shows it." if quoted.startswith("`") else ""
    return f"Look at how {quoted} is called: how many arguments it takes, and their names.{shows}"


def _attribute(failure: Failure) -> str | None:
    message = failure.message
    if found := re.search(r"module '(\w+)' has no attribute '(\w+)'", message):
        close = _close(found[2], dir(np)) if found[1] == "numpy" else ""
        if not close and callable(vars(builtins).get(found[2])):
            return f"That is no part of {found[1]}. It is a function of Python's own: {found[2]}(…)."
        whose = "numpy" if found[1] == "numpy" else f"The module {found[1]}"
        return f"{whose} has nothing of that name. {_spelling(close, 'np.')}"
    if found := re.search(r"'numpy\.ndarray' object has no attribute '(\w+)'", message):
        name = found[1]
        if close := _close(name, dir(np.ndarray)):
            return f"Arrays have nothing of that name. {_spelling(close, '.')}"
        if callable(vars(builtins).get(name)):
            return f"Arrays have nothing of that name. It is a function of Python's own: {name}(…)."
        if callable(vars(np).get(name)):
            return f"Arrays have nothing of that name. It is a function of numpy instead: np.{name}(…)."
        return "Arrays have nothing of that name. Check the spelling."
    if (found := re.search(r"'(list|tuple)' object has no attribute '(\w+)'", message)) and hasattr(
        np.ndarray, found[2]
    ):
        base = failure.node.value if isinstance(failure.node, ast.Attribute) else None
        whose = failure.quoted(base, "Something there") if base is not None else "Something there"
        return f"{whose} is a {found[1]}, and `.{found[2]}` is for arrays. Make it an array first, with np.array(…)."
    if "'list' object has no attribute" in message:
        return "Lists have nothing of that name. `.append(…)` puts one more thing at the end of a list."
    if "'dict' object has no attribute" in message:
        return "An entry of a dict is taken with square brackets and its name in quotation marks."
    if found := re.search(r"'(int|float)' object has no attribute '(\w+)'", message):
        base = failure.node.value if isinstance(failure.node, ast.Attribute) else None
        whose = failure.quoted(base, "Something there") if base is not None else "Something there"
        return f"{whose} is a number, no array, and has no `.{found[2]}`."
    return None


def _close(name: str, known: list[str]) -> str:
    public = [other for other in known if not other.startswith("_")]
    same = [other for other in public if other.lower() == name.lower()]
    return next(iter(same or difflib.get_close_matches(name, public, n=1, cutoff=0.8)), "")


def _spelling(close: str, prefix: str) -> str:
    return f"Is `{prefix}{close}` meant?" if close else "Check the spelling."


def _unpacked(failure: Failure) -> str | None:
    message, line = failure.message, failure.answer.code_line
    if " for " in f" {line}" and " in " in line and "zip(" not in line and "enumerate(" not in line:
        return (
            "There are not as many names before `in` as values come from behind it, in each turn. To go through two "
            "arrays at the same time, write zip(…) around them."
        )
    more = " The `.shape` of an array has as many sizes as the array has axes." if ".shape" in line else ""
    if found := re.search(r"not enough values to unpack \(expected (?:at least )?(\d+), got (\d+)\)", message):
        return _names(found[1], f"are {found[2]}" if found[2] != "1" else "is only 1") + more
    if found := re.search(r"too many values to unpack \(expected (\d+)", message):
        return _names(found[1], "are more") + more
    return None


def _names(expected: str, given: str) -> str:
    left = "is 1 name" if expected == "1" else f"are {expected} names"
    return f"On the left of that line {left}, and on the right {given}: each value needs a name."
