"""What a known mistake is: a wrong implementation of one step, and what to say to someone who made it."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mistake:
    """One known mistake in one step.

    Attributes:
        id: stable, for reports and statistics: the function's name, a colon, and a few words,
            ``dL_dW3:not-transposed``.
        step: name of the function it is a mistake in.
        name: a short noun phrase, for tables: "operands swapped".
        looks_like: completes "It looks as if …": "the two factors of the product are swapped".
        why: one or two kind sentences on why people make it.
        next: what to do now, without the solution's line of code.
        wrong: the wrong implementation. It stands alone: numpy as ``np``, its arguments and nothing else,
            since its source text is also run in the sandbox and in the app.
    """

    id: str
    step: str
    name: str
    looks_like: str
    why: str
    next: str
    wrong: Callable[..., Any]

    def source(self) -> str:
        """Source text of a module that defines the step with this mistake."""
        function = textwrap.dedent(inspect.getsource(self.wrong))
        return f"import numpy as np\n\n\n{function}\n\n{self.step} = {self.wrong.__name__}\n"
