"""How fast this machine is at the moment, so that absolute numbers can be read: `python benchmarks/calibration.py`.

Prints one line: the seconds that a fixed loop of pure Python takes.
"""

from __future__ import annotations

import time

ADDITIONS = 3_000_000
USUAL_SECONDS = 0.2  # on a laptop that has nothing else to do


def line() -> str:
    """The line to print beside a table of absolute times."""
    begun = time.perf_counter()
    total = 0
    while total < ADDITIONS:
        total += 1
    seconds = time.perf_counter() - begun
    return (
        f"calibration: {ADDITIONS:,} additions in a Python loop take {seconds:.2f} s now, "
        f"{seconds / USUAL_SECONDS:.1f} times the usual {USUAL_SECONDS} s"
    )


if __name__ == "__main__":
    print(line())
