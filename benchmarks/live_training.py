"""Training that is watched, against the same training that is not: one session, and two together.

    python benchmarks/live_training.py [--seconds 15] [--repeats 3] [--browser]

A real server, and sessions that ask for updates as often as the page does; with --browser, Chromium itself,
which draws on the same cores. The contenders take turns, and medians are compared. Exits with 1 when one watched
training is slower than 0.85 of the unwatched one, two together are slower than 0.95 of it, or the first point
needs more than 2 seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from quiz_app.testing import course_folder, running_app

ROOT = Path(__file__).resolve().parent.parent
LIVE, TOGETHER, FIRST_POINT_SECONDS = 0.85, 0.95, 2.0
WARM_SECONDS = 3.0  # at the start the first measurements are made and charts are set up
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass
class Watched:
    """What sessions reported: training steps a second, updates a second and seconds to the first point, of each."""

    pace: list[float] = field(default_factory=list)
    updates: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=15.0, help="of each measurement")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--browser", action="store_true", help="watch with Chromium")
    parser.add_argument("--headless", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.headless:
        print(_headless(options.seconds))
        return 0
    alone: list[float] = []
    one, two = Watched(), Watched()
    sums: list[float] = []
    with tempfile.TemporaryDirectory() as parent:
        folder = course_folder(Path(parent))
        shutil.copy(
            ROOT / "solutions" / "backprop" / "backprop.py", folder / "exercises"
        )  # a student who has written everything
        for _ in range(options.repeats):
            alone.append(_unwatched(options.seconds))
            _watch(folder, 1, options, one)
            before = len(two.pace)
            _watch(folder, 2, options, two)
            sums.append(sum(two.pace[before:]))
    return _report(alone, one, two, sums)


def _report(alone: list[float], one: Watched, two: Watched, sums: list[float]) -> int:
    base = statistics.median(alone)
    live, together = statistics.median(one.pace) / base, statistics.median(sums) / base
    first = statistics.median(one.first)
    print(f"{os.cpu_count()} cores, 784-128-64-10, batches of 32\n")
    print(f"{'training':28}{'steps/s':>10}{'ratio':>8}{'target':>8}{'updates/s':>11}{'first point':>13}")
    print(f"{'unwatched':28}{base:10.0f}{1:8.2f}")
    print(
        f"{'one session':28}{live * base:10.0f}{live:8.2f}{LIVE:8.2f}"
        f"{statistics.median(one.updates):11.1f}{first:11.2f} s"
    )
    print(
        f"{'two sessions, sum':28}{together * base:10.0f}{together:8.2f}{TOGETHER:8.2f}"
        f"{statistics.median(two.updates):11.1f}{statistics.median(two.first):11.2f} s"
    )
    return 0 if live >= LIVE and together >= TOGETHER and first <= FIRST_POINT_SECONDS else 1


def _unwatched(seconds: float) -> float:
    command = [sys.executable, __file__, "--headless", "--seconds", str(seconds)]
    done = subprocess.run(command, env=_environment(), stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


def _headless(seconds: float) -> float:
    """Steps a second of a `TrainingRun` with the app's settings, in the confined worker."""
    from grader.reading.submission import read_own
    from quiz_app.training.data import load_digits
    from quiz_app.training.recipes import recipes
    from quiz_app.training.worker import TrainingRun
    from quiz_app.training_session import DEFAULTS

    chunks = read_own(ROOT / "solutions" / "backprop" / "backprop.py").chunks
    with TrainingRun(recipes()["backprop"], chunks, load_digits("bundled"), replace(DEFAULTS, epochs=5000)) as run:
        begun, first = time.perf_counter(), 0
        while (now := time.perf_counter() - begun) < WARM_SECONDS + seconds:
            step = run.advance().step
            if now < WARM_SECONDS:
                warm_at, first = time.perf_counter(), step
        return (step - first) / (time.perf_counter() - warm_at)


def _watch(folder: Path, sessions: int, options: argparse.Namespace, into: Watched) -> None:
    with running_app(folder, **ONE_THREAD) as app, tempfile.TemporaryFile("w+") as errors:
        client = [sys.executable, str(ROOT / "benchmarks" / "live_session.py"), app.address]
        client += ["--browser"] if options.browser else []
        watchers = [
            subprocess.Popen(client, env=_environment(), stdout=subprocess.PIPE, stderr=errors, text=True)
            for _ in range(sessions)
        ]
        reports: list[list[tuple[float, float, int]]] = [[] for _ in watchers]
        readers = [
            threading.Thread(target=_read, args=(watcher, report), daemon=True)
            for watcher, report in zip(watchers, reports, strict=True)
        ]
        for reader in readers:
            reader.start()
        try:
            _wait_for_all(watchers, reports, errors)
            time.sleep(WARM_SECONDS)
            begun = time.perf_counter()
            time.sleep(options.seconds)
            ended = time.perf_counter()
            _all_there(watchers, errors)
        finally:
            for watcher in watchers:
                watcher.terminate()
            for watcher in watchers:
                watcher.wait()
    for report in reports:
        seen = [(at, step) for at, _, step in report if begun <= at <= ended]
        if len({step for _, step in seen[-3:]}) < 2:
            raise SystemExit("live_training.py: a training ended, or its page stood still, while it was measured.")
        into.pace.append((seen[-1][1] - seen[0][1]) / (seen[-1][0] - seen[0][0]))
        into.updates.append((len(seen) - 1) / (seen[-1][0] - seen[0][0]))
        into.first.append(next(seconds for _, seconds, step in report if step > 0))


def _read(watcher: subprocess.Popen[str], report: list[tuple[float, float, int]]) -> None:
    assert watcher.stdout is not None
    for line in watcher.stdout:
        said = json.loads(line)
        report.append((time.perf_counter(), said["seconds"], said["step"]))


def _wait_for_all(
    watchers: list[subprocess.Popen[str]], reports: list[list[tuple[float, float, int]]], errors: IO[str]
) -> None:
    deadline = time.monotonic() + 240
    while not all(any(step > 0 for _, _, step in report) for report in reports):
        _all_there(watchers, errors)
        if time.monotonic() > deadline:
            raise SystemExit("live_training.py: a session did not train.")
        time.sleep(0.1)


def _all_there(watchers: list[subprocess.Popen[str]], errors: IO[str]) -> None:
    if any(watcher.poll() is not None for watcher in watchers):
        errors.seek(0)
        raise SystemExit(f"live_training.py: a session ended by itself.\n{errors.read()[-2000:]}")


def _environment() -> dict[str, str]:
    return {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    raise SystemExit(main())
