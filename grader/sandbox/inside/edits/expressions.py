"""Changes of one expression: another operator, name, axis or number, a factor left out, a missing transpose."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from .calls import of_call
from .edit import Edit, Scope
from .operators import of_operation

_COMPARED: dict[type[ast.cmpop], str] = {
    ast.Gt: "< >= <=",
    ast.Lt: "> <= >=",
    ast.GtE: "<= > <",
    ast.LtE: ">= < >",
    ast.Eq: "!= > < >= <=",
    ast.NotEq: "== > < >= <=",
    ast.Is: "== !=",
    ast.IsNot: "!= ==",
    ast.In: "",
    ast.NotIn: "",
}


def of_expression(node: ast.expr, scope: Scope) -> Iterator[Edit]:
    """Changes of this very expression, not of its parts."""
    match node:
        case ast.BinOp():
            yield from of_operation(node, scope)
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert()):
            yield scope.instead(node, f"({scope.text(node.operand)})", "sign", 1.0)
        case ast.Compare(ops=[op]):
            left, right = scope.text(node.left), scope.text(node.comparators[0])
            for number, other in enumerate(_COMPARED[type(op)].split()):
                yield scope.instead(node, f"(({left}) {other} ({right}))", "comparison", 1.0 + 0.05 * number)
            if type(op) in (ast.Gt, ast.Lt, ast.GtE, ast.LtE):  # far-fetched: of most arrays these are always so
                for other in ("!=", "=="):
                    yield scope.instead(node, f"(({left}) {other} ({right}))", "comparison", 1.6)
            yield scope.instead(node, f"({left})", "comparison", 3.0)
        case ast.IfExp():
            test, body, other = map(scope.text, (node.test, node.body, node.orelse))
            yield scope.instead(node, f"(({other}) if ({test}) else ({body}))", "branches", 1.0)
            yield scope.instead(node, f"({body})", "condition", 0.8)
            yield scope.instead(node, f"({other})", "condition", 0.8)
        case ast.BoolOp():
            word = " or " if isinstance(node.op, ast.And) else " and "
            yield scope.instead(node, f"({word.join(f'({scope.text(v)})' for v in node.values)})", "condition", 1.0)
            for number in range(len(node.values)):
                rest = [f"({scope.text(v)})" for v in node.values[:number] + node.values[number + 1 :]]
                old = " and " if isinstance(node.op, ast.And) else " or "
                yield scope.instead(node, f"({old.join(rest)})", "condition", 1.5)
        case ast.Call():
            yield from of_call(node, scope)
        case ast.Attribute():
            yield from _of_attribute(node, scope)
        case ast.Subscript():
            yield from _of_subscript(node, scope)
        case ast.Slice():
            yield from _of_slice(node, scope)
        case ast.Name():
            yield from _of_name(node, scope)
        case ast.Constant():
            yield from _of_constant(node, scope)
        case ast.List(elts=[only]):
            yield scope.instead(node, f"({scope.text(only)})", "brackets", 1.0)
        case ast.Tuple(elts=elts) | ast.List(elts=elts) if 2 <= len(elts) <= 5:
            yield from _of_row(node, elts, scope)
        case ast.Lambda():
            yield scope.instead(node, f"({scope.text(node.body)})", "lambda", 1.0)
        case ast.GeneratorExp() if scope.text(node).startswith("("):
            yield scope.instead(node, f"[{scope.text(node)[1:-1]}]", "brackets", 1.0)


def _of_attribute(node: ast.Attribute, scope: Scope) -> Iterator[Edit]:
    value = scope.text(node.value)
    if value == scope.numpy:
        if node.attr in ("nan", "inf", "pi", "e"):
            yield scope.instead(node, "0", "number", 1.0)
            yield scope.instead(node, "1", "number", 1.1)
        return
    if value in scope.local:
        yield scope.instead(node, f"{scope.numpy}.array({value}).{node.attr}", "list", 1.0)
    if node.attr == "T":
        yield scope.instead(node, f"({value})", "transpose", 1.0)
    elif node.attr in ("t", "transpose"):
        yield scope.instead(node, f"({value}).T", "transpose", 1.0)
    elif node.attr == "size":
        yield scope.instead(node, f"len({value})", "count", 1.2)
        yield scope.instead(node, f"({value}).shape[1]", "count", 1.4)
        for number, name in enumerate(scope.parameters):
            yield scope.instead(node, name, "count", 1.8 + 0.01 * number)
    elif node.attr == "shape":
        yield scope.instead(node, f"({value}).shape[0]", "count", 1.0)
        yield scope.instead(node, f"({value}).shape[1]", "count", 1.1)
    elif node.attr.startswith("shape"):
        yield scope.instead(node, f"({value}).shape[{node.attr[5:]}]", "count", 1.0)
    else:
        yield scope.instead(node, f"({value})", "attribute", 2.0)


def uncalled(node: ast.Attribute, scope: Scope) -> Iterator[Edit]:
    """Round brackets behind a method that stands there without."""
    yield scope.instead(node, f"{scope.text(node)}()", "uncalled", 0.9)
    for axis in (0, 1):
        yield scope.instead(node, f"{scope.text(node)}(axis={axis})", "uncalled", 1.0)


def _of_subscript(node: ast.Subscript, scope: Scope) -> Iterator[Edit]:
    value = scope.text(node.value)
    if isinstance(node.ctx, ast.Load):
        yield scope.instead(node, f"({value})", "index", 1.3)
        for number, name in enumerate(scope.parameters):
            yield scope.instead(node, name, "name", 1.8 + 0.01 * number)
    match node.value, node.slice:
        case ast.Attribute(attr="shape"), ast.Constant(value=int(number)):
            yield scope.instead(node, f"{value}[{1 - number if number in (0, 1) else 0}]", "count", 0.9)
        case ((ast.Name() | ast.Attribute()), _) if isinstance(node.ctx, ast.Load):
            yield scope.instead(node, f"{value}({scope.text(node.slice)})", "wrong brackets", 1.4)
    match node.slice:
        case ast.Constant(value=str(name)) if name in scope.parameters:
            yield scope.instead(node, name, "name", 1.0)
        case ast.Compare() if isinstance(node.ctx, ast.Load):
            yield scope.instead(node, f"({value} * ({scope.text(node.slice)}))", "index", 1.0)
        case ast.Tuple(elts=[first, second]):
            one, other = scope.text(first), scope.text(second)
            yield scope.instead(node, f"{value}[{other}, {one}]", "index order", 1.0)
            yield scope.instead(node, f"{value}[{one}]", "index", 1.4)
            yield scope.instead(node, f"{value}[{other}]", "index", 1.5)
            yield scope.instead(node, f"{value}[:, {other}]", "index", 1.5)
            yield scope.instead(node, f"{value}[{one}, :]", "index", 1.5)
        case ast.Slice():
            pass
        case index:
            text = scope.text(index)
            if not isinstance(index, ast.Constant):
                yield scope.instead(node, f"{value}[:, {text}]", "index", 1.5)
            for name in scope.local:
                yield scope.instead(node, f"{value}[{text}, {name}]", "index", 2.0)


def _of_slice(node: ast.Slice, scope: Scope) -> Iterator[Edit]:
    lower, upper, step = (scope.text(part) if part else "" for part in (node.lower, node.upper, node.step))
    behind = f":{step}" if step else ""
    if lower:
        yield scope.instead(node, f":{upper}{behind}", "slice", 1.0)
    if upper:
        yield scope.instead(node, f"{lower}:{behind}", "slice", 1.0)
        yield scope.instead(node, f"{lower}:({upper}) + 1{behind}", "slice", 1.2)
        yield scope.instead(node, f"{lower}:({upper}) - 1{behind}", "slice", 1.3)
    if step:
        yield scope.instead(node, f"{lower}:{upper}", "slice", 1.0)


def _of_name(node: ast.Name, scope: Scope) -> Iterator[Edit]:
    names = dict.fromkeys((*scope.parameters, *scope.local))
    is_known = node.id in names or node.id in scope.outside
    cost = 1.4 if is_known else 0.9
    for number, other in enumerate(names):
        if other != node.id:
            extra = 0.0 if is_known else _unlike(node.id, other)
            behind = 0.0 if other in scope.parameters else 0.3
            yield scope.instead(node, other, "name", cost + extra + behind + 0.01 * number)
    for array in scope.arrays:
        if not is_known or node.id in scope.local:
            yield scope.instead(node, f"len({array})", "count", cost + 0.5)
            yield scope.instead(node, f"{array}.shape[1]", "count", cost + 0.6)
    if not is_known:
        yield scope.instead(node, f"{scope.numpy}.{node.id}", "name", 0.9)
    elif isinstance(node.ctx, ast.Load) and node.id in (*scope.arrays, *scope.local):
        for index in ("-1", "0"):
            yield scope.instead(node, f"{node.id}[{index}]", "index", 2.0)


def _unlike(one: str, other: str) -> float:
    """0 for one spelling in other letters, larger for names that share little."""
    first, second = one.replace("_", "").lower(), other.replace("_", "").lower()
    return 0.0 if first == second else 0.4 - 0.3 * len(set(first) & set(second)) / len(set(first) | set(second))


def _of_constant(node: ast.Constant, scope: Scope) -> Iterator[Edit]:
    value = node.value
    if isinstance(value, str):
        yield from _of_text(node, value, scope)
        return
    if value is None:
        yield from (scope.instead(node, text, "axis", 1.0) for text in ("0", "1"))
    if isinstance(value, bool):
        yield scope.instead(node, str(not value), "number", 1.0)
    elif isinstance(value, int | float):
        near: list[int | float] = [0, 1, -1, 2] if abs(value) <= 3 else [0, 1]
        if isinstance(value, int) and abs(value) < 1000:
            near = [value + 1, value - 1, *near]
        for number, other in enumerate(dict.fromkeys([*near, 0.5, -value])):
            if other != value:
                yield scope.instead(node, f"({other})" if other < 0 else str(other), "number", 1.05 + 0.05 * number)
        if 0 < abs(value) < 1:
            yield scope.instead(node, "1e-12", "number", 1.4)
        for name in scope.numbers:
            yield scope.instead(node, name, "number", 1.3)
        for name in scope.local:
            yield scope.instead(node, name, "number", 1.6)
        for array in scope.arrays:
            yield scope.instead(node, f"len({array})", "count", 1.5)
            yield scope.instead(node, f"{array}.shape[1]", "count", 1.6)


def _of_text(node: ast.Constant, value: str, scope: Scope) -> Iterator[Edit]:
    if len(value) > 60:
        return
    try:
        ast.parse(value, mode="eval")
    except (SyntaxError, ValueError):
        pass
    else:
        yield scope.instead(node, f"({value})", "text", 0.9)
    inputs, arrow, output = value.replace(" ", "").partition("->")
    if "," in inputs and inputs.replace(",", "").isalpha() and len(set(inputs)) <= 6:
        letters = sorted(set(inputs) - {","})
        for length in range(len(letters) + 1):
            for chosen in itertools.permutations(letters, length):
                far = abs(length - len(output)) if arrow else 0
                yield scope.instead(node, repr(f"{inputs}->{''.join(chosen)}"), "subscripts", 1.0 + 0.1 * far)
        parts = inputs.split(",")
        for number, part in enumerate(parts):
            for other in itertools.permutations(letters, len(part)):
                turned = ",".join([*parts[:number], "".join(other), *parts[number + 1 :]])
                yield scope.instead(node, repr(f"{turned}{arrow}{output}"), "subscripts", 1.3)


def _of_row(node: ast.Tuple | ast.List, elts: list[ast.expr], scope: Scope) -> Iterator[Edit]:
    if any(isinstance(each, ast.Slice | ast.Starred) for each in elts):
        return
    texts = [f"({scope.text(each)})" for each in elts]
    begin, end = ("(", ")") if isinstance(node, ast.Tuple) else ("[", "]")
    for one, other in itertools.combinations(range(len(texts)), 2):
        turned = list(texts)
        turned[one], turned[other] = turned[other], turned[one]
        yield scope.instead(node, f"{begin}{', '.join(turned)}{end}", "order", 1.0)
    for text in texts:
        yield scope.instead(node, text, "comma", 1.4)
    if len(elts) == 2:
        first, second = map(scope.text, elts)
        for op in ("*", ".", "-"):
            yield scope.instead(
                node, f"({first} {op} {second})" if op != "." else f"({first}.{second})", "comma", 1.5
            )
