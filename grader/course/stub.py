"""Stubs: what stands in a function's cell until a student writes the answer, and the marks around a solution."""

from __future__ import annotations

import re
import textwrap

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
STUB = 'raise NotImplementedError("Replace this line with your answer.")'


def cleared(source: str) -> str:
    """A cell's source with the stub where its solution was: what nbgrader's ``ClearSolutions`` makes of it.

    Here without nbgrader and its long start, for a person who waits.
    """
    solution = re.compile(rf"^([ \t]*){re.escape(BEGIN)}.*?{re.escape(END)}[^\n]*", re.MULTILINE | re.DOTALL)
    return solution.sub(lambda match: textwrap.indent(STUB, match[1]), source)
