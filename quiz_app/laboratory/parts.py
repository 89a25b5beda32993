"""The functions that can play a part in a network, by the roles in their records; nothing here names one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grader.key.key import RoleFacts, SettingFacts, Signature


def is_whole(setting: SettingFacts) -> bool:
    """Whether a setting counts something."""
    return all(float(each).is_integer() for each in (setting.usual, setting.low, setting.high))


@dataclass(frozen=True)
class Part:
    """A function with a role.

    Attributes:
        name: "<assignment>.<function>".
        signature: its record as data.
        role: its part, with settings and partner.
    """

    name: str
    signature: Signature
    role: RoleFacts

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(argument.name for argument in self.signature.arguments)

    @property
    def own(self) -> tuple[str, ...]:
        """The arguments that nobody chooses and that are not kept from call to call."""
        return tuple(
            name for name in self.arguments if name not in self.role.settings and name not in self.role.state
        )

    @property
    def result(self) -> str:
        """The name of the first result."""
        return self.signature.results[0].name

    @property
    def settings(self) -> Mapping[str, SettingFacts]:
        return self.role.settings

    @property
    def rate(self) -> str:
        """The setting of an optimizer or a schedule that is the learning rate: the first one. Others have none."""
        return next(iter(self.settings), "") if self.role.part in ("optimizer", "schedule") else ""

    @property
    def moves(self) -> bool:
        """Whether it moves one parameter by its gradient."""
        given = {self.result, f"dL_d{self.result}"}
        return given <= {*self.arguments} and {*self.own} <= given

    @property
    def own_settings(self) -> Mapping[str, SettingFacts]:
        """Those that are chosen for it alone: a run has one learning rate, and one batch size."""
        if self.role.part == "batches":
            return {}
        return {name: each for name, each in self.settings.items() if name != self.rate}


class Parts:
    """All functions with roles of some assignments.

    Args:
        signatures: (assignment, the records of its functions by name), in the course's order.
    """

    def __init__(self, signatures: Iterable[tuple[str, Mapping[str, Signature]]]) -> None:
        self._parts: dict[str, Part] = {}
        self.known: set[str] = set()
        for assignment, functions in signatures:
            for name, signature in functions.items():
                self.known.add(f"{assignment}.{name}")
                if signature.role is not None:
                    self._parts[f"{assignment}.{name}"] = Part(f"{assignment}.{name}", signature, signature.role)

    def __getitem__(self, name: str) -> Part:
        return self._parts[name]

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def playing(self, part: str) -> list[Part]:
        """Those of this part, in the course's order."""
        return [each for each in self._parts.values() if each.role.part == part]

    def partner(self, part: Part) -> Part | None:
        """The function that belongs to it, where that is at hand."""
        return self._parts.get(part.role.partner)

    def derivatives(self, part: Part) -> dict[str, Part]:
        """Those that go back through it, by the argument whose gradient they give."""
        found = {each.result: each for each in self.playing("derivative") if each.role.partner == part.name}
        partner = self.partner(part)
        if partner is not None and not found:
            found = {part.own[0]: partner}
        return found
