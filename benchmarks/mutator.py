"""Mutants of functions: each with one change, or several, at random places of the syntax tree."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

Random = np.random.Generator
# Makes another node, or returns None where it does not fit.
Change = Callable[[ast.expr, list[str], Random], ast.expr | None]


@dataclass(frozen=True)
class Mutant:
    """A wrong function, perhaps: what was changed, its text, and the lines of it that were changed."""

    kind: str
    function: str
    source: str
    lines: frozenset[int]


def mutants(functions: Mapping[str, ast.FunctionDef], random: Random, changes: int = 1) -> Iterator[Mutant]:
    """Endless. Of a function with a long text come as many as of others."""
    names = list(functions)
    while True:
        name = str(random.choice(names))
        # Written out once, so that lines mean the same before and after a change.
        tree = ast.parse(ast.unparse(_without_text(functions[name])))
        kinds, lines = [], set()
        for _ in range(changes):
            kind, line = _changed(tree, random)
            if kind:
                kinds.append(kind)
                lines.add(line)
        if len(kinds) == changes and len(lines) <= changes:
            yield Mutant(", ".join(kinds), name, ast.unparse(tree) + "\n", frozenset(lines))


def _without_text(function: ast.FunctionDef) -> ast.FunctionDef:
    """The function without its description."""
    copied = copy.deepcopy(function)
    first = copied.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(copied.body) > 1:
        copied.body.pop(0)
    return copied


def _changed(tree: ast.Module, random: Random) -> tuple[str, int]:
    """Change one expression of the tree: the kind, and the line; "" and 0 where the change did not fit."""
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    names = [argument.arg for argument in function.args.args]
    places = [
        (parent, field, number, child)
        for statement in function.body
        for parent in ast.walk(statement)
        for field, value in ast.iter_fields(parent)
        for number, child in (enumerate(value) if isinstance(value, list) else [(-1, value)])
        if _is_place(parent, field, child)
    ]
    parent, field, number, child = places[random.integers(len(places))]
    kind = str(random.choice(list(_CHANGES)))
    other = _CHANGES[kind](child, names, random)
    if other is None or ast.dump(other) == ast.dump(child):
        return "", 0
    other = ast.fix_missing_locations(ast.copy_location(other, child))
    if number >= 0:
        getattr(parent, field)[number] = other
    else:
        setattr(parent, field, other)
    return kind, child.lineno


def _is_place(parent: ast.AST, field: str, child: object) -> bool:
    if not isinstance(child, ast.expr) or isinstance(child, ast.Slice | ast.Starred | ast.JoinedStr):
        return False
    if isinstance(getattr(child, "ctx", None), ast.Store) or (isinstance(parent, ast.Call) and field == "func"):
        return False
    return not (isinstance(child, ast.Name) and child.id == "np") and field not in ("annotation", "returns")


def _operator(node: ast.expr, names: list[str], random: Random) -> ast.expr | None:
    if not isinstance(node, ast.BinOp):
        return None
    others = [ast.Add(), ast.Sub(), ast.Mult(), ast.Div(), ast.MatMult()]
    return ast.BinOp(node.left, others[random.integers(len(others))], node.right)


def _operands(node: ast.expr, names: list[str], random: Random) -> ast.expr | None:
    return ast.BinOp(node.right, node.op, node.left) if isinstance(node, ast.BinOp) else None


def _left_out(node: ast.expr, names: list[str], random: Random) -> ast.expr | None:
    match node:
        case ast.BinOp(left=left, right=right):
            return left if random.random() < 0.5 else right
        case ast.Call(args=[argument, *_]) | ast.UnaryOp(operand=argument):
            return argument
        case ast.Subscript(value=value) | ast.Attribute(value=value):
            return value
    return None


def _name(node: ast.expr, names: list[str], random: Random) -> ast.expr | None:
    return ast.Name(str(random.choice(names)), ast.Load()) if isinstance(node, ast.Name) else None


def _number(node: ast.expr, names: list[str], random: Random) -> ast.expr | None:
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool | str) or node.value is None:
        return None
    return ast.Constant(random.choice([node.value + 1, node.value - 1, 0, 1, 2, 0.5]).item())


def _comparison(node: ast.expr, names: list[str], random: Random) -> ast.expr | None:
    if not isinstance(node, ast.Compare):
        return None
    others = [ast.Lt(), ast.Gt(), ast.Eq(), ast.NotEq()]
    return ast.Compare(node.left, [others[random.integers(len(others))]], node.comparators)


def _turned(node: ast.expr, names: list[str], random: Random) -> ast.expr | None:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    return ast.Attribute(node, "T", ast.Load()) if isinstance(node, ast.Name | ast.BinOp) else None


def _around(node: ast.expr, names: list[str], random: Random) -> ast.expr | None:
    if isinstance(node, ast.Constant | ast.Tuple):
        return None
    text = f"({ast.unparse(node)})"
    first = names[0]
    forms = ["-{0}", "np.abs({0})", "2 * {0}", "{0} ** 2", "np.round({0}, 1)", "1 - {0}", "{0} / 2", "np.sqrt({0})"]
    forms += [
        "{0}.sum(axis=0)",
        "{0}.mean(axis=0)",
        "{0} / len(" + first + ")",
        "{0} + 1",
        "{0} * " + first,
        "{0}[0]",
    ]
    forms += ["np.sum({0})", "np.maximum({0}, 0)", "{0}[::-1]"]
    return ast.parse(str(random.choice(forms)).format(text), mode="eval").body


def _axis(node: ast.expr, names: list[str], random: Random) -> ast.expr | None:
    if not isinstance(node, ast.Call) or not any(keyword.arg == "axis" for keyword in node.keywords):
        return None
    others = [keyword for keyword in node.keywords if keyword.arg != "axis"]
    axis = random.choice([-2, 0, 1])
    kept = [] if axis == -2 else [ast.keyword("axis", ast.Constant(int(axis)))]
    return ast.Call(node.func, node.args, [*others, *kept])


def _function(node: ast.expr, names: list[str], random: Random) -> ast.expr | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    families = [["sum", "mean", "max"], ["maximum", "minimum"], ["exp", "log", "sqrt"], ["zeros_like", "ones_like"]]
    for family in families:
        if node.func.attr in family:
            other = ast.Attribute(node.func.value, str(random.choice(family)), ast.Load())
            return ast.Call(other, node.args, node.keywords)
    return None


def _order(node: ast.expr, names: list[str], random: Random) -> ast.expr | None:
    match node:
        case ast.Tuple(elts=[first, second, *rest]):
            return ast.Tuple([second, first, *rest], node.ctx)
        case ast.Call(args=[first, second, *rest]):
            return ast.Call(node.func, [second, first, *rest], node.keywords)
    return None


_CHANGES: dict[str, Change] = {
    "operator": _operator,
    "operands": _operands,
    "left out": _left_out,
    "name": _name,
    "number": _number,
    "comparison": _comparison,
    "turned": _turned,
    "around": _around,
    "axis": _axis,
    "function": _function,
    "order": _order,
}
