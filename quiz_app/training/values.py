"""The values of a training in a list, and the calls of a program by places in it: a name takes longer to look up.

It needs nothing but Python: see `loop.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from quiz_app.training.program import ENGINE, Operation, Program

GIVEN = ("x", "labels", "t", "chance", "rate", "count", "epoch", "n", "batch_size", "history")
NUMBER, UNLOOKED = -1, -2  # in place of the place of a shape


class Several(NamedTuple):
    """Places of several answers, and for each that of a value with its shape; `listed`: they come as one list."""

    answers: tuple[int, ...]
    like: tuple[int, ...]
    listed: bool


class Placed(NamedTuple):
    """A call by places.

    Attributes:
        name: of the function.
        function: itself.
        arguments: the places of the values that it gets.
        answer: the place of its answer.
        like: the place of a value that has its shape; NUMBER, or UNLOOKED: it is the engine's.
        several: where there is more than one answer; `answer` and `like` mean nothing then.
    """

    name: str
    function: Callable[..., Any]
    arguments: tuple[int, ...]
    answer: int
    like: int
    several: Several | None = None


class Places:
    """Where each value of a program stands, and its calls by places.

    Attributes:
        forward, backward, updates, plain, schedule, stop, batches: the lists of calls.
        ahead, back: the places of what the first two answer.
        weights: the places of the parameters.
        moves: for each parameter and state its place, and that of what an update makes of it.
    """

    def __init__(self, program: Program, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._of: dict[str, int] = {}
        kept = [*(each.name for each in program.parameters), *(name for name, _ in program.states)]
        self._add((*(name for name, _ in program.settings), *kept, *GIVEN))
        self.ahead = self._answers_of(program.forward)
        self.back = self._answers_of(program.backward)
        others = (program.updates, program.plain, program.schedule, program.stop, program.batches)
        self._answers_of([call for calls in (*others, program.to_inputs) for call in calls])
        self._functions = functions
        self.forward = self.placed(program.forward)
        self.backward = self.placed(program.backward)
        self.updates, self.plain, self.schedule, self.stop, self.batches = map(self.placed, others)
        self.weights = tuple(self._of[each.name] for each in program.parameters)
        self.moves = tuple((self._of[name], self._of[f"{name}'"]) for name in kept)

    def __len__(self) -> int:
        return len(self._of)

    def __getitem__(self, name: str) -> int:
        return self._of[name]

    def get(self, name: str) -> int | None:
        """The place, or None where there is no such value."""
        return self._of.get(name)

    def names(self) -> Iterable[str]:
        """All names, by their places."""
        return self._of

    def placed(self, calls: Iterable[Operation]) -> tuple[Placed, ...]:
        """These calls. A list of values is put together by a call of its own."""
        found: list[Placed] = []
        for call in calls:
            arguments = []
            for name in call.arguments:
                if name.startswith("["):
                    place = self._of.setdefault(name, len(self._of))
                    found.append(Placed("", _listed, self._all((name,)), place, UNLOOKED))
                    arguments.append(place)
                else:
                    arguments.append(self._of[name])
            found.append(self._one(call, tuple(arguments)))
        return tuple(found)

    def _one(self, call: Operation, arguments: tuple[int, ...]) -> Placed:
        function = self._functions[call.function]
        listed = call.answers[0].startswith("[")
        answers, likes = self._all(call.answers), split(call.like)
        if call.function.startswith(ENGINE):
            like = (UNLOOKED,) * len(answers)
        else:
            like = tuple(self._of[name] if name else NUMBER for name in likes)
        if len(answers) == 1 and not listed:
            return Placed(call.function, function, arguments, answers[0], like[0])
        return Placed(call.function, function, arguments, NUMBER, NUMBER, Several(answers, like, listed))

    def _answers_of(self, calls: Sequence[Operation]) -> slice:
        """Places for what these calls answer and nobody before them: one after the other."""
        begin = len(self._of)
        self._add(name for call in calls for name in split(call.answers))
        return slice(begin, len(self._of))

    def _all(self, names: Iterable[str]) -> tuple[int, ...]:
        return tuple(self._of[name] for name in split(names))

    def _add(self, names: Iterable[str]) -> None:
        for name in names:
            self._of.setdefault(name, len(self._of))


def split(names: Iterable[str]) -> list[str]:
    """All names, those in brackets one by one."""
    return [one for name in names for one in name.strip("[]").split(" ")]


def _listed(*values: Any) -> list[Any]:
    return list(values)
