"""Reading, running and judging submissions to the backpropagation course.

A notebook needs one name: ``from grader import check``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.notebook import check

__all__ = ["check"]


def __getattr__(name: str) -> Any:
    # Late, so that nothing else that imports part of this package waits for pytest.
    if name == "check":
        from grader.notebook import check

        return check
    raise AttributeError(f"module 'grader' has no attribute {name!r}")
