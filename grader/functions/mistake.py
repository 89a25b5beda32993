"""A known mistake as one record: a small wrong implementation, and what to say to someone who wrote it."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mistake:
    """One known mistake in one function.

    Attributes:
        function: name of the function it is a mistake in.
        wrong: the wrong implementation. It stands alone: numpy as ``np``, its arguments and nothing else, since its
            source text is also run in the sandbox and in the app.
        name: a short noun phrase, for tables: "operands swapped".
        looks_like: completes "It looks as if …": "the two factors of the product are swapped".
        why: one or two kind sentences on why people make it.
        next: what to do now, without the solution's line of code.
    """

    function: str
    wrong: Callable[..., Any]
    name: str
    looks_like: str
    why: str
    next: str

    @property
    def id(self) -> str:
        """Stable, for reports and statistics: the function, a colon, the wrong function's name with hyphens."""
        return f"{self.function}:{self.wrong.__name__.replace('_', '-')}"

    @property
    def family(self) -> str:
        """The same for one mistake in several functions: in every layer, say."""
        return f"{self.wrong.__module__.rpartition('.')[2]}.{self.wrong.__name__}"

    def source(self) -> str:
        """Source text of a module that defines the function with this mistake."""
        text = textwrap.dedent(inspect.getsource(self.wrong))
        return f"import numpy as np\n\n\n{text}\n\n{self.function} = {self.wrong.__name__}\n"
