"""What the students of a made-up class write: the bodies in an assignment's ``made_up.py``, as whole functions."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Mapping
from pathlib import Path

from grader.course.content import load_content, load_part


class MadeUp:
    """The answers of a made-up class to one assignment.

    Its ``made_up.py`` gives bodies, in which {0}, {1}, … are the function's arguments: ``right_answers(chance)`` for
    every function, in the way of one person, and ``UNUSUAL`` as hardly anybody writes them. ``RENAMED`` and
    ``ARGUMENTS`` are what somebody who copies calls the variables and the arguments.

    Args:
        folder: the assignment's.
    """

    def __init__(self, folder: Path) -> None:
        module = load_part(folder, "made_up")
        assert module is not None, f"{folder} has no made_up.py"
        self.module = module
        functions = load_content(folder).functions
        self._arguments = {one.name: [argument.name for argument in one.arguments] for one in functions.values()}

    def right_answers(self, chance: random.Random) -> dict[str, str]:
        """A right answer to each function, in the way of one person."""
        return self._functions(self.module.right_answers(chance))

    def unusual_answers(self) -> dict[str, str]:
        """Right answers as hardly anybody writes them."""
        return self._functions(self.module.UNUSUAL)

    def disguised(self, source: str) -> str:
        """A copied function: other names for its variables, other arguments, and comments."""
        name = source.partition("def ")[2].partition("(")[0]
        arguments: Mapping[str, str] = dict(zip(self._arguments[name], self.module.ARGUMENTS, strict=False))
        for old, new in {**self.module.RENAMED, **arguments}.items():
            source = re.sub(rf"\b{old}\b(?!\()", new, source)
        head, _, body = source.partition("\n")
        body = body.replace("return", "# the answer\n    return")
        return f'{head}\n    """My own way of doing this."""\n{body}'

    def function(self, name: str, body: str) -> str:
        """The source of a function with this body."""
        arguments = self._arguments[name]
        return f"def {name}({', '.join(arguments)}):\n" + textwrap.indent(body.format(*arguments), "    ")

    def _functions(self, bodies: Mapping[str, str]) -> dict[str, str]:
        return {name: self.function(name, bodies[name]) for name in self._arguments}
