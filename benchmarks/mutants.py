"""How many wrong functions keep all points: mutants of an assignment's right ones, made from a seed.

    python benchmarks/mutants.py [ASSIGNMENT] [--number 600] [--seed 0] [-v]

A mutant rounds, clips, drops small or large numbers, squeezes, cuts rows or columns, chooses by shape, type, size of
the numbers, number of calls or caller, or has another operator or constant; see ``spoiler.py``. Those that agree with
the right function on everything that this program tries are left out. Exits with 1 when more than a tenth of the
others keep all points.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from spoiler import Mutant, Spoiler

from grader.course import Assignment, Course, load_course
from grader.report.report import Report
from grader.running.grading import grade

ROOT = Path(__file__).resolve().parent.parent
MOST = 0.1


def main() -> int:
    """Print the table; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("assignment", nargs="?", default="")
    parser.add_argument("--number", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-v", action="store_true", dest="verbose", help="print those that keep all points")
    options = parser.parse_args()
    course = load_course(ROOT)
    assignment = course.assignments[options.assignment] if options.assignment else course.assignment()
    spoiler = Spoiler(course, assignment)
    made = spoiler.mutants(np.random.default_rng(options.seed))
    chosen: dict[str, Mutant] = {}
    while len(chosen) < options.number:
        mutant = next(made)
        if mutant.source not in chosen and spoiler.differs(mutant):
            chosen[mutant.source] = mutant
    survivors = surviving(course, assignment, spoiler.top, list(chosen.values()))
    total, kept = Counter(m.kind for m in chosen.values()), Counter(m.kind for m in survivors)
    for kind, number in sorted(total.items()):
        print(f"{kind:28} {kept[kind]:4} of {number:4} keep all points")
    share = len(survivors) / len(chosen)
    print(f"{len(survivors)} of {len(chosen)} keep all points: {share:.1%} (at most {MOST:.0%}).")
    if options.verbose:
        for mutant in survivors:
            print(f"\n# {mutant.kind}\n{mutant.source}", end="")
    return 0 if share <= MOST else 1


def surviving(course: Course, assignment: Assignment, top: str, chosen: list[Mutant]) -> list[Mutant]:
    """Those that lose no point. A file holds one mutant for each function, and every function is judged by itself."""
    waiting = {function: [m for m in chosen if m.function == function] for function in assignment.steps}
    files: list[dict[str, Mutant]] = []
    while any(waiting.values()):
        files.append({function: own.pop() for function, own in waiting.items() if own})
    reports: list[Report] = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        paths = [Path(folder, f"{number}.py") for number in range(len(files))]
        for path, own in zip(paths, files, strict=True):
            path.write_text(top + "".join(f"\n\n{mutant.source}" for mutant in own.values()), encoding="utf-8")
        grade(paths, course, assignment, reports.append)
    return [
        own[result.step.function]
        for own, report in zip(files, reports, strict=True)
        for result in report.steps
        if result.step.function in own and result.score >= result.step.points
    ]


if __name__ == "__main__":
    sys.exit(main())
