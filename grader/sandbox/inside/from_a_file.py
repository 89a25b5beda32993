"""Functions called as the lines of their own file would call them.

A function can look at the frames below it, and be right only for a grader. So these calls come in turn from the top
of a file and from far down in it, as in training. What lies below is the same for everybody who calls from here.
"""

from collections.abc import Callable, Iterator
from typing import Any

_exec = exec
# The names say nothing about who calls.
_LINES = """\
def step(n):
    if n:
        step(n - 1)
    else:
        for f, x in y:
            try:
                z(f(*x))
            except BaseException as e:
                z(None, e)
            break


for f, x in y:
    try:
        z(f(*x))
    except BaseException as e:
        z(None, e)
    step(20)
"""


def call_from_a_file(
    calls: Iterator[tuple[Callable[..., Any], list[Any]]], take: Callable[..., None], label: str
) -> None:
    """Call each function with its arguments, and hand what it returns to ``take`` before the next call.

    Args:
        calls: made one by one, as they are needed.
        take: gets the result, or None and the exception.
        label: the file that the calls seem to be in.
    """
    _exec(compile(_LINES, label, "exec"), {"__name__": "__main__", "y": calls, "z": take})
