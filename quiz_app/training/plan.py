"""What a notebook trains: a lesson's own network, or a recipe's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quiz_app.training.evidence import Evidence
from quiz_app.training.examples import Examples
from quiz_app.training.program import Program
from quiz_app.training.settings import Settings

if TYPE_CHECKING:
    from grader.sandbox import Chunk

Files = tuple[tuple[str, tuple["Chunk", ...]], ...]


@dataclass(frozen=True)
class Plan:
    """What is trained: a program with functions by "<assignment>.<function>", and how one speaks of its end.

    Attributes:
        ended: the sentence, from the accuracy, the last epoch's mean loss, and what was found out.
        files: the text of the functions, by assignment, where it is known.
        learned: whether an accuracy is above that of guessing, so that nothing has to be found out.
    """

    program: Program
    functions: Mapping[str, object]
    data: Examples
    settings: Settings
    ended: Callable[[float, float, Evidence], str]
    learned: Callable[[float], bool]
    files: Callable[[], Files]
