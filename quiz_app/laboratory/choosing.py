"""What somebody has chosen for a place in a network, and its settings, checked against what there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from grader.key.key import SettingFacts
from quiz_app.laboratory.experiment import Chosen, ExperimentError
from quiz_app.laboratory.parts import Part, is_whole

_Kind = TypeVar("_Kind")


def known(where: str, chosen: Chosen, offered: Mapping[str, _Kind]) -> _Kind:
    """What is meant.

    Raises:
        ExperimentError: there is no such thing.
    """
    if chosen.use not in offered:
        raise ExperimentError(f"{where} is {chosen.use!r}, which is not known; there are {', '.join(offered)}.")
    return offered[chosen.use]


def refuse_what_is_the_experiments(where: str, chosen: Chosen, part: Part) -> None:
    """Raises ExperimentError for a setting that the experiment has once for all: it would have no effect here."""
    for name in chosen.settings:
        if name in part.settings and name not in part.own_settings:
            whole = "batch_size" if part.role.part == "batches" else "learning_rate"
            raise ExperimentError(
                f"{name} of {where}, {chosen.use}, is the experiment's own: set `{whole}` beside `{where}`, "
                f"not in it."
            )


def settings_of(where: str, prefix: str, chosen: Chosen, offered: Mapping[str, SettingFacts]) -> dict[str, float]:
    """All settings by "<prefix>.<name>"; those that were not chosen are as usual.

    Raises:
        ExperimentError: one is not known, or out of its range.
    """
    for name in chosen.settings:
        if name not in offered:
            there = f"it has {', '.join(offered)}" if offered else "it has none"
            raise ExperimentError(f"{name} is no setting of {where}, {chosen.use}; {there}.")
    found: dict[str, float] = {}
    for name, facts in offered.items():
        value = chosen.settings.get(name, facts.usual)
        if not facts.low <= value <= facts.high:
            raise ExperimentError(
                f"{name} of {where}, {chosen.use}, must be from {facts.low:g} to {facts.high:g}, not {value:g}."
            )
        whole = is_whole(facts) and float(value).is_integer()
        found[f"{prefix}.{name}"] = int(value) if whole else float(value)
    return found
