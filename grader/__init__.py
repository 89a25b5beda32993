"""Reading, running and judging submissions to a course in which people write functions.

A notebook needs two names, ``from grader import check, hint``, and sometimes a third, ``functions_of``.
"""

import sys

if sys.argv[:1] == ["-m"]:  # `python -m grader.…`: before anything is imported that a file beside us could be called
    from grader.interpreter import keep_out_current_folder

    keep_out_current_folder()

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.kernel.own_work import functions_of
    from grader.notebook import check, hint

__all__ = ["check", "functions_of", "hint"]


def __getattr__(name: str) -> Any:
    # Late, so that nothing else that imports part of this package waits for pytest.
    if name == "functions_of":
        from grader.kernel import own_work

        return own_work.functions_of
    if name in __all__:
        from grader import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module 'grader' has no attribute {name!r}")
