"""How long an epoch takes: `course train`'s loop in its confined worker, the same inlined, and eager PyTorch.

    python benchmarks/training_speed.py [--data FOLDER] [--batch-size 64] [--torch-python PYTHON]

One network (784-300-100-10), one data type (float32), one BLAS thread, one process each; the contenders take
turns, and the medians are compared. PyTorch runs in the Python given by --torch-python or $TORCH_PYTHON, else in
this one if it has torch. Exits with 1 when the course is slower than PyTorch, or more than 15 % slower than the
inlined loop.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from grader.course import load_course
from grader.reading.submission import read_own
from grader.sandbox.process import environment
from quiz_app.training.data import Digits, load_digits
from quiz_app.training.recipes import recipes
from quiz_app.training.settings import Settings
from quiz_app.training.worker import TrainingRun

CONTENDERS = Path(__file__).parent / "contenders"
COURSE, INLINED, TORCH = "course train, confined", "numpy, inlined, not confined", "PyTorch, eager"
Epoch = Callable[[], tuple[float, float]]  # seconds, mean loss


def main() -> int:
    options = _options()
    digits = load_digits(options.data)
    print(f"{digits.description}; 784-300-100-10, float32, batches of {options.batch_size}, one thread\n")
    results: dict[str, list[tuple[float, float]]] = {}
    with ExitStack() as stack:
        contenders = {
            COURSE: stack.enter_context(_course(digits, options)),
            INLINED: stack.enter_context(_process(sys.executable, "inlined.py", digits, options, environment())),
        }
        if options.torch_python:
            # It is faster with the memory allocator as it comes.
            plain = {name: value for name, value in environment().items() if not name.startswith("MALLOC_")}
            torch = _process(options.torch_python, "eager_torch.py", digits, options, plain)
            contenders[TORCH] = stack.enter_context(torch)
        for repeat in range(options.repeats + 1):
            for name, epoch in contenders.items():
                result = epoch()
                if repeat:  # the first epoch warms caches and allocators
                    results.setdefault(name, []).append(result)
    return _report(results, -(-len(digits.train_images) // options.batch_size))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="full" if os.environ.get("MNIST_DIR") else "bundled")
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--learning-rate", type=float, default=0.1)
    here = sys.executable if importlib.util.find_spec("torch") else None
    parser.add_argument("--torch-python", default=os.environ.get("TORCH_PYTHON", here))
    return parser.parse_args()


@contextmanager
def _course(digits: Digits, options: argparse.Namespace) -> Iterator[Epoch]:
    """The reference solution's functions as `course train` runs them, without measuring the test accuracy."""
    course = load_course()
    chunks = read_own(course.reference_file(course.assignment())).chunks
    few = replace(digits, test_images=digits.test_images[:1], test_labels=digits.test_labels[:1])
    settings = Settings(options.repeats + 1, options.batch_size, options.learning_rate)
    with TrainingRun(recipes()["backprop"], chunks, few, settings) as run:

        def epoch() -> tuple[float, float]:
            begun, first = time.perf_counter(), run.progress().step
            while run.outcome == "running" and run.advance().step - first < run.steps_per_epoch:
                pass
            seconds = time.perf_counter() - begun
            if run.outcome not in ("running", "finished"):
                raise SystemExit(run.message)
            return seconds, float(np.mean(run.history().losses[first:]))

        yield epoch


@contextmanager
def _process(
    python: str, script: str, digits: Digits, options: argparse.Namespace, variables: dict[str, str]
) -> Iterator[Epoch]:
    """A contender in its own process, with these environment variables."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "digits.npz"
        np.savez(data, images=digits.train_images, labels=digits.train_labels)
        command = [python, str(CONTENDERS / script), str(data), str(options.batch_size), str(options.learning_rate)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=variables
        ) as process:
            asking, answering = process.stdin, process.stdout
            assert asking is not None
            assert answering is not None

            def epoch() -> tuple[float, float]:
                asking.write("epoch\n")
                asking.flush()
                answer = answering.readline().split()
                if len(answer) != 2:
                    raise SystemExit(f"{script} ended without an answer")
                return float(answer[0]), float(answer[1])

            yield epoch
            asking.close()


def _report(results: dict[str, list[tuple[float, float]]], steps: int) -> int:
    medians = {name: statistics.median(seconds for seconds, _ in result) for name, result in results.items()}
    print(f"{'':30} {'s/epoch':>8} {'min-max':>13} {'steps/s':>8} {'ratio':>6}  last loss")
    for name, result in results.items():
        seconds = [second for second, _ in result]
        spread = f"{min(seconds):.2f}-{max(seconds):.2f}"
        pace = steps / medians[name]
        ratio = medians[name] / medians[COURSE]
        print(f"{name:30} {medians[name]:8.3f} {spread:>13} {pace:8,.0f} {ratio:6.2f}  {result[-1][1]:.4f}")
    overhead = medians[COURSE] / medians[INLINED] - 1
    print(f"\nConfinement and calls cost {overhead:+.1%} (at most +15 %).")
    good = overhead <= 0.15
    if TORCH in medians:
        print(f"PyTorch takes {medians[TORCH] / medians[COURSE]:.2f} times as long (at least 1.00).")
        good = good and medians[TORCH] >= medians[COURSE]
    else:
        print("PyTorch: not measured; name a Python that has torch with --torch-python.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
