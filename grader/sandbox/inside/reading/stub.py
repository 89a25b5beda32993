"""Stubs: what stands in a step's cell until a student writes the answer."""

from __future__ import annotations

import ast


def is_stub(function: ast.FunctionDef) -> bool:
    """Whether a function has nothing in it but a docstring and `raise NotImplementedError`."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if len(body) != 1:
        return False
    match body[0]:
        case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError"))):
            return True
        case ast.Raise(exc=ast.Name(id="NotImplementedError")):
            return True
    return False
