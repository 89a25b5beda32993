"""Which of the files that a student handed in is the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from grader.course import Assignment
from grader.reading.budget import Budget
from grader.reading.opening import BEGINNING
from grader.sandbox.inside.reading.cells import CellsRead
from grader.sandbox.inside.reading.file_format import is_notebook_name, is_python_name, looks_like_work
from grader.sandbox.plain_text import plain_line

_MOST_FILES = 20  # that are looked into


@dataclass(frozen=True)
class _Candidate:
    name: str
    reading: CellsRead
    work: frozenset[tuple[str, str]]  # steps of the assignment that have something written in them, with their cells

    @property
    def steps(self) -> int:
        return len({function for function, _ in self.work})

    @property
    def is_notebook(self) -> bool:
        return is_notebook_name(self.name) or (self.reading.problem is None and not self.reading.is_script)

    @property
    def shown(self) -> str:
        return repr(plain_line(self.name, 80))


def read_work(files: Mapping[str, bytes], assignment: Assignment) -> CellsRead:
    """The cells of the file that counts: the notebook of the right name, else the one with the most work in it.

    Args:
        files: what was handed in, by name relative to the student's folder; other files are passed over.
        assignment: says what the notebook should be called, and which functions are work.
    """
    wanted = f"{assignment.name}.ipynb"
    names = [name for name, content in files.items() if _may_be_work(name, content)]
    names.sort(key=lambda name: (name != wanted, not _is_named_so(name), name))
    budget = Budget()
    candidates = [_candidate(name, files[name], assignment, budget) for name in names[:_MOST_FILES]]
    readable = [candidate for candidate in candidates if candidate.reading.problem is None]
    unreadable = [candidate for candidate in candidates if candidate.reading.problem is not None]
    readable = [c for c in readable if c.is_notebook or c.steps or c.name == f"{assignment.name}.py"]
    if not readable:
        problem = unreadable[0].reading.problem if unreadable else f"There is no notebook {wanted} in the folder."
        found = ", ".join(candidate.shown for candidate in unreadable) or _listed(files)
        return CellsRead(problem=problem, for_a_person=(f"Nothing could be graded: {problem} Handed in: {found}.",))
    chosen = readable[0]
    if chosen.name != wanted or not chosen.steps:
        chosen = max(readable, key=lambda candidate: (candidate.steps, candidate.is_notebook))
    notes, for_a_person = [], []
    if chosen.name != wanted:
        notes.append(f"{chosen.shown} was handed in and graded as {wanted}.")
        if any(candidate.name == wanted for candidate in candidates):
            for_a_person.append(f"{wanted} has no work in it or cannot be read; {chosen.shown} was graded instead.")
    for other in readable:
        if other is not chosen and other.steps:
            as_much = other.steps >= chosen.steps and not other.work <= chosen.work
            place = for_a_person if as_much or chosen.name != wanted else notes
            place.append(f"There is {'other ' if as_much else ''}work in {other.shown}, too; it was not graded.")
    for other in unreadable:
        if other.is_notebook:
            for_a_person.append(f"{other.shown} cannot be read: {other.reading.problem}")
    return replace(
        chosen.reading,
        notes=(*notes, *chosen.reading.notes),
        for_a_person=(*for_a_person, *chosen.reading.for_a_person),
    )


def _may_be_work(name: str, content: bytes) -> bool:
    """By what the file holds; one with the right ending may be damaged, and is looked into all the same."""
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__")) for part in path.parts)  # checkpoints, caches, __MACOSX
    return not hidden and (_is_named_so(name) or looks_like_work(content[:BEGINNING]))


def _is_named_so(name: str) -> bool:
    return is_notebook_name(name) or is_python_name(name)


def _candidate(name: str, content: bytes, assignment: Assignment, budget: Budget) -> _Candidate:
    reading = budget.cells(content, PurePosixPath(name).name)
    work = frozenset(
        (function, cell.source)
        for cell in reading.cells
        for function, is_written in cell.defines.items()
        if is_written and function in assignment.steps
    )
    return _Candidate(name, reading, work)


def _listed(files: Mapping[str, bytes]) -> str:
    names = [repr(plain_line(name, 80)) for name in sorted(files)[:5]]
    return ", ".join(names) + (" and more" if len(files) > 5 else "") if names else "nothing"
