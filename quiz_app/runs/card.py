"""A run in a line: what trained, how, with which code and seed, and what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from quiz_app.laboratory.experiment import unpacked
from quiz_app.runs.job import Lane
from quiz_app.runs.progress import LaneView, RunView
from quiz_app.training.outcome import loss_text


@dataclass(frozen=True)
class RunCard:
    """What a list says of a run that is kept.

    Attributes:
        id: by which the archive finds it.
        kind: of the page that it is from.
        kept_at: seconds since 1970.
        lanes: a line for each of its trainings.
    """

    id: str
    kind: str
    kept_at: float
    lanes: tuple[str, ...]

    @property
    def when(self) -> str:
        """Day and time, as the server's clock has them."""
        return time.strftime("%d.%m. %H:%M", time.localtime(self.kept_at))

    @classmethod
    def of(cls, table: dict[str, Any]) -> RunCard:
        """The card that `dataclasses.asdict` made a table of, also after a way through JSON."""
        return cls(table["id"], table["kind"], table["kept_at"], tuple(table["lanes"]))


def card_of(run_id: str, kind: str, view: RunView, kept_at: float) -> RunCard:
    """The card of a run as it is now."""
    lanes = [replace(lane, files=view.job.files_of(lane)) for lane in view.job.lanes]
    pairs = zip(lanes, view.lanes, strict=True)
    return RunCard(run_id, kind, kept_at, tuple(lane_in_words(lane, of, view.job.data) for lane, of in pairs))


def lane_in_words(lane: Lane, view: LaneView, data: str) -> str:
    """One training in a line."""
    one = lane.settings
    learned = data if not lane.experiment else unpacked(lane.experiment).data
    said = [
        lane.label,
        f"data {learned}",
        f"{one.epochs:,} epochs",
        f"batches of {one.batch_size:,}",
        f"rate {one.learning_rate:g}",
        f"seed {one.seed}",
        f"code {code_digest(lane)}",
        f"{'at' if view.outcome == 'running' else view.outcome + ' at'} step {view.step:,}",
    ]
    if (measured := view.measured) is not None:
        said.append(f"test loss {loss_text(measured.test_loss)}, {100 * measured.test_accuracy:.1f} % right")
    return " · ".join(said)


def code_digest(lane: Lane) -> str:
    """Eight characters that change with the text of the functions, or with the network that calls them."""
    content = sha256()
    chunks = [*lane.chunks, *(chunk for _, chunks in lane.files for chunk in chunks)]
    for text in (*(chunk.source for chunk in chunks), lane.program):
        content.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return content.hexdigest()[:8]
