"""One change of all calls of a kind in a function: whoever mistakes the axis once does so on every line."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from .edit import Edit, Scope

_REDUCTIONS = frozenset(["sum", "mean", "max", "min", "var", "std", "norm", "argmax"])


def everywhere(body: Sequence[ast.stmt], scope: Scope) -> Iterator[Edit]:
    """Another axis, or one at all, in every call that sums up or the like; and means for sums."""
    nodes = [node for statement in body for node in ast.walk(statement)]
    calls = [node for node in nodes if isinstance(node, ast.Call) and _name(node) in _REDUCTIONS]
    named = [(key, call) for call in calls for key in call.keywords if key.arg == "axis"]
    if len(named) > 1:
        for axis in ("0", "1"):
            spans = {scope.span(key.value): axis for key, _ in named}
            yield _edit(body, spans, named[0][1].lineno, "axes", scope)
    for one, other in (("sum", "mean"), ("mean", "sum")):
        dots = [(call.func, call) for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == one]
        if len(dots) > 1:
            names = {(scope.span(dot)[1] - len(one), scope.span(dot)[1]): other for dot, _ in dots}
            yield _edit(body, names, dots[0][1].lineno, "sums", scope)
    without = [call for call in calls if not any(key.arg == "axis" for key in call.keywords) and len(call.args) < 2]
    if len(without) > 1:
        for given in ("axis=0", "axis=1", "axis=1, keepdims=True"):
            ends = {}
            for call in without:
                end = scope.span(call)[1] - 1
                ends[end, end] = f", {given}" if call.args or call.keywords else given
            yield _edit(body, ends, without[0].lineno, "axes", scope)
    kept = [call for _, call in named if not any(key.arg == "keepdims" for key in call.keywords)]
    if len(kept) > 1:
        ends = {(scope.span(call)[1] - 1, scope.span(call)[1] - 1): ", keepdims=True" for call in kept}
        yield _edit(body, ends, kept[0].lineno, "axes", scope)


def _name(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _edit(body: Sequence[ast.stmt], changes: dict[tuple[int, int], str], line: int, kind: str, scope: Scope) -> Edit:
    """The whole body with these bytes changed."""
    start, end = scope.span(body[0])[0], scope.span(body[-1])[1]
    content = scope.source.encode()
    text = content[start:end]
    for (first, last), new in sorted(changes.items(), reverse=True):
        text = text[: first - start] + new.encode() + text[last - start :]
    return Edit((start, end), text.decode(), kind, 1.3, line)
