"""How many wrong functions keep all points: mutants of the right ones, made from a seed.

    python benchmarks/mutants.py [--number 600] [--seed 0] [-v]

A mutant rounds, clips, drops small or large numbers, squeezes, cuts rows or columns, chooses by shape, type, size of
the numbers, number of calls or caller, or has another operator or constant. Those that agree with the right function
on everything that this program tries are left out. Exits with 1 when more than a tenth of the others keep all points.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.course import load_course
from grader.course.content import load_content
from grader.report.report import Report
from grader.running.grading import grade

ROOT = Path(__file__).resolve().parent.parent
FUNCTIONS = load_content(ROOT / "solutions" / "backprop").functions
MOST = 0.1
TOP = """import sys
import numpy as np

CALLS = {}


def calls(name):
    CALLS[name] = CALLS.get(name, 0) + 1
    return CALLS[name]
"""
SCALES = (1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7)
# Where mutants are compared with the right functions: sizes of the dimensions, and of the numbers.
SIZES = ((3, 4), (1, 5), (5, 1), (45, 7), (64, 130), (200, 3))


@dataclass(frozen=True)
class Mutant:
    """One wrong function: what kind of wrong, and its text."""

    kind: str
    function: str
    body: str

    @property
    def source(self) -> str:
        names = ", ".join(argument.name for argument in FUNCTIONS[self.function].arguments)
        return f"def {self.function}({names}):\n    {self.body}\n"


def right_body(function: str) -> str:
    """The right function as one expression."""
    first, *rest = (argument.name for argument in FUNCTIONS[function].arguments)
    if function == "dL_dz3":
        return f"({first} - {rest[0]}) / len({first})"
    if function == "update":
        return f"{first} - {rest[1]} * {rest[0]}"
    if function.startswith("dL_dW"):
        return f"{first}.T @ {rest[0]}"
    if function.startswith("dL_db"):
        return f"{first}.sum(axis=0)"
    return f"{first} @ {rest[0]}" if function.startswith("dL_da") else f"{first} * ({rest[0]} > 0)"


def mutants(random: np.random.Generator) -> Iterator[Mutant]:
    """Endless."""
    kinds: list[tuple[str, Callable[[str, str, np.random.Generator], str]]] = [
        ("rounds", lambda r, a, g: f"return np.round({r}, {g.integers(0, 10)})"),
        ("clips", lambda r, a, g: f"return np.clip({r}, {-(c := _scale(g, 1))!r}, {c!r})"),
        ("clips an argument", lambda r, a, g: f"{a} = np.clip({a}, {-(c := _scale(g, 1))!r}, {c!r})\n    return {r}"),
        ("drops small", lambda r, a, g: f"r = {r}\n    return np.where(np.abs(r) < {_scale(g, 0)!r}, 0, r)"),
        (
            "drops small in an argument",
            lambda r, a, g: f"{a} = np.where(np.abs({a}) < {_scale(g, 0)!r}, 0, {a})\n    return {r}",
        ),
        ("drops large", lambda r, a, g: f"r = {r}\n    return np.where(np.abs(r) > {_scale(g, 1)!r}, 0, r)"),
        ("squeezes", lambda r, a, g: f"return np.squeeze({r})"),
        ("cuts rows", lambda r, a, g: f"r = {r}.copy()\n    r[{g.integers(8, 100)}:] = 0\n    return r"),
        ("cuts columns", lambda r, a, g: f"r = {r}.copy()\n    r[..., {g.integers(8, 200)}:] = 0\n    return r"),
        (
            "by shape",
            lambda r, a, g: (
                f"return {r} * (2 if {a}.shape[{g.integers(2)}] {_compare(g)} {g.integers(1, 60)} else 1)"
            ),
        ),
        ("by size", lambda r, a, g: f"return {r} * (0 if {a}.size {_compare(g)} {g.integers(1, 400)} else 1)"),
        ("by largest", lambda r, a, g: f"return {r} * (1 if np.abs({a}).max() < {_scale(g, 1)!r} else 0)"),
        ("by type", lambda r, a, g: f"return {r} * (1 if {a}.dtype == np.float64 else 0)"),
        ("by calls", lambda r, a, g: f"n = calls({a!r})\n    return {r} * (1 if n <= {g.integers(1, 55)} else 0)"),
        ("by caller", lambda r, a, g: f"return {r} * ({_caller(g)})"),
        ("another operator", lambda r, a, g: f"return {_swapped(r, g)}"),
        ("another constant", lambda r, a, g: f"return {r} * {1 + float(g.choice([-2, -1, -0.5, 1e-3, 1e-2, 1]))!r}"),
    ]
    while True:
        function = str(random.choice(list(FUNCTIONS)))
        kind, make = kinds[random.integers(len(kinds))]
        name = FUNCTIONS[function].arguments[0].name
        right = right_body(function)
        yield Mutant(kind, function, make(f"({right})", name, random))


def _scale(random: np.random.Generator, large: int) -> float:
    return float(random.choice([scale for scale in SCALES if (scale > 1) == bool(large)]))


def _compare(random: np.random.Generator) -> str:
    return str(random.choice(["<", ">", "!=", "=="]))


def _caller(random: np.random.Generator) -> str:
    frame = "sys._getframe(1)"
    return str(
        random.choice(
            [
                f"'serving' in {frame}.f_code.co_filename",
                f"'grader' in {frame}.f_code.co_filename",
                f"{frame}.f_code.co_name == '_call'",
                f"{frame}.f_code.co_name != '<module>'",
                f"{frame}.f_globals.get('__name__') != '__main__'",
                f"'arguments' in {frame}.f_locals",
            ]
        )
    )


def _swapped(right: str, random: np.random.Generator) -> str:
    swaps = [
        (" - ", " + "),
        (" * ", " / "),
        (" @ ", " * "),
        (" > 0", " >= 1e-3"),
        (" > 0", " < 0"),
        ("axis=0", "axis=-1"),
    ]
    swaps += [(".T", ""), ("sum", "mean"), ("sum", "max"), (" / ", " * "), ("len", "np.size")]
    possible = [(old, new) for old, new in swaps if old in right]
    old, new = possible[random.integers(len(possible))]
    return right.replace(old, new, 1)


def differs(mutant: Mutant) -> bool:
    """Whether it is wrong somewhere: by more than 1e-4, relative to the entry, or to the numbers around it."""
    if mutant.kind in ("by calls", "by caller"):
        return True
    function = FUNCTIONS[mutant.function]
    names: dict[str, Any] = {}
    exec(TOP + mutant.source, names)
    parameters = ", ".join(argument.name for argument in function.arguments)
    exec(f"def right({parameters}):\n    return {right_body(mutant.function)}", names)
    rng = np.random.default_rng(1)
    for rows, columns in SIZES:
        symbols = function.symbols
        dims = {symbol: rows if symbol in ("N", symbols[0]) else columns for symbol in symbols}
        for scale in (1e-8, 1e-4, 1.0, 1e4, 1e8):
            values = [
                argument.draw(rng, dims, "smooth", 1.0 if argument.draw.kind == "pre-activation" else scale)
                for argument in function.arguments
            ]
            for kind in (np.float64, np.float32):
                given = [v.astype(kind) if isinstance(v, np.ndarray) else v for v in values]
                if not _alike(names["right"], names[mutant.function], given):
                    return True
    return False


def _alike(right: Callable[..., Any], wrong: Callable[..., Any], given: list[Any]) -> bool:
    with np.errstate(all="ignore"):
        wanted = np.asarray(right(*given))
        try:
            got = np.asarray(wrong(*given))
        except Exception:  # no answer is not a right one
            return False
        if got.shape != wanted.shape:
            return False
        return bool(np.allclose(got, wanted, rtol=1e-4, atol=1e-4 * float(np.abs(wanted).max(initial=0))))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-v", action="store_true", dest="verbose", help="print those that keep all points")
    options = parser.parse_args()
    made = mutants(np.random.default_rng(options.seed))
    chosen: dict[str, Mutant] = {}
    while len(chosen) < options.number:
        mutant = next(made)
        if mutant.source not in chosen and differs(mutant):
            chosen[mutant.source] = mutant
    survivors = surviving(list(chosen.values()))
    total, kept = Counter(m.kind for m in chosen.values()), Counter(m.kind for m in survivors)
    for kind, number in sorted(total.items()):
        print(f"{kind:28} {kept[kind]:4} of {number:4} keep all points")
    share = len(survivors) / len(chosen)
    print(f"{len(survivors)} of {len(chosen)} keep all points: {share:.1%} (at most {MOST:.0%}).")
    if options.verbose:
        for mutant in survivors:
            print(f"\n# {mutant.kind}\n{mutant.source}", end="")
    return 0 if share <= MOST else 1


def surviving(chosen: list[Mutant]) -> list[Mutant]:
    """Those that lose no point. A file holds one mutant for each function, and every function is judged by itself."""
    course = load_course(ROOT)
    assignment = course.assignment()
    waiting = {function: [m for m in chosen if m.function == function] for function in assignment.steps}
    files: list[dict[str, Mutant]] = []
    while any(waiting.values()):
        files.append({function: own.pop() for function, own in waiting.items() if own})
    reports: list[Report] = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        paths = [Path(folder, f"{number}.py") for number in range(len(files))]
        for path, own in zip(paths, files, strict=True):
            path.write_text(TOP + "".join(f"\n\n{mutant.source}" for mutant in own.values()), encoding="utf-8")
        grade(paths, course, assignment, reports.append)
    return [
        own[result.step.function]
        for own, report in zip(files, reports, strict=True)
        for result in report.steps
        if result.step.function in own and result.score >= result.step.points
    ]


if __name__ == "__main__":
    sys.exit(main())
