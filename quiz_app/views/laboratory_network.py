"""The network of an experiment to build with: a card for each block, and all other choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from grader.key.key import SettingFacts
from quiz_app import laboratory_session as laboratory
from quiz_app.laboratory.assembling import Shelf
from quiz_app.laboratory.blocks import Block
from quiz_app.laboratory.experiment import MOST_BLOCKS, MOST_UNITS, Chosen, most_examples
from quiz_app.laboratory.openings import missing, needed_by
from quiz_app.laboratory.parts import is_whole
from quiz_app.runs.run import Run
from quiz_app.training.examples import ALL_DIGITS, DIGITS, IMAGES, SETS
from quiz_app.training.planes import TITLES

NOTHING = ""
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCHES = (1, 4, 8, 16, 32, 64, 128, 256)
FIRST_WEIGHTS = {
    "engine.small": "tiny: normal, deviation 0.01",
    "engine.by_width": "by width: normal, deviation 1/√n",
    "engine.unit": "large: normal, deviation 1",
}


class NetworkChoices:
    """Draws the choices of the experiment; what is locked says so, and can be looked at all the same."""

    def __init__(self, shelf: Shelf, open_functions: set[str] | None) -> None:
        """`open_functions`: what of the student's can be used; None: all of it."""
        self._shelf, self._open = shelf, open_functions
        self._bench = laboratory.bench()

    def missing(self, names: Iterable[str]) -> list[str]:
        """The functions that these need and that are not written yet, each once."""
        return missing(needed_by(names, self._shelf), self._open)

    def assignments_of(self, names: Iterable[str]) -> set[str]:
        """The assignments whose functions these call."""
        return {function.partition(".")[0] for function in needed_by(names, self._shelf)}

    def title(self, name: str) -> str:
        """How a part is called, with a lock where a function is missing."""
        shelf = self._shelf
        if name in shelf.blocks:
            title = shelf.blocks[name].title
        elif name in shelf.losses:
            title = shelf.losses[name].title
        else:
            title = FIRST_WEIGHTS.get(name) or name.partition(".")[2]
        return f"🔒 {title.replace('_', ' ')}" if self.missing([name]) else title.replace("_", " ")

    def titles(self, blocks: Iterable[Chosen]) -> list[str]:
        """How blocks are called in pictures, without locks."""
        return [self.title(block.use).removeprefix("🔒 ") for block in blocks]

    def draw_blocks(self) -> None:
        """A card for each block, in the order in which numbers go through them."""
        experiment = self._bench.experiment
        for place, block in enumerate(experiment.blocks):
            self._draw_block(place, block)
        if len(experiment.blocks) < MOST_BLOCKS:
            st.button(
                "Add a block",
                icon=":material/add:",
                key=self._key("add"),
                on_click=laboratory.add_block,
                args=(len(experiment.blocks),),
            )

    def _draw_block(self, place: int, block: Chosen) -> None:
        kind = self._shelf.blocks.get(block.use)
        label = f"{place + 1} · {self.title(block.use)}{f' {block.units}' if block.units else ''}"
        with st.popover(label):
            names = list(self._shelf.blocks)
            use = st.selectbox(
                "What block?",
                names,
                index=names.index(block.use) if block.use in names else 0,
                format_func=self.title,
                key=self._key(f"use{place}"),
            )
            if use != block.use:
                laboratory.change_block(place, _fresh(use, self._shelf.blocks[use]))
                st.rerun()
            if kind is None:
                return
            if kind.note:
                st.caption(kind.note)
            units = block.units
            if kind.chooses_width:
                units = int(st.number_input("Units", 1, MOST_UNITS, block.units, key=self._key(f"units{place}")))
            settings = self._settings(f"block{place}", kind.settings, block)
            if (units, settings) != (block.units, dict(block.settings)):
                blocks = list(self._bench.experiment.blocks)
                blocks[place] = Chosen(use, settings, units)
                laboratory.change(blocks=tuple(blocks))
                st.rerun()
            with st.container(horizontal=True):
                st.button(
                    "One before",
                    icon=":material/add:",
                    key=self._key(f"before{place}"),
                    on_click=laboratory.add_block,
                    args=(place,),
                )
                st.button(
                    "Remove",
                    icon=":material/delete:",
                    key=self._key(f"remove{place}"),
                    on_click=laboratory.change_block,
                    args=(place, None),
                )

    def draw_data(self) -> None:
        """What goes into the network: a card before those of the blocks."""
        one = self._bench.experiment
        names = (*SETS, ALL_DIGITS)
        with st.popover(f"{_data_title(one.data)} · {one.examples:,}", icon=":material/grain:"):
            data = st.selectbox("Data", names, names.index(one.data), format_func=_data_title, key=self._key("data"))
            if data != one.data:
                most = most_examples(data)
                count = most if data == ALL_DIGITS else min(one.examples, most)
                laboratory.change(anew=True, data=data, examples=count, copies=one.copies if data in IMAGES else 0)
                st.rerun()
            most = most_examples(data)
            found = {
                "examples": int(
                    st.number_input("Examples to train on", 10, most, one.examples, 50, key=self._key("examples"))
                ),
                "noise": st.slider(
                    "Noise", 0.0, 0.5, min(one.noise, 0.5), 0.01, key=self._key("noise"), disabled=data in IMAGES
                ),
            }
        self._take(found)

    def draw_more(self) -> None:
        """Everything that is neither data nor a block."""
        one = self._bench.experiment
        shelf = self._shelf
        left, right = st.columns(2)
        found: dict[str, Any] = {}
        with left:
            found["optimizer"] = self._part("Optimizer", "optimizer", list(shelf.optimizers), one.optimizer)
            first = list(shelf.first_weights)
            found["initialisation"] = st.selectbox(
                "First weights",
                first,
                first.index(one.initialisation) if one.initialisation in first else 0,
                format_func=self.title,
                key=self._key("initialisation"),
            )
            found["loss"] = self._part("Loss", "loss", list(shelf.losses), one.loss)
            found["output"] = one.output
            if found["loss"] is not None and shelf.losses[found["loss"].use].takes_output:
                plain = [name for name, block in shelf.blocks.items() if block.is_activation]
                found["output"] = self._part("Activation at the end", "output", [NOTHING, *plain], one.output)
            else:
                found["output"] = None
            sizes = sorted({*BATCHES, one.batch_size})
            found["batch_size"] = st.selectbox(
                "Batch size", sizes, sizes.index(one.batch_size), key=self._key("batch")
            )
            found["batches"] = self._part(
                "Order of the examples", "batches", [NOTHING, *shelf.batches], one.batches, "random, by the course"
            )
        with right:
            found["epochs"] = int(st.number_input("Epochs", 1, 10_000, one.epochs, 10, key=self._key("epochs")))
            found["seed"] = int(st.number_input("Seed", 0, 2**31 - 1, one.seed, key=self._key("seed")))
            found["penalty"] = self._part("Penalty", "penalty", [NOTHING, *shelf.penalties], one.penalty)
            found["clipping"] = self._part("Clipping", "clipping", [NOTHING, *shelf.clippings], one.clipping)
            found["schedule"] = self._part(
                "Schedule of the rate", "schedule", [NOTHING, *shelf.schedules], one.schedule
            )
            found["stop"] = self._part("Stop rule", "stop", [NOTHING, *shelf.stops], one.stop)
        self._take(found)

    def draw_rate(self, run: Run | None) -> None:
        """The learning rate; of a run that goes on, too."""
        one, key = self._bench.experiment, self._key("rate")
        rates = sorted({*RATES, one.learning_rate})

        def changed() -> None:  # before the page is drawn, so that all of it shows the new one
            laboratory.change(learning_rate=st.session_state[key])
            if run is not None:
                run.set_rate(st.session_state[key])

        # Nothing to type into: on a telephone a keyboard would cover the network.
        st.selectbox(
            "Learning rate",
            rates,
            rates.index(one.learning_rate),
            format_func=lambda rate: f"{rate:g}",
            key=key,
            on_change=changed,
            filter_mode=None,
            width=130,
        )

    def _part(
        self, label: str, key: str, names: Sequence[str], now: Chosen | None, nothing: str = "none"
    ) -> Chosen | None:
        """A choice among functions, with its settings below it; `nothing` is what choosing none is called."""
        before = now.use if now else NOTHING
        use = st.selectbox(
            label,
            names,
            names.index(before) if before in names else 0,
            format_func=lambda name: self.title(name) if name else nothing,
            key=self._key(key),
        )
        if not use:
            return None
        kept = now if now is not None and now.use == use else Chosen(use)
        chosen = Chosen(use, self._settings(key, self._facts(use), kept))
        return None if now is None and chosen == Chosen(names[0]) else chosen  # the first is what None stands for

    def _facts(self, use: str) -> Mapping[str, SettingFacts]:
        shelf = self._shelf
        if use in shelf.blocks:
            return shelf.blocks[use].settings
        return shelf.losses[use].settings if use in shelf.losses else shelf.parts[use].own_settings

    def _settings(self, where: str, facts: Mapping[str, SettingFacts], chosen: Chosen) -> dict[str, float]:
        """Those that are not as usual."""
        found = {}
        for name, each in facts.items():
            whole = is_whole(each)
            kind: type[int] | type[float] = int if whole else float
            value = st.number_input(
                name.replace("_", " "),
                kind(each.low),
                kind(each.high),
                kind(chosen.settings.get(name, each.usual)),
                format="%d" if whole else "%g",
                key=self._key(f"{where}.{chosen.use}.{name}"),
            )
            if value != each.usual:
                found[name] = value
        return found

    def _take(self, found: Mapping[str, Any]) -> None:
        one = self._bench.experiment
        changed = {name: value for name, value in found.items() if value != getattr(one, name)}
        if changed:
            laboratory.change(**changed)
            st.rerun()

    def _key(self, name: str) -> str:
        return f"laboratory-{self._bench.number}-{name}"


def _fresh(use: str, block: Block) -> Chosen:
    return Chosen(use, units=8 if block.chooses_width else 0)


def _data_title(name: str) -> str:
    images = {DIGITS: "Handwritten digits", ALL_DIGITS: "All 60,000 handwritten digits"}
    return images.get(name) or TITLES[name]
