"""Changes of an operation: another operator, other brackets, a factor or a term left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .edit import Edit, Scope
from .products import products

_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.FloorDiv: "//",
    ast.Pow: "**",
    ast.Mod: "%",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.BitOr: "|",
}
# What is written in place of what, the likeliest first.
_EXCHANGED: dict[type[ast.operator], str] = {
    ast.Add: "- * @ /",
    ast.Sub: "+ * / ** @",
    ast.Mult: "@ / + - ** //",
    ast.Div: "* - // + @",
    ast.MatMult: "* // / - +",
    ast.FloorDiv: "/ *",
    ast.Pow: "* / + -",
    ast.Mod: "// / @",
    ast.BitXor: "* **",
    ast.BitAnd: "*",
    ast.BitOr: "+",
}


def of_operation(node: ast.BinOp, scope: Scope) -> Iterator[Edit]:
    left, right = f"({scope.text(node.left)})", f"({scope.text(node.right)})"
    op = _OPERATORS.get(type(node.op), "")
    if not op:
        return
    kind = "product" if op in ("*", "@") else "operator"

    def instead(text: str, kind: str, cost: float) -> Edit:
        return scope.instead(node, f"({text})", kind, cost)

    for number, other in enumerate(_EXCHANGED[type(node.op)].split()):
        yield instead(f"{left} {other} {right}", kind if other in "*@" else "operator", 1.0 + 0.3 * number)
    if op in ("-", "/", "@", "//", "**"):
        yield instead(f"{right} {op} {left}", "operands", 1.0)
    dropped = "factor" if op in ("*", "/", "//", "@", "%") else "term"
    if op == "**":
        yield instead(left, "operator", 1.0)
    yield instead(left, dropped, 1.2)
    yield instead(right, dropped, 1.25)
    if op == "-":
        yield instead(f"-{right}", dropped, 1.3)
    if op == "/":
        yield instead(f"1 / {right}", dropped, 1.4)
    if op in ("*", "@"):
        yield from products(node, (node.left, node.right), scope, "product", 2.0)
    yield from _bracketed_otherwise(node, op, scope)
    if op == "*" and isinstance(node.left, ast.List) and len(node.left.elts) == 1:
        yield instead(f"[{scope.text(node.left.elts[0])} for _ in range({right})]", "same object", 1.0)


def _bracketed_otherwise(node: ast.BinOp, op: str, scope: Scope) -> Iterator[Edit]:
    """Other brackets: (a - b) * c as a - (b * c), and the like."""
    left, right = f"({scope.text(node.left)})", f"({scope.text(node.right)})"
    match node.left:
        case ast.BinOp(left=first, op=inner, right=second) if type(inner) in _OPERATORS:
            behind = f"(({scope.text(second)}) {op} {right})"
            yield scope.instead(node, f"(({scope.text(first)}) {_OPERATORS[type(inner)]} {behind})", "grouping", 1.1)
            if type(node.op) in (ast.BitXor, ast.BitAnd, ast.BitOr):
                behind = f"(({scope.text(second)}) * {right})"
                yield scope.instead(
                    node, f"(({scope.text(first)}) {_OPERATORS[type(inner)]} {behind})", "operator", 1.1
                )
            if op != _OPERATORS[type(inner)]:
                before = f"(({scope.text(first)}) {op} {right})"
                yield scope.instead(
                    node, f"({before} {_OPERATORS[type(inner)]} ({scope.text(second)}))", "operation order", 1.25
                )
            if op in "+-" and type(inner) in (ast.Mult, ast.Div):
                before = f"(({scope.text(first)}) {op} {right})"
                yield scope.instead(
                    node, f"({before} {_OPERATORS[type(inner)]} ({scope.text(second)}))", "grouping", 1.2
                )
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield scope.instead(node, f"(-(({scope.text(operand)}) {op} {right}))", "grouping", 1.1)
    yield from _moved_between_calls(node, op, scope)
    yield from _moved_inside(node, op, right, scope)
    match node.right:
        case ast.BinOp(left=first, op=inner, right=second) if type(inner) in _OPERATORS:
            before = f"({left} {op} ({scope.text(first)}))"
            yield scope.instead(node, f"({before} {_OPERATORS[type(inner)]} ({scope.text(second)}))", "grouping", 1.1)


def _moved_inside(node: ast.BinOp, op: str, right: str, scope: Scope) -> Iterator[Edit]:
    """(a - b / c) + d as a - b / (c + d): what stands behind, put together with the last part alone."""
    depth, part = 0, node.left
    while isinstance(part, ast.BinOp):
        depth, part = depth + 1, part.right
        if depth > 1:
            changed = scope.replaced(node.left, part, f"(({scope.text(part)}) {op} {right})")
            yield scope.instead(node, f"({changed})", "grouping", 1.15)


def _moved_between_calls(node: ast.BinOp, op: str, scope: Scope) -> Iterator[Edit]:
    """f(a) + b as f(a + b); and a x + b y as b x + a y."""
    match node:
        case ast.BinOp(left=ast.Call(func=function, args=[argument], keywords=[]), right=right):
            inside = f"{scope.text(function)}(({scope.text(argument)}) {op} ({scope.text(right)}))"
            yield scope.instead(node, inside, "grouping", 1.2)
        case ast.BinOp(left=ast.Call(func=ast.Attribute(attr="std")) as call, right=right) if op == "+":
            variance = re.sub(r"\.std(?=\()", ".var", scope.text(call))
            yield scope.instead(node, f"{scope.numpy}.sqrt({variance} + ({scope.text(right)}))", "grouping", 1.2)
    match node:
        case ast.BinOp(left=ast.Call(func=ast.Attribute(value=owner, attr=name), args=[]) as call, right=right):
            inside = f"(({scope.text(owner)}) {op} ({scope.text(right)})).{name}"
            yield scope.instead(node, scope.replaced(call, call.func, inside), "grouping", 1.2)
        case ast.BinOp(left=ast.Call(args=[argument]) as call, right=right):
            inside = f"({scope.text(argument)}) {op} ({scope.text(right)})"
            yield scope.instead(node, scope.replaced(call, argument, inside), "grouping", 1.2)
    match node:
        case ast.BinOp(
            left=ast.BinOp(left=a, op=ast.Mult(), right=x), right=ast.BinOp(left=b, op=ast.Mult(), right=y)
        ):
            one, other, first, second = map(scope.text, (a, b, x, y))
            yield scope.instead(node, f"(({other}) * ({first}) {op} ({one}) * ({second}))", "factor", 1.15)
