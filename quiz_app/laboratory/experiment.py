"""An experiment: data, blocks and all other choices, as TOML in a file or, packed, in an address."""

from __future__ import annotations

import base64
import binascii
import json
import math
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from quiz_app.training.examples import ALL_DIGITS, IMAGES, SETS, SHIFTS
from quiz_app.training.settings import Settings

MOST_BLOCKS, MOST_UNITS, MOST_EXAMPLES, MOST_EPOCHS = 64, 1024, 5000, 10_000
MOST_DIGITS = 60_000
MOST_TEXT = 20_000
_SEED = 2**31 - 1


class ExperimentError(ValueError):
    """An experiment that cannot be. The text is one sentence that says what, where and what to do."""


@dataclass(frozen=True)
class Chosen:
    """A function or a block that was chosen, with its settings; those that are not named are as usual."""

    use: str
    settings: Mapping[str, float] = field(default_factory=dict)
    units: int = 0

    def table(self) -> dict[str, Any]:
        """As it stands in a file."""
        return {"use": self.use} | ({"units": self.units} if self.units else {}) | dict(self.settings)


@dataclass(frozen=True)
class Experiment:
    """All choices. The last block always has a unit for each class; it is not in `blocks`.

    Attributes:
        title: of a ready-made one, with a question to predict before it runs, guesses, and what is seen.
        data: "digits", or a set of points in a plane.
        examples: how many to train on.
        copies: of each image, shifted by a pixel or two.
        noise: how far points are moved at random.
        output: the activation after the last block, where the loss takes one.
        loss, optimizer: None is the first that the course has.
        initialisation: the function that draws first weights.
        penalty, clipping, schedule, stop, batches: what else takes part; None: nothing.
    """

    title: str = ""
    question: str = ""
    guesses: tuple[str, ...] = ()
    seen: str = ""
    data: str = "moons"
    examples: int = 300
    copies: int = 0
    noise: float = 0.1
    blocks: tuple[Chosen, ...] = ()
    output: Chosen | None = None
    loss: Chosen | None = None
    initialisation: str = "engine.by_width"
    optimizer: Chosen | None = None
    learning_rate: float = 0.1
    batch_size: int = 16
    epochs: int = 200
    seed: int = 0
    penalty: Chosen | None = None
    clipping: Chosen | None = None
    schedule: Chosen | None = None
    stop: Chosen | None = None
    batches: Chosen | None = None

    def __post_init__(self) -> None:
        """Raises ExperimentError for a number out of range."""
        if self.data not in (*SETS, ALL_DIGITS):
            raise ExperimentError(f"data = {self.data!r} is not known; there are {', '.join(SETS)}.")
        if len(self.blocks) > MOST_BLOCKS:
            raise ExperimentError(f"A network may have up to {MOST_BLOCKS} blocks, not {len(self.blocks)}.")
        _within("examples", self.examples, 10, most_examples(self.data))
        _within("copies", self.copies, 0, len(SHIFTS) if self.data in IMAGES else 0)
        _within("noise", self.noise, 0.0, 1.0)
        _within("learning_rate", self.learning_rate, 1e-7, 100.0)
        _within("batch_size", self.batch_size, 1, MOST_EXAMPLES)
        _within("epochs", self.epochs, 1, MOST_EPOCHS)
        _within("seed", self.seed, 0, _SEED)
        for each in self.blocks:
            if each.units:
                _within(f"units of {each.use}", each.units, 1, MOST_UNITS)

    def with_(self, **changes: Any) -> Experiment:
        """Another one: what is said of this one is not said of it."""
        return replace(self, title="", question="", guesses=(), seen="", **changes)

    def settings(self) -> Settings:
        """What it has in common with every training."""
        return Settings(self.epochs, self.batch_size, self.learning_rate, seed=self.seed, falling=False)

    def table(self) -> dict[str, Any]:
        """What differs from the usual, as it stands in a file."""
        usual, found = Experiment(), {}
        for each in fields(self):
            value = getattr(self, each.name)
            if value == getattr(usual, each.name):
                continue
            if isinstance(value, Chosen):
                value = value.table()
            elif isinstance(value, tuple):
                value = [one.table() if isinstance(one, Chosen) else one for one in value]
            elif value is None:
                continue
            found[each.name] = value
        return found


def read(text: str) -> Experiment:
    """The experiment of a TOML file.

    Raises:
        ExperimentError: it is none.
    """
    if len(text) > MOST_TEXT:
        raise ExperimentError("The experiment is too long.")
    try:
        return of_table(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ExperimentError(f"This is no TOML: {error}.") from None


def written(experiment: Experiment) -> str:
    """The experiment as TOML."""
    lines = []
    for name, value in experiment.table().items():
        if isinstance(value, list):
            rows = "".join(f"    {_toml(one)},\n" for one in value)
            lines.append(f"{name} = [\n{rows}]")
        else:
            lines.append(f"{name} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def packed(experiment: Experiment) -> str:
    """Short, for an address."""
    text = json.dumps(experiment.table(), separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def unpacked(text: str) -> Experiment:
    """The experiment of an address.

    Raises:
        ExperimentError: there is none in it.
    """
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        plain = zlib.decompressobj().decompress(content, MOST_TEXT)
        return of_table(json.loads(plain))
    except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
        if isinstance(error, ExperimentError):
            raise
        raise ExperimentError("The address holds no experiment that can be read.") from None


def of_table(table: Any) -> Experiment:
    """The experiment that a table describes."""
    if not isinstance(table, dict):
        raise ExperimentError("An experiment is a table of choices.")
    usual = Experiment()
    found: dict[str, Any] = {}
    for name, value in table.items():
        if name not in {each.name for each in fields(Experiment)}:
            raise ExperimentError(f"{name} is no choice of an experiment; there are {', '.join(_names())}.")
        if name == "blocks":
            if not isinstance(value, list):
                raise ExperimentError("blocks must be a list of tables, each with a name under `use`.")
            found[name] = tuple(_chosen(f"block {place}", one) for place, one in enumerate(value, start=1))
        elif name == "guesses":
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise ExperimentError("guesses must be a list of texts.")
            found[name] = tuple(value)
        elif name in ("output", "loss", "optimizer", "penalty", "clipping", "schedule", "stop", "batches"):
            found[name] = _chosen(name, value)
        else:
            found[name] = _as(name, value, type(getattr(usual, name)))
    return Experiment(**found)


def _chosen(where: str, value: Any) -> Chosen:
    if isinstance(value, str):
        return Chosen(value)
    if not isinstance(value, dict) or not isinstance(value.get("use"), str):
        raise ExperimentError(f"{where} must be a table with a name under `use`.")
    rest: dict[str, Any] = {name: one for name, one in value.items() if name not in ("use", "units")}
    for name, one in rest.items():
        if not _is_number(one):
            raise ExperimentError(f"{name} of {where} must be a number.")
    return Chosen(value["use"], rest, _as(f"units of {where}", value.get("units", 0), int))


def _as(name: str, value: Any, kind: type) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not kind or (kind is float and not _is_number(value)):
        wanted = {int: "a whole number", float: "a number", str: "a text"}[kind]
        raise ExperimentError(f"{name} must be {wanted}, not {value!r:.40}.")
    return value


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def most_examples(data: str) -> int:
    """How many of a set an experiment may train on."""
    return MOST_DIGITS if data == ALL_DIGITS else MOST_EXAMPLES


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ExperimentError(f"{name} must be from {low:g} to {high:g}, not {value:g}.")


def _names() -> list[str]:
    return [each.name for each in fields(Experiment)]


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
