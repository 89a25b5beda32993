"""Changes of whole statements: one left out, moved out of a loop, or a missing `return`."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Sequence

from .edit import Edit, Scope

_MOST_RETURNED = 4


def of_statement(node: ast.stmt, scope: Scope) -> Iterator[Edit]:
    """Changes of this very statement, not of what is in it."""
    if isinstance(node, ast.Expr | ast.Assign | ast.AugAssign | ast.Raise | ast.Assert | ast.For | ast.Delete):
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        cost = {ast.Raise: 0.5, ast.Assert: 0.6, ast.Expr: 1.1, ast.For: 2.0}.get(type(node), 1.5)
        if not is_text:
            yield scope.instead(node, "pass", "statement", cost)
    match node:
        case ast.Expr(value=ast.Compare(left=left, ops=[ast.Eq()], comparators=[right])):
            yield scope.instead(node, f"{scope.text(left)} = {scope.text(right)}", "assignment", 0.6)
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner)))
        ) if name == owner:
            yield scope.instead(node, scope.text(node.value), "assignment", 0.8)
        case ast.Assign(targets=[target], value=value):
            for number, op in enumerate(("+=", "-=")):
                yield scope.instead(
                    node, f"{scope.text(target)} {op} {scope.text(value)}", "assignment", 1.0 + number
                )
        case ast.AugAssign(target=target, value=value):
            yield from _of_augmented(node, scope.text(target), scope.text(value), scope)
        case ast.If():
            yield from _of_condition(node, scope)
        case ast.Try(body=body, handlers=[handler]):
            yield from _in_place_of(node, body, "condition", 1.5, scope)
            yield from _in_place_of(node, handler.body, "condition", 1.8, scope)
        case ast.For(body=body) | ast.While(body=body):
            yield from _of_loop(node, body, scope)
    if isinstance(node, ast.Expr):
        yield from _misspelt_return(node, scope)
    if isinstance(node, ast.While):
        yield from _of_endless(node, scope)
    if isinstance(node, ast.Return) and node.value is None:
        yield from _returned(node, "return", scope)


def _misspelt_return(node: ast.Expr, scope: Scope) -> Iterator[Edit]:
    """`retrun (x)` is a call of something unknown."""
    text = scope.text(node)
    name = text[: len(text) - len(text.lstrip("_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
    if name not in scope.outside and sorted(set(name.lower())) == sorted(set("return")):
        yield scope.instead(node, f"return {text[len(name) :]}", "return", 0.5)


def of_body(body: Sequence[ast.stmt], scope: Scope) -> Iterator[Edit]:
    """Changes of a function's body as a whole: what it does not give back, and names without a first value."""
    last = body[-1]
    if not isinstance(last, ast.Return | ast.Raise):
        match last:
            case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[value, *_])):
                yield scope.instead(last, f"return {scope.text(value)}", "return", 0.8)
            case ast.Expr(value=value):
                yield scope.instead(last, f"return {scope.text(value)}", "return", 0.9)
        indent = " " * last.col_offset
        end = scope.span(last)[1]
        for number, name in enumerate(_returnable(scope)):
            yield Edit((end, end), f"\n{indent}return {name}", "return", 1.0 + 0.1 * number, last.end_lineno or 1)
    first = body[0]
    start = scope.span(first)[0]
    given = {
        name.id
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.Assign)
        for target in node.targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    }
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                name = node.target.id
                if name not in given and name not in scope.parameters:
                    indent = " " * first.col_offset
                    yield Edit((start, start), f"{name} = 0\n{indent}", "first value", 0.9, node.lineno)


def _of_augmented(node: ast.AugAssign, target: str, value: str, scope: Scope) -> Iterator[Edit]:
    for op in ("+=", "-=", "*=", "/="):
        yield scope.instead(node, f"{target} {op} {value}", "assignment", 1.0)
    yield scope.instead(node, f"{target} = {value}", "assignment", 1.0)
    sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@"}.get(type(node.op), "")
    if sign:
        yield scope.instead(node, f"{target} = {target} {sign} ({value})", "in place", 1.1)
        if sign in ("*", "@"):
            for product in (f"{target} @ ({value})", f"({value}) @ {target}", f"({value}).T @ {target}"):
                yield scope.instead(node, f"{target} = {product}", "product", 1.5)


def _of_condition(node: ast.If, scope: Scope) -> Iterator[Edit]:
    yield from _in_place_of(node, node.body, "condition", 1.5, scope)
    if node.orelse:
        yield from _in_place_of(node, node.orelse, "condition", 1.5, scope)
    elif not isinstance(node.body[-1], ast.Return):
        yield scope.instead(node, "pass", "condition", 1.6)
    else:
        yield scope.instead(node, "pass", "condition", 1.5)
    yield scope.instead(node.test, f"(not ({scope.text(node.test)}))", "condition", 1.2)


def _of_loop(node: ast.For | ast.While, body: Sequence[ast.stmt], scope: Scope) -> Iterator[Edit]:
    """The last statement of the loop behind it, and the first one before it."""
    if len(body) < 2 or body[0].lineno == node.lineno:
        return
    first, last = body[0], body[-1]
    indent = " " * node.col_offset
    whole = scope.line_span(node.lineno, node.end_lineno or node.lineno)
    moved = textwrap.indent(_dedented(last, scope), indent)
    kept = scope.lines(node.lineno, last.lineno - 1)
    yield Edit(whole, "\n".join([*kept, moved]), "loop", 0.9, last.lineno)
    if isinstance(first, ast.Assign):
        moved = textwrap.indent(_dedented(first, scope), indent)
        head = scope.lines(node.lineno, first.lineno - 1)
        rest = scope.lines((first.end_lineno or first.lineno) + 1, node.end_lineno or node.lineno)
        yield Edit(whole, "\n".join([moved, *head, *rest]), "loop", 1.0, first.lineno)


def _of_endless(node: ast.While, scope: Scope) -> Iterator[Edit]:
    """A `while` that changes nothing that it looks at: one of its variables, counted on at the end."""
    last = node.body[-1]
    end = scope.span(last)[1]
    looked_at = [each.id for each in ast.walk(node.test) if isinstance(each, ast.Name) and each.id in scope.local]
    for name in dict.fromkeys(looked_at):
        for step in ("+= 1", "-= 1"):
            text = f"\n{' ' * last.col_offset}{name} {step}"
            yield Edit((end, end), text, "endless", 0.3, node.lineno)


def after_loop(loop: ast.stmt, following: ast.stmt, scope: Scope) -> Iterator[Edit]:
    """The statement behind a loop as the last of the loop."""
    if not isinstance(loop, ast.For | ast.While) or isinstance(following, ast.Return):
        return
    if loop.body[0].lineno == loop.lineno:
        return
    moved = textwrap.indent(_dedented(following, scope), " " * loop.body[0].col_offset)
    span = scope.line_span(following.lineno, following.end_lineno or following.lineno)
    yield Edit(span, moved, "loop", 1.2, following.lineno)


def exchanged(one: ast.stmt, other: ast.stmt, scope: Scope) -> Iterator[Edit]:
    """Two statements, one after the other, in the other order."""
    if isinstance(other, ast.Return) or not isinstance(one, ast.Assign | ast.AugAssign | ast.Expr):
        return
    if one.end_lineno is None or one.end_lineno >= other.lineno:
        return
    span = scope.line_span(one.lineno, other.end_lineno or other.lineno)
    lines = [*scope.lines(other.lineno, other.end_lineno or other.lineno), *scope.lines(one.lineno, one.end_lineno)]
    yield Edit(span, "\n".join(lines), "statement order", 1.6, one.lineno)


def _in_place_of(node: ast.stmt, body: Sequence[ast.stmt], kind: str, cost: float, scope: Scope) -> Iterator[Edit]:
    if body[0].lineno == node.lineno:
        return
    lines = scope.lines(body[0].lineno, body[-1].end_lineno or body[-1].lineno)
    text = textwrap.indent(textwrap.dedent("\n".join(lines)), " " * node.col_offset).lstrip()
    yield scope.instead(node, text, kind, cost)


def _dedented(node: ast.stmt, scope: Scope) -> str:
    return textwrap.dedent("\n".join(scope.lines(node.lineno, node.end_lineno or node.lineno)))


def _returned(node: ast.stmt, kind: str, scope: Scope) -> Iterator[Edit]:
    for number, name in enumerate(_returnable(scope)):
        yield scope.instead(node, f"return {name}", kind, 1.0 + 0.1 * number)


def _returnable(scope: Scope) -> list[str]:
    return [*reversed(scope.local), *scope.parameters][: _MOST_RETURNED + 2]
