"""Which statements of a submission are run, after some of them took the process with them."""

from __future__ import annotations

from dataclasses import dataclass, replace

_MOST_SKIPPED = 2  # statements; each may have taken all the time that loading has
_BEGINNING = ("", 0)


@dataclass(frozen=True)
class LoadingPlan:
    """How to load; see ``inside.loading.load``. A statement that takes the process with it is left out next time."""

    skipped: tuple[tuple[str, int], ...] = ()
    definitions_from: tuple[str, int] | None = None
    is_traced: bool = False

    def after(self, place: tuple[str, int] | None) -> LoadingPlan | None:
        """What to try when loading was lost at this statement, None if that is unknown; None when all was tried."""
        if self.definitions_from is not None:
            return None if self.definitions_from == _BEGINNING else LoadingPlan(definitions_from=_BEGINNING)
        if place is None:
            return LoadingPlan(definitions_from=_BEGINNING) if self.is_traced else replace(self, is_traced=True)
        if len(self.skipped) < _MOST_SKIPPED and place not in self.skipped:
            return replace(self, skipped=(*self.skipped, place))
        return replace(self, definitions_from=self.skipped[0] if self.skipped else _BEGINNING)
