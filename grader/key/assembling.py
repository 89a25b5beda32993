"""An answer put together from those of other functions, by the source text that an answer key carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from grader.key.key import Assembly
from grader.key.values import copied


def put_together(
    assembly: Assembly, parts: Sequence[str], ask: Callable[[str, tuple[Any, ...]], Any], arguments: tuple[Any, ...]
) -> Any:
    """The answer to these arguments.

    Args:
        assembly: how it is put together.
        parts: the functions that it may ask.
        ask: ``ask(name, arguments)`` gives the answer of one of them.
        arguments: of the whole.

    Raises:
        Exception: whatever the assembly raises where a part answers something else than numbers of the right form.
    """
    own = SimpleNamespace(**{name: partial(_asked, ask, name) for name in parts})
    with np.errstate(all="ignore"):
        return _function(assembly)(own, *arguments)


def put_together_of_stand_ins(assembly: Assembly, parts: Sequence[str], arguments: tuple[Any, ...]) -> Any:
    """The same with the assembly's own stand-ins for the parts."""
    functions = _stand_ins(assembly)
    return put_together(assembly, parts, lambda name, given: functions[name](*copied(given)), arguments)


def _asked(ask: Callable[[str, tuple[Any, ...]], Any], name: str, *arguments: Any) -> Any:
    return ask(name, arguments)


@cache
def _stand_ins(assembly: Assembly) -> Mapping[str, Callable[..., Any]]:
    names: dict[str, Any] = {}
    exec(compile(assembly.stand_ins, f"<stand-ins {assembly.function}>", "exec"), names)
    return names


@cache
def _function(assembly: Assembly) -> Callable[..., Any]:
    names: dict[str, Any] = {"np": np}
    exec(compile(assembly.source, f"<assembly {assembly.function}>", "exec"), names)
    function: Callable[..., Any] = names[assembly.function]
    return function
