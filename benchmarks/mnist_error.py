"""The test error on all of MNIST of the functions that students write, against the published result.

    MNIST_DIR=FOLDER python benchmarks/mnist_error.py [--seeds 0 1 2] [--epochs 20]

The reference solution's functions train 784-300-100-10 in the confined worker with the defaults of `course train`.
Exits with 1 when a seed ends at 2.0 % or more.
"""

from __future__ import annotations

import argparse
import sys
import time

from grader.course import load_course
from grader.reading.submission import read_own
from quiz_app.training.data import load_digits
from quiz_app.training.recipes import recipes
from quiz_app.training.settings import Settings
from quiz_app.training.worker import TrainingRun

PUBLISHED = 3.05  # per cent; LeCun, Bottou, Bengio, Haffner 1998, three-layer network 784-300-100-10
WANTED = 2.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--data", default="full")
    options = parser.parse_args()

    course = load_course()
    digits = load_digits(options.data, course)
    chunks = read_own(course.reference_file(course.assignment())).chunks
    settings = Settings(epochs=options.epochs)
    print(f"{digits.description}; 784-300-100-10, {options.epochs} epochs")
    print(f"in batches of {settings.batch_size}, learning rate {settings.learning_rate:g} falling to 0\n")
    print(f"{'':24} {'test error':>10} {'of 1998':>8}  seconds")
    print(f"{'LeCun et al. 1998':24} {PUBLISHED:8.2f} % {1:8.2f}")
    errors = []
    for seed in options.seeds:
        begun = time.perf_counter()
        with TrainingRun(recipes()["backprop"], chunks, digits, Settings(epochs=options.epochs, seed=seed)) as run:
            for _ in run:
                pass
        share = run.history().accuracy
        if run.outcome != "finished" or share is None:
            print(run.message)
            return 1
        errors.append(100 * (1 - share))
        seconds = time.perf_counter() - begun
        print(f"{f'students, seed {seed}':24} {errors[-1]:8.2f} % {errors[-1] / PUBLISHED:8.2f}  {seconds:7.0f}")
    print(f"\nThe worst is {max(errors):.2f} % (less than {WANTED:.1f} % is wanted).")
    return 0 if max(errors) < WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
