"""Where a person is on the walk through the eleven steps: the numbers, the place, what they have predicted."""

from __future__ import annotations

from collections.abc import Mapping

from quiz_app.lessons.backprop.exercise import Array, Exercise, is_published, published
from quiz_app.lessons.backprop.parts import work_out
from quiz_app.lessons.backprop.prediction import Prediction
from quiz_app.lessons.backprop.recipe import PARAMETERS
from quiz_app.lessons.backprop.typed import read_typed
from quiz_app.lessons.backprop.worked import STEPS, Entry, Worked

PLACES: tuple[tuple[int, str], ...] = tuple(
    (step, part) for step, (_, parts) in STEPS.items() for part in (parts or ("",))
)
KEPT = ("X", "z1", "a1", "z2", "a2", "y_pred", "y_target")
DEFAULT_RATE = 0.1
FIRST_TO_WRITE = 3  # the step with the first function of the student's


class Walk:
    """The state of one person's walk. `step` and `part` say where; `predict_first` hides results until asked.

    The forward pass is given, and so it is hidden only with `predict_forward`.
    """

    def __init__(self) -> None:
        self._place = 0
        self._rounded = True
        self._chosen: dict[str, int] = {}
        self._predictions: dict[str, Prediction] = {}
        self.predict_first = True
        self.predict_forward = False  # the forward pass, too, which is given
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
    def address(self) -> dict[str, str]:
        """The place, for the page's address: `go_to_address` finds it again."""
        return {"step": str(self.step)} | ({"part": self.part} if len(STEPS[self.step][1]) > 1 else {})

    def go_to_address(self, address: Mapping[str, str]) -> None:
        """To the place that an address names; what names none is passed over."""
        step = address.get("step", "")
        if step.isascii() and step.isdecimal() and len(step) <= 2:
            self.go_to(int(step))
            self.go_to_part(address.get("part", ""))

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

    def predict(self, entry: str, text: str = "") -> bool:
        """Say what an entry is going to be, and see; "" only to see. False, and nothing happens, for no number."""
        said = read_typed(text)
        if text and said is None:
            return False
        self._predictions[self.part] = Prediction(entry, text.strip(), said)
        return True

    @property
    def prediction(self) -> Prediction | None:
        """What was said about the current part."""
        return self._predictions.get(self.part)

    def unrounded(self, entry: str) -> float | None:
        """What the entry is with softmax's own probabilities, where the page goes on with rounded ones."""
        if not self.rounded:
            return None
        exact = work_out(self.part, Exercise(self.exercise.given).values, self.learning_rate)
        return next(each.value for each in exact.entries if each.name == entry)

    @property
    def hidden(self) -> bool:
        """Whether the current part's result is still to be predicted."""
        asked = self.step >= FIRST_TO_WRITE or self.predict_forward
        return self.predict_first and asked and bool(self.part) and self.prediction is None

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

    @property
    def updated(self) -> Exercise:
        """The exercise with all weights and biases after one update."""
        values = self.exercise.values
        new = {name: values[name] - self.learning_rate * values[f"dL_d{name}"] for name in PARAMETERS}
        return Exercise({**self.exercise.given, **new})

    def update_once(self) -> None:
        """Go on with the updated weights; what was predicted stays, for nothing more is asked at the end."""
        said = dict(self._predictions)
        self.use(self.updated.given)
        self._predictions = said

    def round_probabilities(self, wanted: bool) -> None:
        """Take the published, rounded probabilities, or softmax's own."""
        self._rounded = wanted
        self.use(self.exercise.given)
