"""A strip of small tiles in HTML: where each line of something stands, in a sign and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal

TileKind = Literal["good", "bad", "open"]


@dataclass(frozen=True)
class Tile:
    """One tile: small words above, a name, its state, and a small word at the right of those above."""

    kind: TileKind
    above: str
    name: str
    state: str
    right: str = ""


def tiles(label: str, each: Iterable[Tile]) -> str:
    """The strip; `label` says what it lists to those who do not see it."""
    return f'<ul class="course-strip" aria-label="{escape(label, quote=True)}">{"".join(map(_tile, each))}</ul>'


def _tile(tile: Tile) -> str:
    above = f"<p><span>{escape(tile.above)}</span> <span>{escape(tile.right)}</span></p>" if tile.above else ""
    name = escape(tile.name).replace("_", "_<wbr>")  # where a long name may break
    return f'<li class="{tile.kind}">{above}<b>{name}</b><i>{escape(tile.state)}</i></li>'
