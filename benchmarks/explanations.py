"""How many wrong functions get a proved reason, by kind of reason, and how often the right place is named.

    python benchmarks/explanations.py [ASSIGNMENT…] [--mutants 400] [--seed 0] [--patience 1] [-v]

Three sets for each assignment: the bank's mistakes, each as if it were not known; mutants of the solution, made here
from a seed; and mutants of mutants, with two mistakes. The place is right where it is a line that was changed.
``--patience`` multiplies the seconds that a search may take, for a machine that has other work as well.
Exits with 1 when less than 95 % of the single mistakes have a reason, less than 60 % of the double ones, or when the
place is right in less than 97 % of the mutants that have one.
"""

from __future__ import annotations

import argparse
import ast
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from mutator import Mutant, mutants

from grader.asking.advice import NoFile
from grader.asking.asking import Asking
from grader.course import Assignment, Course, load_course
from grader.course.content import load_content
from grader.explaining.edits import proof as edits_proof
from grader.explaining.edits import search as edits_search
from grader.explaining.explain import SECONDS, search
from grader.explaining.known_mistakes import known_mistake
from grader.key.files import answer_key
from grader.key.key import Key
from grader.key.questions import CONTRACT, DIFFERENCES, LARGE, REFERENCE, SINGLE, WORKED
from grader.report.explanation import Explanation
from grader.running.opening import SandboxedFunctions, limits_of
from grader.sandbox import Chunk, shared_sandbox

ROOT = Path(__file__).resolve().parent.parent
FILE = "work.py"
SINGLE_SHARE, DOUBLE_SHARE, PLACE_SHARE = 0.95, 0.60, 0.97


@dataclass
class Tally:
    """What became of one set of wrong functions."""

    tiers: Counter[str] = field(default_factory=Counter)
    places: Counter[bool] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    unexplained: list[tuple[str, str]] = field(default_factory=list)
    misplaced: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of those that have a reason."""
        return 1 - self.tiers["none"] / max(1, self.tiers.total())

    @property
    def place_share(self) -> float:
        """Of places that are the changed line."""
        return self.places[True] / max(1, self.places.total())


class Judge:
    """Asks for the reasons of wrong functions of one assignment."""

    def __init__(self, course: Course, assignment: Assignment, patience: float = 1.0) -> None:
        self.course = course
        self.patience = patience
        self.assignment = assignment
        self.key: Key = answer_key(course, assignment)

    def judge(self, function: str, source: str, bank: bool) -> tuple[bool, Explanation | None, float]:
        """Whether the function is wrong, the reason, and the seconds that it took to find it."""
        chunks = [Chunk(FILE, source)]
        with shared_sandbox().open(chunks, limits_of(self.course)) as worker:
            asking = Asking(self.key, lambda: SandboxedFunctions(worker), lambda _: None, NoFile())
            if self._is_right(function, asking):
                return False, None, 0.0
            began = time.perf_counter()
            if bank and (mistake := known_mistake(asking, function)):
                return True, Explanation("mistake", mistake.looks_like), time.perf_counter() - began
            reason = search(function, [asking], chunks, SECONDS * self.patience)
            return True, reason, time.perf_counter() - began

    def _is_right(self, function: str, asking: Asking) -> bool:
        student = asking.quietly(function)
        if self.key.signatures[function].laws and _breaks_laws(student, self.key):
            return False
        asked = self.key.asked(function, CONTRACT, REFERENCE, WORKED, DIFFERENCES)
        questions = [question for question in asked if question.case not in (LARGE, SINGLE)]
        return all(
            student.is_right(question, asking.caller.call(function, *question.arguments)) for question in questions
        )


def _breaks_laws(student: object, key: Key) -> bool:
    try:
        return bool(student.broken_laws(key))  # type: ignore[attr-defined]
    except AssertionError:
        return True


def be_patient(factor: float) -> None:
    """Multiply the limits of single requests."""
    for module in (edits_search, edits_proof):
        module.REQUEST_SECONDS *= factor
    edits_search.SECONDS *= factor


def solution(course: Course, assignment: Assignment) -> tuple[str, dict[str, ast.FunctionDef]]:
    """What stands above the functions of a solution, and its functions."""
    tree = ast.parse(course.reference_file(assignment).read_text(encoding="utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    own = {name: node for name, node in functions.items() if name in assignment.steps}
    others = [ast.unparse(node) for name, node in functions.items() if name not in own]
    return "\n\n".join(["import numpy as np", *others]), own


def as_file(top: str, functions: dict[str, ast.FunctionDef], mutant: Mutant) -> tuple[str, int]:
    """A submission in which one function is the mutant, and the line at which that function begins."""
    others = [ast.unparse(node) for name, node in functions.items() if name != mutant.function]
    before = "\n\n".join([top, *others]) + "\n\n"
    return before + mutant.source, before.count("\n")


def judged_mutants(judge: Judge, number: int, seed: int, changes: int) -> Tally:
    """So many mutants that are wrong, each another one, with so many changes."""
    top, functions = solution(judge.course, judge.assignment)
    tally, seen = Tally(), set()
    random = np.random.default_rng((seed, changes))
    for mutant in mutants(functions, random, changes):
        if tally.tiers.total() >= number or len(seen) > 40 * number:
            break
        if mutant.source in seen:
            continue
        seen.add(mutant.source)
        source, begin = as_file(top, functions, mutant)
        wrong, reason, seconds = judge.judge(mutant.function, source, bank=True)
        if wrong:
            _count(tally, mutant, reason, seconds, begin)
    return tally


def _count(tally: Tally, mutant: Mutant, reason: Explanation | None, seconds: float, begin: int) -> None:
    tally.tiers[reason.tier if reason else "none"] += 1
    tally.seconds.append(seconds)
    if reason is None:
        tally.unexplained.append((mutant.kind, mutant.source))
    elif reason.tier == "edit":
        right = reason.place[1] - begin in mutant.lines
        tally.places[right] += 1
        if not right:
            tally.misplaced.append((mutant.kind, mutant.source, f"{reason.kind}, line {reason.place[1] - begin}"))


def judged_bank(judge: Judge) -> Tally:
    """The mistakes of the bank, each as if it were not known."""
    tally = Tally()
    top, functions = solution(judge.course, judge.assignment)
    others = {name: ast.unparse(node) for name, node in functions.items()}
    for mistake in load_content(judge.course.content_folder(judge.assignment)).mistakes:
        rest = "\n\n".join(text for name, text in others.items() if name != mistake.function)
        source = f"{top}\n\n{rest}\n\n{mistake.source()}"
        wrong, reason, seconds = judge.judge(mistake.function, source, bank=False)
        if wrong:
            tally.tiers[reason.tier if reason else "none"] += 1
            tally.seconds.append(seconds)
            if reason is None:
                tally.unexplained.append(("bank", mistake.source()))
    return tally


def lines(name: str, what: str, tally: Tally, verbose: bool) -> Iterator[str]:
    """The row of a table, and what is behind it."""
    tiers = "".join(f"{tally.tiers[tier]:>9}" for tier in ("mistake", "edit", "formula", "none"))
    place = f"{tally.place_share:>8.1%}" if tally.places else f"{'':>8}"
    mean, most = (float(np.mean(tally.seconds)), max(tally.seconds)) if tally.seconds else (0.0, 0.0)
    yield f"{name:<16}{what:<10}{tally.tiers.total():>6}{tiers}{tally.share:>9.1%}{place}{mean:>8.3f}{most:>8.3f}"
    if verbose:
        for kind, source in tally.unexplained:
            yield f"    no reason ({kind}):\n" + "\n".join(f"        {line}" for line in source.strip().split("\n"))
        for kind, source, said in tally.misplaced:
            yield f"    another place ({kind}; {said}):\n" + "\n".join(
                f"        {line}" for line in source.strip().split("\n")
            )


def main() -> int:
    """Print the table; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assignments", nargs="*")
    parser.add_argument("--mutants", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--patience", type=float, default=1.0)
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    course = load_course(ROOT)
    be_patient(options.patience)
    print(
        f"{'assignment':<16}{'set':<10}{'wrong':>6}{'mistake':>9}{'edit':>9}{'formula':>9}{'none':>9}"
        f"{'share':>9}{'place':>8}{'mean s':>8}{'most s':>8}"
    )
    good = True
    for name in options.assignments or course.assignments:
        judge = Judge(course, course.assignments[name], options.patience)
        sets = {
            "bank": judged_bank(judge),
            "single": judged_mutants(judge, options.mutants, options.seed, 1),
            "double": judged_mutants(judge, options.mutants // 2, options.seed, 2),
        }
        for what, tally in sets.items():
            print("\n".join(lines(name, what, tally, options.verbose)), flush=True)
            good &= tally.share >= (DOUBLE_SHARE if what == "double" else SINGLE_SHARE)
        good &= sets["single"].place_share >= PLACE_SHARE
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
