"""Where a person is on the walk through the eleven steps: the numbers, the place, what they have predicted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quiz_app.by_hand.exercise import Array, Exercise, is_published, published
from quiz_app.by_hand.parts import work_out
from quiz_app.by_hand.worked import STEPS, Entry, Worked

PLACES: tuple[tuple[int, str], ...] = tuple(
    (step, part) for step, (_, parts) in STEPS.items() for part in (parts or ("",))
)
KEPT = ("X", "z1", "a1", "z2", "a2", "y_pred", "y_target")
DEFAULT_RATE = 0.1


@dataclass(frozen=True)
class Prediction:
    """What a person said an entry would be; None: they asked to be shown."""

    entry: str
    said: float | None


class Walk:
    """The state of one person's walk. `step` and `part` say where; `predict_first` hides results until asked."""

    def __init__(self) -> None:
        self._place = 0
        self._rounded = True
        self._chosen: dict[str, int] = {}
        self._predictions: dict[str, Prediction] = {}
        self.predict_first = True
        self.learning_rate = DEFAULT_RATE
        self.exercise = Exercise(published(), rounded=True)

    @property
    def step(self) -> int:
        """The step's number, 1 to 11."""
        return PLACES[self._place][0]

    @property
    def part(self) -> str:
        """The part of the step: the name of what is worked out; "" for step 2, which only keeps values."""
        return PLACES[self._place][1]

    @property
    def at_start(self) -> bool:
        """Whether there is nothing before this."""
        return self._place == 0

    @property
    def at_end(self) -> bool:
        """Whether there is nothing after this."""
        return self._place == len(PLACES) - 1

    def move(self, by: int) -> None:
        """One part on, or back."""
        self._place = min(max(self._place + by, 0), len(PLACES) - 1)

    def go_to(self, step: int) -> None:
        """To the first part of a step."""
        self._place = next((place for place, (number, _) in enumerate(PLACES) if number == step), self._place)

    def go_to_part(self, part: str) -> None:
        """To a part of the current step."""
        if (self.step, part) in PLACES:
            self._place = PLACES.index((self.step, part))

    @property
    def worked(self) -> Worked:
        """The current part, worked out."""
        return work_out(self.part, self.exercise.values, self.learning_rate)

    def entry(self, worked: Worked) -> Entry:
        """The entry that is looked at: the chosen one, else the first whose value is not 0."""
        first = next((place for place, entry in enumerate(worked.entries) if entry.value), 0)
        return worked.entries[min(self._chosen.get(self.part, first), len(worked.entries) - 1)]

    def choose(self, part: str, place: int) -> None:
        """Look at another entry of a part."""
        self._chosen[part] = place

    def predict(self, entry: str, said: float | None) -> None:
        """Say what an entry is going to be, and see; None only to see."""
        self._predictions[self.part] = Prediction(entry, said)

    @property
    def prediction(self) -> Prediction | None:
        """What was said about the current part."""
        return self._predictions.get(self.part)

    @property
    def hidden(self) -> bool:
        """Whether the current part's result is still to be predicted."""
        return self.predict_first and bool(self.part) and self.prediction is None

    @property
    def known(self) -> frozenset[str]:
        """Names of the values and gradients that have been worked out so far."""
        names = {"X", "y_target"}
        for step, part in PLACES[: self._place + (not self.hidden)]:
            if step < 11:
                names |= {part, part.replace("dL_dW", "dL_db")}
        return frozenset(names - {""})

    @property
    def rounded(self) -> bool:
        """Whether the published, rounded probabilities are used."""
        return self.exercise.rounded

    @property
    def published(self) -> bool:
        """Whether the numbers are those of the published exercise."""
        return is_published(self.exercise.given)

    def use(self, given: Mapping[str, Array]) -> None:
        """Take other numbers; everything follows from them, and what was predicted before no longer counts."""
        self.exercise = Exercise(dict(given), rounded=self._rounded and is_published(given))
        self._predictions.clear()

    def round_probabilities(self, wanted: bool) -> None:
        """Take the published, rounded probabilities, or softmax's own."""
        self._rounded = wanted
        self.use(self.exercise.given)
