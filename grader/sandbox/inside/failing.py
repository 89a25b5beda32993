"""Which expression failed, and what the names in it held: small plain data, found without running the student's code.

Also used in a notebook's kernel, for the student's own functions.
"""

import itertools
import linecache
import re
from collections.abc import Callable
from types import BuiltinFunctionType, CodeType, FrameType, FunctionType, ModuleType, TracebackType
from typing import Any

import numpy as _numpy
from numpy import ndarray as _ndarray

from .loading import MAX_NAME, type_name

MAX_NAMES, MAX_LINES, MAX_AXES, MAX_DETAIL = 24, 20, 8, 40
KINDS = ("argument", "local", "enclosing", "global", "builtin")
UNSET = "unset"  # the type of a local name that has no value yet
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_WITH_A_NAME = (ModuleType, FunctionType, BuiltinFunctionType, type(_numpy.add), type(_numpy.sum))
_OPTIMIZED, _VARARGS = 1, 4  # flags of code: it is a function's; it has *args
_array_shape: Any = _ndarray.shape.__get__
_array_dtype: Any = _ndarray.dtype.__get__


def failing(trace: TracebackType | None, is_own: Callable[[FrameType], bool]) -> dict[str, Any] | None:
    """Where the innermost frame of the student's own failed; None where that is not known.

    "span" is first line, last line, first and last column (in bytes of UTF-8); "function" the name of the code; each
    of "names" is [name, kind, type, shape or None, detail], first those in the lines of the span, then the arguments.
    """
    try:
        found = within = None
        while trace is not None:
            if is_own(trace.tb_frame):
                found = trace
                if within is None or not trace.tb_frame.f_code.co_name.startswith("<"):
                    within = trace.tb_frame.f_code  # a comprehension has a frame of its own, and no name
            trace = trace.tb_next
        return None if found is None or within is None else _described(found, within)
    except BaseException:  # whatever the student's code has done to this process: the exception itself is reported
        return None


def _described(step: TracebackType, within: CodeType) -> dict[str, Any] | None:
    frame, code = step.tb_frame, step.tb_frame.f_code
    span = next(itertools.islice(code.co_positions(), step.tb_lasti // 2, None))
    first, last, start, end = span
    if first is None or last is None or start is None or end is None or last - first >= MAX_LINES:
        return None
    lines = linecache.getlines(code.co_filename)[first - 1 : last]
    mentioned = _IDENTIFIER.findall("".join(lines)[:4000])
    given = _parameters(within)
    names = [name for name in dict.fromkeys([*mentioned, *given]) if len(name) <= MAX_NAME and name.isidentifier()]
    described = [_named(name, frame, code, given) for name in names]
    return {
        "span": list(span),
        "function": within.co_name[:MAX_NAME],
        "names": [each for each in described if each is not None][:MAX_NAMES],
    }


def _parameters(code: CodeType) -> tuple[str, ...]:
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & _VARARGS)]


def _named(name: str, frame: FrameType, code: CodeType, given: tuple[str, ...]) -> list[Any] | None:
    own = name in code.co_varnames or name in code.co_cellvars
    if own or name in code.co_freevars:
        kind = "argument" if name in given else "local" if own else "enclosing"
        if not code.co_flags & _OPTIMIZED:  # a class's body, whose names may be kept in anything
            return None
        known = frame.f_locals
        return [name, kind, *_value(known[name])] if name in known else [name, kind, UNSET, None, ""]
    for kind, held in (("global", frame.f_globals), ("builtin", frame.f_builtins)):
        if type(held) is dict and name in held:
            return [name, kind, *_value(held[name])]
    return None


def _value(value: Any) -> tuple[str, list[int] | None, str]:
    """Type, shape and detail: a data type, or the name of a function or module, or a small number itself."""
    kind, exact = type_name(value), type(value)
    if isinstance(value, _ndarray):
        shape = _array_shape(value)
        return kind, list(shape) if len(shape) <= MAX_AXES else None, str(_array_dtype(value))[:MAX_DETAIL]
    if exact in (list, tuple, str, dict):
        return kind, [len(value)], ""
    if exact in (bool, int, float):
        return kind, [], repr(value)[:MAX_DETAIL] if exact is not int or abs(value) < 10**9 else ""
    name = getattr(value, "__name__", "") if exact in _WITH_A_NAME else ""
    return kind, None, name[:MAX_DETAIL] if type(name) is str else ""
