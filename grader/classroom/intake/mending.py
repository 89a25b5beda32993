"""Whatever was handed in -> a clean notebook: the release version with the student's code in its places.

Nothing of a student's metadata is kept: names, points, locks and outputs are those of the release. Their text finds
its place by the name that the cell claims, by being the release's own text, or by the function that it defines. Cells
that are not in the release stay where they stood, after the same neighbour; they run, and are not graded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.classroom.intake.which_file import read_work
from grader.classroom.template import Notebook, Template, grade_id
from grader.sandbox.inside.reading.cells import Cell


@dataclass(frozen=True)
class Mended:
    """A notebook in the release's structure, with the student's text.

    Attributes:
        notebook: format 4.5, without outputs; it shares its metadata with the template.
        notes: sentences on what was repaired.
        for_a_person: sentences on what somebody must look at; empty for most.
        problem: why nothing of it can be graded, or None.
    """

    notebook: Notebook
    notes: tuple[str, ...] = ()
    for_a_person: tuple[str, ...] = ()
    problem: str | None = None


def mend(files: Mapping[str, bytes], template: Template) -> Mended:
    """Rebuild the notebook that a student was given, with what they wrote into it.

    Args:
        files: what was handed in, by name relative to the student's folder, '/' between its parts.
        template: the release version.
    """
    reading = read_work(files, template.assignment)
    if reading.problem is not None:
        return Mended(_fresh(template), reading.notes, reading.for_a_person, reading.problem)
    mending = _Mending(template, reading.cells)
    mending.identify()
    mending.place_steps()
    repairs = [] if reading.is_script else mending.notes()
    return Mended(mending.assembled(), (*reading.notes, *repairs), reading.for_a_person)


def unreadable(problem: str, template: Template) -> Mended:
    """The release version, for work of which nothing can be read; somebody must look at it."""
    return Mended(_fresh(template), for_a_person=(problem,), problem=problem)


@dataclass
class _Mending:
    """What is known, while it is found out, about which cell belongs where. Cells are known by their position."""

    template: Template
    cells: Sequence[Cell]
    place: dict[int, str] = field(default_factory=dict)  # student's cell -> the template cell whose place it has
    texts: dict[str, str] = field(default_factory=dict)  # template cell -> the student's text in it
    kinds: dict[str, str] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)  # copies of what the template has already
    before: dict[str, list[int]] = field(default_factory=dict)  # cells that run right before a template cell
    changed: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    retyped: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.steps = self.template.assignment.steps
        self.originals: dict[str, dict[str, Any]] = {cell["id"]: cell for cell in self.template.notebook["cells"]}
        self.defines = [
            # Prose may quote code; a step's own cell, made into text by accident, is still code.
            {name: is_written for name, is_written in cell.defines.items() if name in self.steps}
            if cell.kind == "code" or cell.name in self.steps
            else {}
            for cell in self.cells
        ]

    def identify(self) -> None:
        """Find the place of every cell that says where it belongs, or whose text is the release's own."""
        by_text = {cell["source"].strip(): name for name, cell in self.originals.items() if grade_id(cell)}
        for index, cell in enumerate(self.cells):
            name = cell.name if cell.name in self.originals else by_text.get(cell.source.strip())
            if name is None or name in self.steps:
                continue
            original = self.originals[name]
            if grade_id(original) is None:  # room for the student's own
                if name not in self.texts:
                    self.place[index] = name
                    self.texts[name], self.kinds[name] = cell.source, cell.kind
                continue
            same = cell.source.strip() == original["source"].strip()
            if not same and any(self.defines[index].values()):
                continue  # work in a cell that is not meant for it stays, as a cell of its own
            if name in self.place.values():
                self.copies.append(name)
                self.dropped.add(index)
                continue
            self.place[index] = name
            if cell.kind != original["cell_type"]:
                self.retyped.append(name)
            elif not same:
                self.changed.append(name)

    def place_steps(self) -> None:
        """Find each step's cell: the one that says so and has work in it, else one that defines it."""
        for function in self.steps:
            stub = self.originals[function]["source"].strip()
            claimed = [
                index
                for index, cell in enumerate(self.cells)
                if index not in self.place and (cell.name == function or cell.source.strip() == stub)
            ]
            blank = [index for index in claimed if self._is_blank(index, function)]
            touched = [
                index
                for index in claimed
                if index not in blank and (self.cells[index].kind == "code" or self.defines[index])
            ]
            self.dropped.update(blank)
            if not touched:
                touched = self._only_definers(function)
            elif len(claimed) > 1:
                self.copies.append(function)
            if touched:
                chosen = next((i for i in reversed(touched) if self.defines[i].get(function)), touched[-1])
                self._put(function, chosen, [index for index in touched if index != chosen])
            elif blank:
                self.place[blank[0]] = function
            if not touched and any(defined.get(function) for defined in self.defines):
                # The empty function must not come after the one that is written somewhere else.
                self.texts[function] = f"# {function} is defined in another cell."
                self.moved.append(function)

    def _is_blank(self, index: int, function: str) -> bool:
        """Whether a cell holds nothing but stubs, or nothing at all."""
        cell, defined = self.cells[index], self.defines[index]
        stub = self.originals[function]["source"].strip()
        return cell.source.strip() in ("", stub) or (bool(defined) and not any(defined.values()))

    def _only_definers(self, function: str) -> list[int]:
        """Cells without a place that define this function and no other step's."""
        found = [
            index
            for index, defined in enumerate(self.defines)
            if index not in self.place and index not in self.dropped and list(defined.items()) == [(function, True)]
        ]
        if found:
            self.moved.append(function)
        return found

    def _put(self, function: str, chosen: int, others: list[int]) -> None:
        self.place[chosen] = function
        self.texts[function] = self.cells[chosen].source
        if self.cells[chosen].kind != "code":
            self.retyped.append(function)
        for index in others:  # an earlier version may hold something that the last one needs
            self.place[index] = function
        self.before[function] = others

    def assembled(self) -> Notebook:
        """The notebook: the template's cells in its order, and the student's own after the neighbour they had."""
        notebook = _fresh(self.template)
        extras: dict[str | None, list[int]] = {}
        neighbour: str | None = None
        for index in range(len(self.cells)):
            if index in self.place:
                neighbour = self.place[index]
            elif index not in self.dropped and self.cells[index].source.strip():
                extras.setdefault(neighbour, []).append(index)
        cells = self._own_cells(extras.get(None, ()))
        for cell in notebook["cells"]:
            name = cell["id"]
            if name in self.texts:
                cell["source"] = self.texts[name]
                if self.kinds.get(name, cell["cell_type"]) != cell["cell_type"]:
                    cell = _own_cell(self.kinds[name], self.texts[name], name)
            cells += self._own_cells(self.before.get(name, ()))
            cells.append(cell)
            cells += self._own_cells(extras.get(name, ()))
        notebook["cells"] = cells
        return notebook

    def _own_cells(self, indices: Iterable[int]) -> list[dict[str, Any]]:
        return [_own_cell(self.cells[i].kind, self.cells[i].source, f"added-by-the-student-{i + 1}") for i in indices]

    def notes(self) -> list[str]:
        """What was repaired, in sentences."""
        placed = [self.place[index] for index in sorted(self.place)]
        order = [name for name in self.originals if name in placed]
        missing = [name for name, cell in self.originals.items() if grade_id(cell) and name not in placed]
        missing = [name for name in missing if name not in self.moved]
        given = [name for name in placed if grade_id(self.originals[name])]
        found = (
            ("Missing cells were put back", missing),
            ("Cells that are given had been changed, and are as they were", self.changed),
            ("Cells were there more than once", self.copies),
            ("Cells had been made into another type", self.retyped),
            ("Functions were found outside their own cell", self.moved),
        )
        notes = [f"{what}: {_listed(names)}." for what, names in found if names]
        if list(dict.fromkeys(given)) != [name for name in order if name in given]:
            notes.append("The cells stood in another order; they are in the order of the release.")
        return notes


def _fresh(template: Template) -> Notebook:
    """The template before anybody writes into it. The metadata are the template's own: not to be changed."""
    cells = [
        {**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {**cell}
        for cell in template.notebook["cells"]
    ]
    return {**template.notebook, "cells": cells}


def _own_cell(kind: str, source: str, name: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    return cell | {"outputs": [], "execution_count": None} if kind == "code" else cell


def _listed(names: Sequence[str]) -> str:
    shown = list(dict.fromkeys(names))
    return ", ".join(shown[:5]) + (f" and {len(shown) - 5} more" if len(shown) > 5 else "")
