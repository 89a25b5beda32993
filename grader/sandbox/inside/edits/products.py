"""The products that two values can have: either order, each of them turned or not."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence

from .edit import Edit, Scope


def products(node: ast.expr, factors: Sequence[ast.expr], scope: Scope, kind: str, cost: float) -> Iterator[Edit]:
    """The node as a product of the two, as they are; and without what is done to them, which is more far-fetched."""
    plain = [_bare(each, False) for each in factors]
    if any(one is not other for one, other in zip(plain, factors, strict=True)):
        yield scope.instead(node, f"(({scope.text(plain[0])}) * ({scope.text(plain[1])}))", kind, 1.6)
    bare = [_bare(each, True) for each in factors]
    for extra, pair in ((0.0, plain), (0.6, bare)):
        if extra and all(one is other for one, other in zip(plain, bare, strict=True)):
            return
        for first, second in itertools.permutations(pair):
            for turned in itertools.product(("", ".T"), repeat=2):
                text = f"(({scope.text(first)}){turned[0]} @ ({scope.text(second)}){turned[1]})"
                yield scope.instead(node, text, kind, cost + extra)


def _bare(node: ast.expr, of_all: bool) -> ast.expr:
    """Without `.T`; `of_all` also without indices and methods."""
    while True:
        match node:
            case ast.Attribute(value=value, attr="T"):
                node = value
            case ast.Subscript(value=value) if of_all:
                node = value
            case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Subscript() | ast.Attribute() as value)) if (
                of_all
            ):
                node = value
            case _:
                return node
