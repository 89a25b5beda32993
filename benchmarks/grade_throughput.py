"""How many submissions a second `course grade` judges, and in how much memory.

    python benchmarks/grade_throughput.py [--number 200] [--long]

Grades a generated class of different submissions as a whole process, with one job and with two; --long adds ten
times as many, to see whether memory stays flat. Exits with 1 below 20 a second with two jobs, below full
isolation, or when memory grows by more than a tenth. On a machine that others use, read the CPU seconds: two idle
processors judge 2 / (CPU s each) a second.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import calibration
import generated_class

from grader.course import load_course

LEAST_PER_SECOND, MOST_GROWTH = 20.0, 1.1
ROOT = Path(__file__).resolve().parent.parent
_SAMPLE_SECONDS = 0.5
_PAGE = os.sysconf("SC_PAGE_SIZE")


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
    options = parser.parse_args()
    print(calibration.line() + "\n")
    head = f"{'':>13} {'jobs':>4} {'seconds':>8} {'a second':>9} {'CPU s each':>10}"
    print(f"{head} {'isolation':>10} {'parent':>8} {'descendants':>12}")
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


def _measured(number: int, *jobs: int) -> list[Run]:
    """A run with each number of jobs over the same files; each prints its row."""
    runs = []
    with tempfile.TemporaryDirectory(prefix="grade-throughput-") as folder:
        generated_class.write_class(load_course(ROOT), Path(folder), number)
        for count in jobs:
            run = _grade(Path(folder), number, count)
            row = f"{run.number:>7} files {run.jobs:>4} {run.seconds:8.1f} {run.pace:9.1f}"
            row += f" {run.processor / number:10.3f} {run.isolation:>10}"
            print(f"{row} {run.parent:4.0f} MiB {run.descendants:8.0f} MiB", flush=True)
            runs.append(run)
    return runs


def _grade(folder: Path, number: int, jobs: int) -> Run:
    course = Path(sys.executable).parent / "course"
    parent = descendants = 0.0
    with tempfile.TemporaryFile("w+") as output:
        begun, used = time.perf_counter(), _processor_time()
        process = subprocess.Popen(
            [course, "grade", str(folder), "--json", "--jobs", str(jobs)],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None:
            family = _descendants(process.pid)
            parent = max(parent, _resident(process.pid))
            descendants = max(descendants, sum(map(_resident, family)))
            time.sleep(_SAMPLE_SECONDS)
        seconds, used = time.perf_counter() - begun, _processor_time() - used
        output.seek(0)
        reports = json.load(output)
    if process.returncode != 0 or len(reports) != number:
        raise SystemExit(f"course grade ended with {process.returncode} and {len(reports)} reports of {number}")
    for report in reports:
        if (report["score"] == report["max_score"]) != ("-right" in Path(report["submission"]).name):
            raise SystemExit(f"{report['submission']} got {report['score']} points")
    levels = {report["isolation"] for report in reports}
    return Run(number, jobs, seconds, used, "/".join(sorted(levels)), parent, descendants)


def _processor_time() -> float:
    """Of all processes that this one has started and that have ended, in seconds."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _descendants(ancestor: int) -> list[int]:
    """Process ids of all that `ancestor` has started, directly or not, from Linux's /proc."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The name before the state may hold anything, even ")".
            fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        children.setdefault(int(fields[1]), []).append(int(folder.name))
    found = []
    waiting = [ancestor]
    while waiting:
        born = children.get(waiting.pop(), [])
        found += born
        waiting += born
    return found


def _resident(process: int) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * _PAGE / 2**20


if __name__ == "__main__":
    sys.exit(main())
