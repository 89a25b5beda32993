"""Names that nothing stands for: letters of the lesson, numpy's without np, misspellings, lost definitions."""

from __future__ import annotations

import builtins
import difflib
import keyword
import re

import numpy as np

from grader.asking.advice.failure import Failure

_SHARED = "numpy and most of Python's standard library are there"


def names(failure: Failure) -> str | None:
    """Advice where a name is not known."""
    if failure.error == "UnboundLocalError":
        return _unset(failure)
    if failure.error != "NameError":
        return None
    found = re.search(r"name '(\w+)' is not defined|free variable '(\w+)'", failure.message)
    name = (found[1] or found[2]) if found else ""
    if not name:
        return "Check the spelling. A name is an argument of the function, or something that the file defines."
    return _undefined(failure, name)


def _undefined(failure: Failure, name: str) -> str:
    if lost := failure.file.lost(name):
        return lost
    if name in ("np", "numpy"):
        return (
            "Put `import numpy as np` at the top of the file, on a line of its own, and write np. before its names."
        )
    if name == "display":
        return "That name exists in Jupyter only. A step needs no display; leave the line out, or use print."
    if name in failure.key.symbols:
        return _letter(failure, name)
    if close := _misspelt(failure, name):
        return f"Nothing is called `{name}`. Is `{close}` meant? Small and capital letters count."
    if name in failure.notation:
        return (
            f"`{name}` is a name of the lesson's text, and {failure.step.function} is not given it. It is called as "
            f"{failure.step.signature()}: all that it needs is in {failure.arguments()}."
        )
    if callable(vars(np).get(name)):
        return (
            f"Python itself has no `{name}`. numpy's functions are called with np. before their name: np.{name}(…)."
        )
    if name == "T":
        return "A transpose is written behind its array, with a dot: `.T`. There is no `T` alone."
    if elsewhere := failure.file.elsewhere(name):
        return elsewhere
    if len(name) == 1:
        return (
            f"`{name}` has no value there. A letter of a formula is no name in Python until a line gives it a value: "
            "`for j in range(…):` for one that counts, an entry of `.shape` for a size. "
            f"The values of this call are in {failure.arguments()}."
        )
    return (
        f"Nothing is called `{name}` when this line runs. The values of this call are in "
        f"{failure.arguments()}. Anything else needs a line that gives it a value, in the function or "
        f"outside of all functions, or an import that works: {_SHARED}."
    )


def _letter(failure: Failure, name: str) -> str:
    """What a size's letter stands for, found in the record of the step."""
    what = failure.key.symbols[name]
    begin = f"`{name}` is a letter of the lesson's text and stands for {what}. Python does not know it."
    for argument in failure.step.arguments:
        if name in argument.shape and not failure.step.fewer_axes:
            axis = argument.shape.index(name)
            rows = "rows" if axis == 0 else "columns"
            return f"{begin} It is how many {rows} `{argument.name}` has: `{argument.name}.shape` holds the sizes."
    return f"{begin} {failure.step.function} needs no such number."


def _misspelt(failure: Failure, name: str) -> str:
    """A name that is there and is written almost, or but for capital letters, in the same way."""
    own = [named.name for named in failure.names.values() if named.kind in ("argument", "local", "enclosing")]
    own += [argument.name for argument in failure.step.arguments] if not own else []
    same = [other for other in own if other.lower() == name.lower()]
    if same:
        return same[0]
    if name in failure.notation:  # the weights of one layer are no misspelling of another's
        return ""
    there = [*own, *(word for word in keyword.kwlist if len(word) > 3), *vars(builtins)]
    near = difflib.get_close_matches(name, there, n=1, cutoff=0.8 if len(name) > 3 else 0.9)
    return near[0] if near else ""


def _unset(failure: Failure) -> str:
    found = re.search(r"variable '(\w+)'", failure.message)
    name = found[1] if found else ""
    whose = f"`{name}`" if name else "It"
    if name in failure.names and failure.names[name].kind == "argument":
        return f"{whose} has no value any more: a `del` in the function has taken it away."
    own = [named.name for named in failure.names.values() if named.kind == "argument"]
    if same := [other for other in own if other.lower() == name.lower()]:
        return f"{whose} is used before it has a value. Is `{same[0]}` meant? Small and capital letters count."
    return (
        f"{whose} is used before it has a value: a name that is assigned anywhere in a function is the "
        "function's own, from its first line on. Give it a first value above that line."
    )
