"""What can be said of an expression's value from what its names held: type, shape, data type. Nothing is computed.

Only what follows for certain is said; all else is unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from grader.sandbox.answer import Named

Shape = tuple[int, ...]
Symbols = tuple[str, ...]

NUMBERS = ("int", "float", "bool", "float64", "float32", "int64", "bool_")
_REDUCTIONS = ("sum", "mean", "max", "min", "prod", "std", "var")
_ENTRYWISE = ("abs", "absolute", "exp", "log", "sqrt", "square", "sign", "round", "maximum", "minimum", "multiply")
_SAME = ("copy", "astype", "clip", "round")


@dataclass(frozen=True)
class Known:
    """What is known of a value.

    Attributes:
        type: name of its type; "" where it is unknown.
        shape: of an array, () of a number, (length,) of a list, tuple or text; None where it is unknown.
        symbols: the shape in the lesson's letters, ("N", "n"); () where they are unknown.
        detail: data type of an array; name of a function, method or module; "shape" for the tuple of its sizes.
        kind: of a name, see ``Named``.
    """

    type: str = ""
    shape: Shape | None = None
    symbols: Symbols = ()
    detail: str = ""
    kind: str = ""

    @property
    def is_array(self) -> bool:
        return self.type == "ndarray"

    @property
    def is_number(self) -> bool:
        return self.type in NUMBERS

    def in_words(self) -> str:
        """The shape in letters and numbers: "(N, n) = (3, 4)"."""
        letters = f"{tuple_of(self.symbols)} = " if self.symbols and self.symbols != ("",) else ""
        return letters + tuple_of(self.shape or ())


def tuple_of(parts: tuple[object, ...]) -> str:
    """``(3, 4)`` and ``(3,)``, as Python writes them, also for letters."""
    return f"({', '.join(map(str, parts))}{',' if len(parts) == 1 else ''})"


UNKNOWN = Known()


class Knowledge:
    """What follows from the names.

    Args:
        names: what each of them held.
        symbols: shapes in the lesson's letters, of the names that are a step's arguments.
    """

    def __init__(self, names: Mapping[str, Named], symbols: Mapping[str, Symbols]) -> None:
        self._names = names
        self._symbols = symbols

    def of(self, node: ast.AST) -> Known:
        """What is known of the value of an expression."""
        try:
            return self._of(node)
        except RecursionError:  # a student chooses the depth
            return UNKNOWN

    def _of(self, node: ast.AST) -> Known:
        match node:
            case ast.Name(id=name):
                return self._name(name)
            case ast.Constant(value=value):
                length = (len(value),) if isinstance(value, str) else ()
                return Known(type(value).__name__, length, detail=repr(value)[:40])
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return Known("list" if isinstance(node, ast.List) else "tuple", (len(parts),))
            case ast.Dict():
                return Known("dict")
            case ast.JoinedStr():
                return Known("str")
            case ast.Lambda():
                return Known("function")
            case ast.Attribute(value=base, attr=name):
                return self._attribute(self._of(base), name)
            case ast.Subscript(value=base, slice=index):
                return self._entry(self._of(base), index)
            case ast.UnaryOp(op=ast.Not()):
                return Known("bool", ())
            case ast.UnaryOp(operand=operand):
                return self._of(operand)
            case ast.Compare(left=left, comparators=[right]):
                return self._compared(self._of(left), self._of(right))
            case ast.BinOp(left=left, op=op, right=right):
                return _combined(self._of(left), op, self._of(right))
            case ast.Call():
                return self._called(node)
        return UNKNOWN

    def _name(self, name: str) -> Known:
        named = self._names.get(name)
        if named is None:
            return UNKNOWN
        symbols = self._symbols.get(name, ()) if named.kind == "argument" else ()
        if named.shape is None or len(symbols) != len(named.shape):
            symbols = ()
        return Known(named.type, named.shape, symbols, named.detail, named.kind)

    @staticmethod
    def _attribute(base: Known, name: str) -> Known:
        if base.type == "module" and base.detail == "numpy":
            value = vars(np).get(name)
            return UNKNOWN if value is None else Known(type(value).__name__, detail=name)
        if base.is_array:
            dimensions = len(base.shape) if base.shape is not None else 0
            if name == "T":
                shape = base.shape[::-1] if base.shape is not None else None
                return replace(base, shape=shape, symbols=base.symbols[::-1], kind="")
            if name == "shape":
                return Known("tuple", (dimensions,), detail="shape")
            if name in ("size", "ndim"):
                return Known("int", ())
            if callable(getattr(np.ndarray, name, None)):
                return Known("method", detail=name)
        if base.type == "list" and callable(getattr(list, name, None)):
            return Known("method", detail=name)
        return UNKNOWN

    def _entry(self, base: Known, index: ast.expr) -> Known:
        """An entry, a row or a part of something, by whole numbers and slices."""
        parts = index.elts if isinstance(index, ast.Tuple) else [index]
        if base.detail == "shape" and base.type == "tuple" and len(parts) == 1 and not isinstance(index, ast.Slice):
            return Known("int", ())
        if not base.is_array or base.shape is None or len(parts) > len(base.shape):
            return UNKNOWN
        sizes: list[int] = []
        letters: list[str] = []
        for part, size, letter in zip(parts, base.shape, base.symbols or base.shape, strict=False):
            if isinstance(part, ast.Slice):
                if any(bound is not None and type(_constant(bound)) is not int for bound in _bounds(part)):
                    return UNKNOWN
                taken = slice(*map(_constant, _bounds(part)))
                if taken.step == 0:
                    return UNKNOWN
                sizes.append(len(range(*taken.indices(size))))
                letters.append(str(letter) if sizes[-1] == size else str(sizes[-1]))
            elif not (type(_constant(part)) is int or self._of(part).type == "int"):
                return UNKNOWN
        shape = (*sizes, *base.shape[len(parts) :])
        if not shape:
            return Known("float64" if base.detail.startswith("float") else base.detail, ())
        symbols = (*letters, *base.symbols[len(parts) :]) if base.symbols else ()
        return Known("ndarray", shape, symbols, base.detail)

    def _compared(self, left: Known, right: Known) -> Known:
        both = _entrywise(left, right)
        return replace(both, detail="bool") if both.is_array else UNKNOWN

    def _called(self, node: ast.Call) -> Known:
        match node.func:
            case ast.Name(id=name) if name in self._names and self._names[name].kind != "builtin":
                return UNKNOWN
            case ast.Name(id="len"):
                return Known("int", ())
            case ast.Name(id="print"):
                return Known("NoneType")
            case ast.Name(id="range"):
                return Known("range")
            case ast.Attribute(value=base, attr=name):
                owner = self._of(base)
                if owner.is_array:
                    return _method(owner, name, node.args, node)
                if owner.type == "module" and owner.detail == "numpy" and node.args:
                    return self._of_numpy(name, node)
        return UNKNOWN

    def _of_numpy(self, name: str, node: ast.Call) -> Known:
        first = self._of(node.args[0])
        if name in ("array", "asarray"):
            return Known("ndarray", first.shape, first.symbols, first.detail) if first.is_array else Known("ndarray")
        if not first.is_array:
            return UNKNOWN
        if name == "outer" and len(node.args) == 2:
            sides = [first.shape, self._of(node.args[1]).shape]
            flat = [int(np.prod(shape)) for shape in sides if shape is not None]
            return Known("ndarray", tuple(flat)) if len(flat) == 2 else UNKNOWN
        if name in _ENTRYWISE:
            others = [self._of(other) for other in node.args[1:]]
            return _entrywise(first, others[0]) if others else first
        if name in (*_REDUCTIONS, "transpose", "reshape", "copy", "ravel"):
            return _method(first, name, node.args[1:], node)
        return UNKNOWN


def _bounds(part: ast.Slice) -> tuple[ast.expr | None, ...]:
    return part.lower, part.upper, part.step


def _method(owner: Known, name: str, given: list[ast.expr], node: ast.Call) -> Known:
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    shape, symbols = owner.shape, owner.symbols
    if shape is None:
        return UNKNOWN
    if name in _SAME:
        return replace(owner, detail="" if name == "astype" else owner.detail, kind="")
    if name == "transpose" and not given and not keywords:
        return replace(owner, shape=shape[::-1], symbols=symbols[::-1], kind="")
    if name in ("ravel", "flatten"):
        return Known("ndarray", (int(np.prod(shape)),), detail=owner.detail)
    if name == "reshape":
        return _reshaped(owner, given)
    if name not in _REDUCTIONS or keywords.keys() - {"axis", "keepdims"} or len(given) > 1:
        return UNKNOWN
    axis = _constant(given[0] if given else keywords.get("axis"))
    kept = _constant(keywords.get("keepdims")) is True
    if axis is None and not given and "axis" not in keywords and not kept:
        return Known("float64", ())
    if type(axis) is not int or not -len(shape) <= axis < len(shape):
        return UNKNOWN
    axis %= len(shape)
    middle: tuple[int, ...] = (1,) if kept else ()
    letters = symbols[:axis] + ("1",) * kept + symbols[axis + 1 :] if symbols else ()
    return Known("ndarray", shape[:axis] + middle + shape[axis + 1 :], letters)


def _reshaped(owner: Known, given: list[ast.expr]) -> Known:
    parts = given[0].elts if len(given) == 1 and isinstance(given[0], ast.Tuple) else given
    sizes = [_constant(part) for part in parts]
    if owner.shape is None or any(type(size) is not int for size in sizes):
        return UNKNOWN
    wanted = [size for size in sizes if isinstance(size, int)]
    count, fixed = int(np.prod(owner.shape)), int(np.prod([size for size in wanted if size != -1]))
    if wanted.count(-1) > 1 or fixed <= 0 or count % fixed or (-1 not in wanted and count != fixed):
        return UNKNOWN
    return Known("ndarray", tuple(count // fixed if size == -1 else size for size in wanted), detail=owner.detail)


def _constant(node: ast.expr | None) -> object:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))):
            return -value
        case ast.Constant(value=value):
            return value
    return None


def _combined(left: Known, op: ast.operator, right: Known) -> Known:
    if isinstance(op, ast.MatMult):
        return _product(left, right)
    if left.is_number and right.is_number:
        return Known("float" if isinstance(op, ast.Div) or "float" in (left.type, right.type) else "int", ())
    return _entrywise(left, right)


def _entrywise(left: Known, right: Known) -> Known:
    if not (left.is_array or right.is_array) or not all(one.is_array or one.is_number for one in (left, right)):
        return UNKNOWN
    if left.shape is None or right.shape is None:
        return UNKNOWN
    try:
        shape = np.broadcast_shapes(left.shape, right.shape)
    except ValueError:
        return UNKNOWN
    symbols = next((one.symbols for one in (left, right) if one.shape == shape and one.symbols), ())
    fractions = any(one.type == "float" or one.detail.startswith("float") for one in (left, right))
    detail = "float64" if fractions else left.detail if left.detail == right.detail else ""
    return Known("ndarray", shape, symbols, detail)


def _product(left: Known, right: Known) -> Known:
    if not (left.is_array and right.is_array and left.shape and right.shape):
        return UNKNOWN
    if len(left.shape) > 2 or len(right.shape) > 2 or left.shape[-1] != right.shape[0]:
        return UNKNOWN
    symbols = left.symbols[:-1] + right.symbols[1:] if left.symbols and right.symbols else ()
    shape = left.shape[:-1] + right.shape[1:]
    return Known("ndarray", shape, symbols) if shape else Known("float64", ())
