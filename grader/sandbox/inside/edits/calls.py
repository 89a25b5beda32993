"""Changes of one call: another function of its family, its arguments in another order, another axis."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence

from .edit import Edit, Scope
from .products import products

_FAMILIES = (
    ("sum", "mean", "max", "min", "prod"),
    ("maximum", "minimum", "max", "min"),
    ("zeros", "ones", "zeros_like", "ones_like"),
    ("dot", "matmul", "multiply", "outer", "inner", "tensordot", "vdot", "kron"),
    ("exp", "log", "sqrt", "square", "abs"),
    ("log", "log2", "log10", "log1p"),
    ("split", "array_split"),
    ("argmax", "argmin", "max"),
    ("floor", "ceil", "round", "rint"),
    ("tanh", "cosh", "sinh", "tan"),
    ("hstack", "vstack", "stack", "concatenate"),
    ("var", "std", "mean"),
    ("logical_and", "logical_or"),
    ("permutation", "shuffle", "arange"),
    ("normal", "standard_normal", "uniform", "random", "randn", "rand"),
)
_RANDOM = _FAMILIES[-2:]  # a random generator may be among the arguments
SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_REDUCTIONS = frozenset(
    ["sum", "mean", "max", "min", "prod", "var", "std", "argmax", "argmin", "all", "any", "norm", "average"]
)


def of_call(node: ast.Call, scope: Scope) -> Iterator[Edit]:
    """Changes of this very call, not of its parts."""
    function = scope.text(node.func)
    arguments = [scope.text(each) for each in node.args]
    keywords = [scope.text(each) for each in node.keywords]

    def instead(function: str, arguments: Sequence[str], keywords: Sequence[str], kind: str, cost: float) -> Edit:
        return scope.instead(node, f"{function}({', '.join([*arguments, *keywords])})", kind, cost)

    name, owner = _called(node, scope)
    yield from (
        instead(other, arguments, keywords, "function", 1.0 + 0.03 * number)
        for number, other in enumerate(_siblings(name, owner, scope))
    )
    if any(isinstance(each, ast.Starred) for each in node.args):
        return
    if name in _RANDOM[-1] and len(arguments) > 1 and owner != scope.numpy:
        shape = f"(({', '.join(arguments)}))"
        for same in dict.fromkeys((name, "standard_normal")):
            yield scope.instead(node, f"{owner}.{same}{shape}", "arguments", 1.0)
    if isinstance(node.func, ast.Attribute) and owner != scope.numpy:
        yield scope.instead(node, f"({owner})", "call", 1.2)
    yield from _same_index(node, scope)
    for number, argument in enumerate(arguments[:3]):
        if not isinstance(node.args[number], ast.GeneratorExp):
            yield scope.instead(node, f"({argument})", "call", 1.2 + 0.2 * number)
    match node.args:
        case [ast.BinOp(left=left, op=op, right=right)] if not keywords and (sign := SIGNS.get(type(op))):
            moved = f"({function}({scope.text(left)}) {sign} ({scope.text(right)}))"
            yield scope.instead(node, moved, "grouping", 1.15)
    if len(arguments) >= 2:
        first, second, *rest = arguments
        yield instead(function, [second, first, *rest], keywords, "arguments", 1.0)
        if rest:
            yield instead(function, [first, rest[0], second, *rest[1:]], keywords, "arguments", 1.0)
        for number, argument in enumerate(arguments):
            kind, cost = ("dtype", 1.0) if argument in ("int", "bool") else ("arguments", 1.3)
            yield instead(function, arguments[:number] + arguments[number + 1 :], keywords, kind, cost)
        if len(arguments) == 2 and name not in ("range", "isinstance"):
            yield from products(node, node.args, scope, "function", 2.2)
    if arguments and name not in ("len", "range", "print"):
        for extra in ("0", "1", *scope.numbers):
            yield instead(function, [*arguments, extra], keywords, "arguments", 1.6)
    for argument in arguments[:2]:
        if argument in scope.arrays:
            yield scope.instead(node, f"({argument} > 0)", "function", 2.2)
    if isinstance(node.func, ast.Attribute) and owner in (*scope.arrays, *scope.local) and name not in _REDUCTIONS:
        for axis in (0, 1):
            yield scope.instead(node, f"{owner}.sum(axis={axis})", "function", 2.1)
    if name in ("sum", "mean") and isinstance(inner := _summed(node), ast.BinOp) and isinstance(inner.op, ast.Mult):
        yield from products(node, (inner.left, inner.right), scope, "product", 2.0)
    yield from _of_keywords(node, function, arguments, keywords, scope)
    if name in _REDUCTIONS:
        yield from _of_reduction(node, function, arguments, keywords, scope)
    if isinstance(node.func, ast.Name) and (name in scope.parameters or name in scope.local) and len(arguments) == 1:
        for between in ("*", "@"):
            yield scope.instead(node, f"({name} {between} ({arguments[0]}))", "called array", 1.0)
        yield scope.instead(node, f"{name}[{arguments[0]}]", "called array", 1.0)
    if isinstance(node.func, ast.Constant | ast.BinOp) and len(arguments) == 1:
        yield scope.instead(node, f"(({function}) * ({arguments[0]}))", "called array", 1.0)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "T":
        yield scope.instead(node, function, "called array", 0.9)
    if name == "range":
        for number, argument in enumerate(arguments[:2]):
            for by in ("+ 1", "- 1"):
                other = [*arguments[:number], f"({argument}) {by}", *arguments[number + 1 :]]
                yield instead(function, other, [], "range", 1.1)
    if name == "range" and len(arguments) < 3:
        yield from (
            instead(function, ["0", arguments[-1], step], [], "range", 1.3) for step in scope.numbers if arguments
        )
    if name in ("tanh", "abs") and len(arguments) == 1:
        yield scope.instead(node, f"{scope.numpy}.maximum({arguments[0]}, 0)", "function", 1.5)
    if name == "range" and len(arguments) == 1:
        yield instead(function, ["1", arguments[0]], [], "range", 1.2)
        yield instead(function, [f"len({arguments[0]})"], [], "range", 1.0)
    if name == "len":
        yield scope.instead(node, f"({arguments[0] if arguments else owner}).shape[1]", "count", 1.2)


def _called(node: ast.Call, scope: Scope) -> tuple[str, str]:
    """The function's name, and what stands before its dot."""
    match node.func:
        case ast.Attribute(value=value, attr=name):
            return name, scope.text(value)
        case ast.Name(id=name):
            return name, ""
    return "", ""


def _summed(node: ast.Call) -> ast.expr | None:
    """What is summed, in `np.sum(x)` and in `x.sum()`."""
    if node.args and not isinstance(node.args[0], ast.Constant):
        return node.args[0]
    return node.func.value if isinstance(node.func, ast.Attribute) else None


def _siblings(name: str, owner: str, scope: Scope) -> Iterator[str]:
    before = f"{owner}." if owner else ""
    if not owner and name not in scope.local and name not in ("len", "range", "print"):
        yield f"{scope.numpy}.{name}"
        before = f"{scope.numpy}."
    for family in _FAMILIES:
        if name in family:
            yield from (f"{before}{other}" for other in family if other != name)
            if family in _RANDOM:
                yield from (f"{argument}.{other}" for argument in scope.numbers for other in family)


def _of_keywords(
    node: ast.Call, function: str, arguments: Sequence[str], keywords: Sequence[str], scope: Scope
) -> Iterator[Edit]:
    for number, keyword in enumerate(node.keywords):
        rest = [*keywords[:number], *keywords[number + 1 :]]
        kind = keyword.arg if keyword.arg in ("axis", "keepdims", "dtype") else "keyword"
        value = scope.text(keyword.value)

        def instead(keywords: Sequence[str], kind: str, cost: float) -> Edit:
            return scope.instead(node, f"{function}({', '.join([*arguments, *keywords])})", kind, cost)

        yield instead(rest, kind, 1.0)
        if keyword.arg == "axis":
            for other in ("0", "1", "-1"):
                yield instead([*rest, f"axis={other}"], "axis", 0.9)
        elif keyword.arg and keyword.arg not in ("keepdims", "dtype"):
            yield instead([*rest, f"axis={value}"], "axis", 1.0)
        if keyword.arg == "dtype" or value in ("int", "bool"):
            yield instead([*rest, "dtype=float"], "dtype", 0.9)


def _of_reduction(
    node: ast.Call, function: str, arguments: Sequence[str], keywords: Sequence[str], scope: Scope
) -> Iterator[Edit]:
    named = {keyword.arg for keyword in node.keywords}
    if "axis" not in named:
        for axis in ("0", "1", "-1"):
            yield scope.instead(
                node, f"{function}({', '.join([*arguments, *keywords, f'axis={axis}'])})", "axis", 0.95
            )
    if "keepdims" not in named:
        kept = f"{function}({', '.join([*arguments, *keywords, 'keepdims=True'])})"
        yield scope.instead(node, kept, "keepdims", 1.1)
        for axis in ("0", "1"):
            if "axis" not in named:
                kept = f"{function}({', '.join([*arguments, *keywords, f'axis={axis}', 'keepdims=True'])})"
                yield scope.instead(node, kept, "keepdims", 1.5)


def _same_index(node: ast.Call, scope: Scope) -> Iterator[Edit]:
    """f(x[a], y[b]) with one index for both."""
    taken = [each for each in node.args if isinstance(each, ast.Subscript)]
    for one, other in itertools.permutations(taken, 2):
        index = scope.text(other.slice)
        if index != scope.text(one.slice):
            yield scope.instead(one, f"{scope.text(one.value)}[{index}]", "index", 0.95)
