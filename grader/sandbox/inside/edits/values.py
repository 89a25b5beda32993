"""Changes of a whole value: something is put around it that is missing, such as a sum, a factor or a sign."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from .edit import Edit, Scope


def around_value(node: ast.expr, scope: Scope, far: float) -> Iterator[Edit]:
    """Changes of what is returned, given a name, or part of such a value; `far` is added to their costs."""
    if isinstance(node, ast.Tuple | ast.Starred | ast.GeneratorExp | ast.Slice | ast.Constant):
        return
    text = f"({scope.text(node)})"

    def instead(text: str, kind: str, cost: float) -> Edit:
        return scope.instead(node, f"({text})", kind, cost + far)

    is_whole = far == 0.0
    yield instead(f"-{text}", "sign", 1.5)
    yield instead(f"{text}.T", "transpose", 1.4)
    if scope.is_narrow:
        return
    yield instead(f"1 - {text}", "missing", 2.5)
    yield instead(f"1 / {text}", "missing", 2.6)
    yield instead(f"{text} ** 2", "missing", 2.5)
    if not isinstance(node, ast.Attribute):
        yield instead(f"({text} > 0)", "mask", 2.4)
    if isinstance(node, ast.Name):
        yield instead(f"{text} - {text}.mean(axis=0)", "missing", 2.5)
    for array in scope.arrays[:3]:
        yield instead(f"{text} / len({array})", "scale", 2.2)
        yield instead(f"{text} * len({array})", "scale", 2.3)
    yield from (_summed(text, instead) if is_whole or isinstance(node, ast.Name) else ())
    for function in ("sqrt", "exp", "log", "abs", "tanh") if is_whole else ("sqrt", "exp", "log", "abs"):
        yield instead(f"{scope.numpy}.{function}({text})", "missing", 2.7)
    names = dict.fromkeys((*scope.parameters, *(scope.local if is_whole else ())))
    for name in names:
        behind = 0.0 if name in scope.parameters else 0.5
        yield instead(f"{text} * {name}", "missing", 2.5 + behind)
        yield instead(f"{text} - {name}", "missing", 2.6 + behind)
        yield instead(f"{text} + {name}", "missing", 2.6 + behind)
        yield instead(f"{text} / {name}", "missing", 2.7 + behind)
        if name in scope.numbers:
            yield instead(f"{text} * (1 - {name})", "missing", 2.6 + behind)
            yield instead(f"{text} / (1 - {name})", "missing", 2.9 + behind)
            yield instead(f"{text} ** {name}", "missing", 2.8 + behind)
        else:
            yield instead(f"{text} * ({name} > 0)", "mask", 2.7 + behind)
            yield instead(f"{text} * {name} ** 2", "missing", 3.0 + behind)
        if is_whole:
            yield instead(f"{name} - {text}", "missing", 2.7 + behind)
            yield from _multiplied(text, name, behind, instead)
    for factor in scope.factors:
        yield instead(f"{text} {factor}", "missing", 2.4)
    for name in dict.fromkeys((*scope.arrays, *scope.local)):
        yield instead(f"{text} * {scope.numpy}.sign({name})", "sign", 2.5)
    if is_whole:
        yield instead(f"1 + {text}", "missing", 2.6)
        yield instead(f"{text} - 1", "missing", 2.6)
        yield instead(f"2 * {text}", "scale", 2.6)
        yield instead(f"{text} / 2", "scale", 2.6)
        yield instead(f"{text}.argmax(axis=1)", "missing", 2.6)
        yield instead(f"{text}.copy()", "same object", 2.6)
        yield instead(f"{scope.numpy}.array({text})", "list", 2.6)
        yield instead(f"{scope.numpy}.maximum({text}, 0)", "missing", 2.9)


def _summed(text: str, instead: Callable[[str, str, float], Edit]) -> Iterator[Edit]:
    for axis in ("0", "1"):
        yield instead(f"{text}.sum(axis={axis})", "sum", 2.3)
        yield instead(f"{text}.mean(axis={axis})", "sum", 2.5)
        yield instead(f"{text}.sum(axis={axis}, keepdims=True)", "sum", 2.6)
    yield instead(f"{text}.sum()", "sum", 2.4)
    yield instead(f"{text}.mean()", "sum", 2.5)


def _multiplied(text: str, name: str, behind: float, instead: Callable[[str, str, float], Edit]) -> Iterator[Edit]:
    yield instead(f"{text} @ {name}", "missing", 2.9 + behind)
    yield instead(f"{text} @ {name}.T", "missing", 2.9 + behind)
    yield instead(f"{name}.T @ {text}", "missing", 2.9 + behind)
