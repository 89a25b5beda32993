"""What each assignment opens in the laboratory, by the roles of its functions, and what is still lacking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quiz_app.laboratory.assembling import Shelf
from quiz_app.laboratory.experiment import Experiment


@dataclass(frozen=True)
class Opening:
    """A part of a network, or a whole experiment.

    Attributes:
        title: what a person calls it.
        needs: the functions that it calls, as "<assignment>.<function>".
        experiment: None for a part.
    """

    title: str
    needs: tuple[str, ...]
    experiment: Experiment | None = None

    def lacking(self, written: Iterable[str]) -> tuple[str, ...]:
        """The functions that it calls and that are not among these."""
        have = set(written)
        return tuple(name for name in self.needs if name not in have)


def openings(shelf: Shelf, assignments: Sequence[str]) -> Mapping[str, tuple[Opening, ...]]:
    """By assignment, in the course's order: what can be used once its functions are there, too.

    What calls functions of several assignments stands at the last one of them.
    """
    kinds: tuple[Iterable[str], ...] = (
        shelf.blocks,
        shelf.losses,
        shelf.optimizers,
        shelf.first_weights,
        shelf.penalties,
        shelf.clippings,
        shelf.schedules,
        shelf.stops,
        shelf.batches,
    )
    parts = [Opening(_title(shelf, name), shelf.needs(name)) for names in kinds for name in names]
    return _by_last(parts, assignments)


def experiments(
    shelf: Shelf, ready: Iterable[Experiment], assignments: Sequence[str]
) -> Mapping[str, tuple[Opening, ...]]:
    """The same of ready-made experiments."""
    found = []
    for one in ready:
        found.append(Opening(one.title, tuple(called_by(one, shelf)), one))
    return _by_last(found, assignments)


def names_in(experiment: Experiment, shelf: Shelf) -> list[str]:
    """All that an experiment uses, by name: the last block, too."""
    one = experiment
    more = (one.output, one.penalty, one.clipping, one.schedule, one.stop, one.batches)
    found = [shelf.last, one.initialisation, *(each.use for each in (*one.blocks, *more) if each is not None)]
    found.append(one.loss.use if one.loss else next(iter(shelf.losses)))
    found.append(one.optimizer.use if one.optimizer else next(iter(shelf.optimizers)))
    return found


def called_by(experiment: Experiment, shelf: Shelf) -> list[str]:
    """The functions that an experiment calls, each once, as "<assignment>.<function>"."""
    return needed_by(names_in(experiment, shelf), shelf)


def needed_by(names: Iterable[str], shelf: Shelf) -> list[str]:
    """The functions that these parts of a network call, each once."""
    return list(dict.fromkeys(function for name in names for function in shelf.needs(name)))


def missing(functions: Iterable[str], usable: set[str] | None) -> list[str]:
    """Those of the functions, each once, that cannot be used; `usable` is None where all can be."""
    return [name for name in dict.fromkeys(functions) if usable is not None and name not in usable]


def _title(shelf: Shelf, name: str) -> str:
    known = shelf.blocks.get(name) or shelf.losses.get(name)
    return (known.title if known else name.partition(".")[2]).replace("_", " ")


def _by_last(found: Iterable[Opening], assignments: Sequence[str]) -> Mapping[str, tuple[Opening, ...]]:
    place = {name: number for number, name in enumerate(assignments)}
    result: dict[str, list[Opening]] = {name: [] for name in assignments}
    for one in found:
        last = max((place.get(name.partition(".")[0], -1) for name in one.needs), default=-1)
        if last >= 0:
            result[assignments[last]].append(one)
    return {name: tuple(each) for name, each in result.items()}
