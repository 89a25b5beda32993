"""Processor time of grading one file, in this process and in those that it starts, against another checkout.

    python benchmarks/processor_time.py [--against CHECKOUT] [--number 40] [--repeats 5]

Half of the files are right, half have one mistake, and no two are the same. A long batch and an empty one are
measured, and their difference is what the files cost, without what starting costs. The checkouts take turns, each
with the Python of its own `.venv`; the least of several runs counts. Exits with 1 when this one takes more than 1.1
times as long as the other.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

MOST_RATIO = 1.1
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor time for a file."""

    parent: float
    children: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.parent + self.children


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", type=Path)
    parser.add_argument("--number", type=int, default=40)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--grade", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.grade:
        _grade(options.grade, options.number)
        return 0
    checkouts = [ROOT, *([options.against.resolve()] if options.against else [])]
    costs: dict[Path, list[Cost]] = {checkout: [] for checkout in checkouts}
    for _ in range(options.repeats):
        for checkout in checkouts:
            costs[checkout].append(_measured(checkout, options.number))
    print(f"{'ms of processor time a file':40} {'parent':>8} {'children':>9} {'together':>9}")
    least = {}
    for checkout, each in costs.items():
        cost = least[checkout] = min(each, key=lambda one: one.total)
        print(f"{checkout!s:40} {cost.parent:8.1f} {cost.children:9.1f} {cost.total:9.1f}")
    if not options.against:
        return 0
    ratio = least[ROOT].total / least[checkouts[1]].total
    print(f"\n{ratio:.2f} times the other's (at most {MOST_RATIO}).")
    return 0 if ratio <= MOST_RATIO else 1


def _measured(checkout: Path, number: int) -> Cost:
    with tempfile.TemporaryDirectory(prefix="processor-time-") as temporary:
        folder = Path(temporary)
        sources = [checkout / "tests" / "fixtures" / "one_mistake.py", _solution(checkout)]
        for k in range(number):
            text = sources[k % 2].read_text(encoding="utf-8")
            (folder / f"{k:03}.py").write_text(f"# Handed in by student {k}\n{text}", encoding="utf-8")
        empty, full = (_run(checkout, folder, count) for count in (0, number))
    return Cost((full.parent - empty.parent) / number, (full.children - empty.children) / number)


def _solution(checkout: Path) -> Path:
    """The first assignment's; it lay beside its folder once."""
    solution = checkout / "solutions" / "backprop" / "backprop.py"
    return solution if solution.is_file() else checkout / "solutions" / "backprop.py"


def _run(checkout: Path, folder: Path, number: int) -> Cost:
    python = checkout / ".venv" / "bin" / "python"
    command = [str(python), __file__, "--grade", str(folder), "--number", str(number)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    ran = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=True)
    parent, children = map(float, ran.stdout.split())
    return Cost(parent, children)


def _grade(folder: Path, number: int) -> None:
    """Grade so many of the files with the checkout that this Python belongs to, and print what that cost."""
    from grader.course import load_course
    from grader.sandbox import shared_sandbox

    try:
        from grader.running.grading import grade, require_full_isolation
    except ImportError:  # an older checkout
        from grader.grading import grade, require_full_isolation  # type: ignore[import-not-found, no-redef]

    course = load_course(Path.cwd())
    assignment = course.assignment()
    files = sorted(folder.iterdir())
    require_full_isolation(or_any=False)
    grade(files[:2], course, assignment, lambda _: None)  # what is made once in a process
    gc.collect()
    gc.freeze()
    begun = time.process_time()
    if number:
        grade(files[:number], course, assignment, lambda _: None)
    parent = time.process_time() - begun
    shared_sandbox().close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(1000 * parent, 1000 * (used.ru_utime + used.ru_stime))


if __name__ == "__main__":
    sys.exit(main())
