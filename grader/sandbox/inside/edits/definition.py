"""All changes of one definition of a function, in the order in which they are to be tried."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator, Sequence
from functools import partial

from .edit import Edit, Scope
from .everywhere import everywhere
from .expressions import of_expression, uncalled
from .statements import after_loop, by_entry, exchanged, of_body, of_statement
from .values import around_value

_FAR = 0.4  # a change of a part of a value is a little more far-fetched than one of the whole value


def edits_of(statement: ast.stmt, scope: Scope) -> Iterator[Edit]:
    """The changes of a definition, in no order."""
    match statement:
        case ast.FunctionDef(body=body):
            own = body[1:] if _is_docstring(body[0]) and len(body) > 1 else body
            yield from of_body(own, scope)
            yield from _of_roles(own, scope)
            yield from everywhere(own, scope)
            yield from _of_block(own, scope)
        case ast.Assign(value=ast.Lambda(body=value)):
            yield from around_value(value, scope, 0.0)
            yield from _of_value(value, scope, 1)


def _of_roles(body: Sequence[ast.stmt], scope: Scope) -> Iterator[Edit]:
    """Two arguments, each in the place of the other, wherever they are."""
    start, end = scope.span(body[0])[0], scope.span(body[-1])[1]
    text = scope.source.encode()[start:end].decode()
    for one, other in itertools.combinations(scope.parameters, 2):
        turned = re.sub(rf"\b({one}|{other})\b", partial(_turned, one, other), text)
        if turned != text:
            yield Edit((start, end), turned, "roles", 1.5, body[-1].lineno)


def _of_roles_in(statement: ast.stmt, scope: Scope) -> Iterator[Edit]:
    """Two names of one statement, each in the place of the other."""
    value: ast.expr | None = getattr(statement, "value", None)
    if value is None:
        return
    names = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    known = [name for name in (*scope.parameters, *scope.local) if name in names]
    for one, other in itertools.combinations(dict.fromkeys(known), 2):
        turned = re.sub(rf"\b({one}|{other})\b", partial(_turned, one, other), scope.text(value))
        yield scope.instead(value, turned, "name order", 1.6)


def _turned(one: str, other: str, found: re.Match[str]) -> str:
    return other if found[0] == one else one


def _of_block(body: Sequence[ast.stmt], scope: Scope) -> Iterator[Edit]:
    for statement in body:
        yield from of_statement(statement, scope)
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.Return | ast.Expr):
            yield from _of_roles_in(statement, scope)
        yield from _of_parts(statement, scope)
    for one, other in itertools.pairwise(body):
        yield from after_loop(one, other, scope)
        yield from exchanged(one, other, scope)
        yield from by_entry(one, other, scope)


def _of_parts(statement: ast.stmt, scope: Scope) -> Iterator[Edit]:
    match statement:
        case ast.FunctionDef(body=body) | ast.With(body=body):
            yield from _of_block(body, scope)
            return
        case ast.Return(value=ast.expr() as value) | ast.Assign(value=value) | ast.AugAssign(value=value):
            values = value.elts if isinstance(value, ast.Tuple) else [value]
            for each in values:
                yield from around_value(each, scope, 0.0)
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.expr):
            yield from _of_value(child, scope, 0)
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(statement, name, None):
            yield from _of_block(block, scope)
    for handler in getattr(statement, "handlers", []):
        yield from _of_block(handler.body, scope)


def _of_value(node: ast.expr, scope: Scope, depth: int) -> Iterator[Edit]:
    """Changes of an expression and of all of its parts."""
    if isinstance(node, ast.JoinedStr) or depth > 40:
        return
    if isinstance(node, ast.Attribute) and depth == 0:
        yield from uncalled(node, scope)
    is_read = not isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)
    if is_read or isinstance(node, ast.Subscript):
        yield from of_expression(node, scope)
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.keyword(value=value):
                yield from _of_value(value, scope, depth + 1)
            case ast.comprehension(iter=iterated, ifs=conditions):
                for each in (iterated, *conditions):
                    yield from _of_value(each, scope, depth + 1)
            case ast.expr():
                yield from _of_child(node, child, scope, depth)


def _of_child(node: ast.expr, child: ast.expr, scope: Scope, depth: int) -> Iterator[Edit]:
    is_called = isinstance(node, ast.Call) and child is node.func
    if is_called:
        if isinstance(child, ast.Attribute) and not _is_module(child.value, scope):
            yield from _of_value(child.value, scope, depth + 1)
        return
    if isinstance(child, ast.Name) and child.id == scope.numpy:
        return
    if isinstance(child, ast.Attribute) and not isinstance(node, ast.Attribute) and child.attr not in ("T", "shape"):
        yield from uncalled(child, scope)
    if isinstance(node, ast.BinOp | ast.Call | ast.Compare) and isinstance(
        child, ast.Name | ast.Attribute | ast.Call
    ):
        yield from around_value(child, scope, _FAR)
    elif isinstance(node, ast.BinOp | ast.Call) and isinstance(child, ast.BinOp | ast.Subscript | ast.UnaryOp):
        yield from around_value(child, scope, 2 * _FAR)
    yield from _of_value(child, scope, depth + 1)


def _is_module(node: ast.expr, scope: Scope) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id == scope.numpy


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
