"""The arguments of one call: built from what the parent described, and looked at again when the call has ended.

What is described is a list with an item for each argument: None stands for the next array, ``[value]`` for a number
or a text, ``{"list": items}`` and ``{"tuple": items}`` for several, ``{"generator": seed}`` for a random generator,
``{"kept generator": seed}`` for one that the calls before may have used.
"""

from collections.abc import Iterator
from typing import Any

from numpy import zeros as _zeros
from numpy.random import default_rng as _default_rng

from .framing import Array

_kept: dict[int, Any] = {}  # random generators, by their seeds


class Arguments:
    """Copies of the arrays, so that a call cannot change what the next one is given.

    Args:
        described: as above.
        waiting: the arrays, in order.
        memory: how arrays lie there: "" for views of whole arrays, "own" for arrays that nothing else holds,
            "columns first", "with gaps" between the entries, or "read-only".

    Attributes:
        values: what the function is called with.
    """

    def __init__(self, described: list[Any], waiting: Iterator[Array], memory: str = "") -> None:
        self._memory = memory
        self._arrays: list[tuple[int, Array, Array]] = []  # position of the argument, as sent, as given
        self._lists: list[tuple[int, list[Any], list[Any]]] = []  # position, as given, its items
        self.values = [self._built(item, position, waiting) for position, item in enumerate(described)]

    def changed(self) -> list[int]:
        """Positions of the arguments that are no longer as they were given."""
        return sorted(
            {position for position, before, after in self._arrays if not _same_bytes(before, after)}
            | {position for position, given, items in self._lists if not _same_items(given, items)}
        )

    def _built(self, item: Any, position: int, waiting: Iterator[Array]) -> Any:
        if item is None:
            sent = next(waiting)
            given = _laid(sent, self._memory)
            self._arrays.append((position, sent, given))
            return given if self._memory == "own" else given.view()
        if isinstance(item, list):
            return item[0]
        ((kind, content),) = item.items()
        if kind == "generator":
            return _default_rng(content)
        if kind == "kept generator":
            if content not in _kept:
                _kept[content] = _default_rng(content)
            return _kept[content]
        items = [self._built(each, position, waiting) for each in content]
        if kind == "tuple":
            return tuple(items)
        self._lists.append((position, items, items.copy()))
        return items


def _laid(sent: Array, memory: str) -> Array:
    if memory == "with gaps" and sent.ndim:
        wide = _zeros((*sent.shape[:-1], 2 * sent.shape[-1]), sent.dtype)
        given: Array = wide[..., ::2]
        given[...] = sent
        return given
    given = sent.copy(order="F" if memory == "columns first" else "C")
    given.setflags(write=memory != "read-only")
    return given


def _same_items(given: list[Any], items: list[Any]) -> bool:
    return len(given) == len(items) and all(map(_is, given, items))


def _is(one: object, other: object) -> bool:
    return one is other


def _same_bytes(before: Array, after: Array) -> bool:
    step = 1 << 15  # copies that stay in the cache
    if before.nbytes <= step:
        return before.tobytes() == after.tobytes()
    old, new = before.reshape(-1).view("u1"), after.reshape(-1).view("u1")
    return all(
        old[start : start + step].tobytes() == new[start : start + step].tobytes()
        for start in range(0, len(old), step)
    )
