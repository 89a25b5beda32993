"""How many submissions a second `course grade` judges, and in how much memory.

    python benchmarks/grade_throughput.py [--number 200] [--long] [--wrong-share 0.33]

Grades a generated class of different submissions as a whole process, with one job and with two; --long adds ten
times as many, to see whether memory stays flat. With --wrong-share it compares, with two jobs, a class in which all
is right with one in which such a share has mistakes that nobody foresaw, for which reasons are searched. Exits with 1
below 20 a second with two jobs, below full isolation, when memory grows by more than a tenth, or when the wrong
ones take more than 15 % of the rate. On a machine that others use, read the CPU seconds: two idle
processors judge 2 / (CPU s each) a second.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import calibration
import family
import generated_class

from grader.course import load_course

LEAST_PER_SECOND, MOST_GROWTH, LEAST_WITH_WRONG_ONES = 20.0, 1.1, 0.85
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Run:
    """One `course grade`, measured from outside.

    `processor` is the processor time of all its processes in seconds. Memory is resident, in MiB, at its highest.
    """

    number: int
    jobs: int
    seconds: float
    processor: float
    isolation: str
    parent: float
    descendants: float

    @property
    def pace(self) -> float:
        """Submissions a second."""
        return self.number / self.seconds

    @property
    def memory(self) -> float:
        """Of all processes together; pages that they share are counted in each."""
        return self.parent + self.descendants


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--wrong-share", type=float, help="of submissions with unforeseen mistakes")
    options = parser.parse_args()
    print(calibration.line() + "\n")
    head = f"{'':>13} {'jobs':>4} {'seconds':>8} {'a second':>9} {'CPU s each':>10}"
    print(f"{head} {'isolation':>10} {'parent':>8} {'descendants':>12}")
    if options.wrong_share:
        good = _with_wrong_ones(options.number, options.wrong_share)
        print(calibration.line())
        return 0 if good else 1
    one, two = _measured(options.number, 1, 2)
    print(f"\nTwo jobs : one job = {two.pace / one.pace:.2f}.")
    print(f"{two.pace:.1f} a second with two jobs (at least {LEAST_PER_SECOND:g}).")
    good = two.pace >= LEAST_PER_SECOND and {one.isolation, two.isolation} == {"full"}
    if options.long:
        (many,) = _measured(10 * options.number, 2)
        growth = many.memory / two.memory
        print(f"\nMemory at {many.number:,} : memory at {two.number:,} files = {growth:.2f} (at most {MOST_GROWTH}).")
        good = good and growth <= MOST_GROWTH
    print(calibration.line())
    return 0 if good else 1


def _with_wrong_ones(number: int, share: float) -> bool:
    """The rate of a class in which some are wrong, seen from that of a class in which all are right."""
    wrong = round(10 * share)
    kinds = (*["right"] * (10 - wrong), *[generated_class.UNFORESEEN] * wrong)
    (right,) = _measured(number, 2, kinds=("right",))
    (mixed,) = _measured(number, 2, kinds=kinds)
    ratio, processor = mixed.pace / right.pace, mixed.processor / right.processor
    print(f"\n{10 * wrong} % wrong : all right = {ratio:.2f} of the rate (at least {LEAST_WITH_WRONG_ONES}),")
    print(f"and {processor:.2f} times the processor time.")
    return ratio >= LEAST_WITH_WRONG_ONES


def _measured(number: int, *jobs: int, kinds: Sequence[str] = generated_class.KINDS) -> list[Run]:
    """A run with each number of jobs over the same files; each prints its row."""
    runs = []
    with tempfile.TemporaryDirectory(prefix="grade-throughput-") as folder:
        generated_class.write_class(load_course(ROOT), Path(folder), number, kinds)
        for count in jobs:
            run = _grade(Path(folder), number, count)
            row = f"{run.number:>7} files {run.jobs:>4} {run.seconds:8.1f} {run.pace:9.1f}"
            row += f" {run.processor / number:10.3f} {run.isolation:>10}"
            print(f"{row} {run.parent:4.0f} MiB {run.descendants:8.0f} MiB", flush=True)
            runs.append(run)
    return runs


def _grade(folder: Path, number: int, jobs: int) -> Run:
    course = Path(sys.executable).parent / "course"
    ran = family.run([course, "grade", folder, "--json", "--jobs", str(jobs)], ROOT)
    reports = json.loads(ran.output or "[]")
    if ran.code != 0 or len(reports) != number:
        raise SystemExit(f"course grade ended with {ran.code} and {len(reports)} reports of {number}")
    for report in reports:
        if f"-{generated_class.UNFORESEEN}" in Path(report["submission"]).name:  # some changes leave it right
            continue
        if (report["score"] == report["max_score"]) != ("-right" in Path(report["submission"]).name):
            raise SystemExit(f"{report['submission']} got {report['score']} points")
    levels = {report["isolation"] for report in reports}
    isolation = "/".join(sorted(levels))
    return Run(number, jobs, ran.seconds, ran.processor, isolation, ran.parent, ran.descendants)


if __name__ == "__main__":
    sys.exit(main())
