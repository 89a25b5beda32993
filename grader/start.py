"""The first moments of the `course` command."""

from __future__ import annotations

import sys

_GRADES = ("check", "grade", "watch")


def main() -> None:
    """Entry point. What grades starts its confined interpreter now, while this one has yet to import all it needs."""
    if sys.argv[1:2] and sys.argv[1] in _GRADES and "--help" not in sys.argv:
        from grader.sandbox.zygote import Zygote

        Zygote.start_ahead()
    from grader.cli import main

    main()


if __name__ == "__main__":
    main()
