"""How many steps a second the laboratory's ready-made experiments make, headless, by the course's own functions.

    python benchmarks/laboratory_speed.py [--seconds 3]

Each runs in the confined worker as it does for a student. Exits with 1 when a small network on points in a plane, of
at most six blocks, makes fewer than 500 steps a second.
"""

from __future__ import annotations

import argparse
import sys
import time

from grader.course import load_course
from grader.reading.submission import read_own
from grader.sandbox import Sandbox
from quiz_app.laboratory.assembling import assembled
from quiz_app.laboratory.ready import ready_made
from quiz_app.laboratory.records import shelf_of
from quiz_app.laboratory.run import open_experiment
from quiz_app.training.examples import examples

FEWEST, SMALL = 500, 6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each experiment")
    seconds = parser.parse_args().seconds
    course = load_course()
    shelf = shelf_of(course)
    files = {name: read_own(course.reference_file(one)).chunks for name, one in course.assignments.items()}
    missed = False
    print(f"{'experiment':28} {'blocks':>6} {'parameters':>10} {'steps/s':>8}")
    with Sandbox() as sandbox:
        for one in ready_made(tuple(course.assignments)):
            data = examples(one.data, one.examples, one.noise, one.seed)
            long = one.with_(epochs=10_000, stop=None)
            program = assembled(long, shelf, data.rows.shape[1], data.classes)
            with open_experiment(long, program, files, data, sandbox, 60.0) as run:
                run.advance(50)
                begun, first = time.perf_counter(), run.progress().step
                while time.perf_counter() - begun < seconds and run.outcome == "running":
                    run.advance()
                pace = (run.progress().step - first) / (time.perf_counter() - begun)
            blocks = len(one.blocks) + 1
            missed = missed or (data.plane and blocks <= SMALL and pace < FEWEST)
            print(f"{one.title:28} {blocks:>6} {program.size:>10,} {pace:>8,.0f}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
