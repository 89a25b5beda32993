"""Wrong answers that nothing explains: who gave the same ones, and one of the functions that gave them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.classroom.marked_notebook import Marked
from grader.classroom.people import Student
from grader.sandbox.inside.reading.structure import Structure, Written

WRONG = ("failed", "error")


@dataclass(frozen=True)
class AnswersAlike:
    """One group.

    Attributes:
        step: the function.
        answers: the name of the answers, for a table in `assignment.toml`.
        students: who gave them.
        sample: one student's function, as it is written.
    """

    step: str
    answers: str
    students: tuple[Student, ...]
    sample: str

    @property
    def table(self) -> str:
        """What an instructor writes to say something to all of them."""
        keys = "".join(f'\n{key} = ""' for key in ("name", "looks_like", "why", "next"))
        return f"[answers.{self.step}.{self.answers}]{keys}"


def answers_alike(
    read: Sequence[Marked],
    people: Mapping[str, Student],
    code: Mapping[str, Mapping[Structure, tuple[Written, ...]]],
) -> tuple[AnswersAlike, ...]:
    """The groups, the largest first.

    Args:
        read: what was graded.
        people: the students by their ids.
        code: the functions in each student's submission.
    """
    given: dict[tuple[str, str], list[str]] = defaultdict(list)
    for found in read:
        for step in found.steps.values():
            if step.answers and step.outcome in WRONG:
                given[step.function, step.answers].append(found.student)
    groups = [
        AnswersAlike(step, answers, tuple(people[one] for one in who), _sample(step, code.get(who[0], {})))
        for (step, answers), who in given.items()
    ]
    return tuple(sorted(groups, key=lambda group: -len(group.students)))


def _sample(function: str, code: Mapping[Structure, tuple[Written, ...]]) -> str:
    found = [one.source for written in code.values() for one in written if one.name == function]
    return found[-1] if found else ""
