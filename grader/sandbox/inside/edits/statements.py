"""Changes of whole statements: one left out, moved out of a loop, or a missing `return`."""

from __future__ import annotations

import ast
import itertools
import re
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
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Call(args=arguments) as value):
            yield from _thrown_away(node, targets, arguments, value, scope)
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
            yield from _kept_last(node, body, scope)
    if isinstance(node, ast.Expr):
        yield from _misspelt_return(node, scope)
    if isinstance(node, ast.While):
        yield from _of_endless(node, scope)
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        yield from _with_new_values(node.value, scope)
    if isinstance(node, ast.Return) and node.value is None:
        yield from _returned(node, "return", scope)


def _thrown_away(
    node: ast.Assign, targets: Sequence[ast.expr], arguments: Sequence[ast.expr], value: ast.expr, scope: Scope
) -> Iterator[Edit]:
    """Results that nothing reads, given to the names that went into the call."""
    names = [each.id for each in targets if isinstance(each, ast.Name)]
    given = [each.id for each in arguments if isinstance(each, ast.Name)]
    unread = [name for name in names if name == "_" or len(re.findall(rf"\b{name}\b", scope.source)) == 1]
    if len(names) < len(targets) or not 0 < len(unread) <= len(given):
        return
    others = iter(given)
    turned = [next(others) if name in unread else name for name in names]
    yield scope.instead(node, f"{', '.join(turned)} = {scope.text(value)}", "assignment", 1.1)


def _with_new_values(row: ast.Tuple, scope: Scope) -> Iterator[Edit]:
    """In one of the values that come back, the new value of a name, which another of them has, for the old one."""
    for one, other in itertools.permutations(row.elts, 2):
        text, new = scope.text(one), scope.text(other)
        for name in scope.arrays:
            if re.search(rf"\b{name}\b", new) and new != name:
                changed = re.sub(rf"\b{name}\b", lambda _, new=new: f"({new})", text)  # type: ignore[misc]
                if changed != text:
                    yield scope.instead(one, changed, "old value", 1.7)


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
    yield from _drawn_twice(body, scope)
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


def _drawn_twice(body: Sequence[ast.stmt], scope: Scope) -> Iterator[Edit]:
    """One call of a method in several statements of a block, made once: what is drawn twice differs."""
    for block in _blocks(body):
        found: dict[str, list[ast.stmt]] = {}
        for statement in block:
            calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
            owned = [call for call in calls if isinstance(call.func, ast.Attribute)]
            for text in {scope.text(call) for call in owned if scope.text(call.func) not in ("", scope.numpy)}:
                found.setdefault(text, []).append(statement)
        for text, statements in found.items():
            if len(statements) > 1 and any(text.startswith(f"{name}.") for name in scope.parameters):
                first, last = statements[0], statements[-1]
                start, end = scope.span(first)[0], scope.span(last)[1]
                same = scope.source.encode()[start:end].decode().replace(text, "_once")
                whole = f"_once = {text}\n{' ' * first.col_offset}{same}"
                yield Edit((start, end), whole, "drawn twice", 1.0, last.lineno)


def _blocks(body: Sequence[ast.stmt]) -> Iterator[Sequence[ast.stmt]]:
    yield body
    for statement in body:
        for name in ("body", "orelse"):
            if block := getattr(statement, name, None):
                yield from _blocks(block)


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
    match node:
        case ast.If(body=[ast.Return(value=ast.expr() as one)], orelse=[ast.Return(value=ast.expr() as other)]):
            yield scope.instead(node, f"return {_by_entry(node.test, one, other, scope)}", "array condition", 0.7)
    yield from _behind_condition(node, scope)


def _behind_condition(node: ast.If, scope: Scope) -> Iterator[Edit]:
    """The last statements of an `if` behind it."""
    if node.orelse or node.body[0].lineno == node.lineno:
        return
    for moved in node.body[1:]:
        kept = scope.lines(node.lineno, moved.lineno - 1)
        lines = textwrap.dedent("\n".join(scope.lines(moved.lineno, node.end_lineno or node.lineno)))
        text = "\n".join([*kept, textwrap.indent(lines, " " * node.col_offset)])
        yield Edit(scope.line_span(node.lineno, node.end_lineno or node.lineno), text, "branch", 1.2, moved.lineno)


def by_entry(one: ast.stmt, other: ast.stmt, scope: Scope) -> Iterator[Edit]:
    """`if c: return a` and `return b` behind it, as one choice for each entry."""
    match one, other:
        case ast.If(test=test, body=[ast.Return(value=ast.expr() as a)], orelse=[]), ast.Return(
            value=ast.expr() as b
        ):
            start, end = scope.span(one)[0], scope.span(other)[1]
            yield Edit((start, end), f"return {_by_entry(test, a, b, scope)}", "array condition", 0.7, one.lineno)


def _by_entry(test: ast.expr, one: ast.expr, other: ast.expr, scope: Scope) -> str:
    return f"{scope.numpy}.where({scope.text(test)}, {scope.text(one)}, {scope.text(other)})"


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


def _kept_last(node: ast.For | ast.While, body: Sequence[ast.stmt], scope: Scope) -> Iterator[Edit]:
    """What a loop gives a variable anew each time, put into the place of its turn."""
    if not isinstance(node, ast.For):
        return
    turns = [each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)]
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                for turn in turns:
                    text = f"{name}[{turn}] = {scope.text(value)}"
                    yield scope.instead(statement, text, "assignment", 1.2)


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
