"""The records of functions, mistakes and compositions -> the facts that an answer key holds of them."""

from __future__ import annotations

import inspect
import textwrap
from typing import Any

import numpy as np

from grader.course.content import Content
from grader.functions import Composition, Function, Mistake, Role
from grader.key.key import (
    ArgumentFacts,
    Assembly,
    Chain,
    KnownMistake,
    Law,
    ResultFacts,
    RoleFacts,
    SettingFacts,
    Signature,
)
from grader.key.questions import DISTINCT
from grader.key.values import as_float64

_CHAINS = 2  # with two, no number of examples can be taken for granted


def fields_of(record: Any) -> list[Any]:
    """A record's values, in the order of its fields."""
    return [getattr(record, name) for name in record.__struct_fields__]


def chain_of(content: Content, composition: Composition, seed: int) -> Chain:
    """Functions to be called one after another, with what is given and what comes out."""
    given, wanted = [], []
    for row in range(_CHAINS):
        sizes = dict(zip(content.symbols, DISTINCT[row], strict=False))
        values = composition.given(np.random.default_rng((seed, row)), sizes)
        given.append(dict(values))
        wanted.append({name: as_float64(value) for name, value in composition.wanted(values).items()})
    return Chain(composition.functions, composition.gives, composition.says, tuple(given), tuple(wanted))


def signature_of(function: Function) -> Signature:
    """What its record says of a function, without code that answers."""
    witness = function.gradient
    return Signature(
        function=function.name,
        arguments=tuple(
            ArgumentFacts(argument.name, argument.draw.shape, argument.draw.kind) for argument in function.arguments
        ),
        results=tuple(
            ResultFacts(result.name, result.shape, result.many, result.whole) for result in function.results
        ),
        differentiated=witness.words() if witness else "",
        variables=witness.by if witness else (),
        upstream=witness.upstream if witness else "",
        laws=laws_of(function),
        fewer_axes=function.fewer_axes,
        random=function.random,
        rests_on=function.rests_on,
        look_for={case.says: case.look_for for case in function.cases if case.says},
        assembly=assembly_of(function),
        role=_role(function.role),
    )


def assembly_of(function: Function) -> Assembly | None:
    """How a function is put together of others, as source text; None where the record does not say."""
    if function.assembled is None:
        return None
    return Assembly(
        textwrap.dedent(inspect.getsource(function.assembled)),
        function.assembled.__name__,
        "\n\n".join(textwrap.dedent(inspect.getsource(each)) for each in function.stand_ins),
    )


def laws_of(function: Function) -> tuple[Law, ...]:
    """The properties of its right answers, as source text."""
    return tuple(
        Law(law.name, textwrap.dedent(inspect.getsource(law.holds)), law.holds.__name__, law.in_a_row)
        for law in function.properties
    )


def _role(role: Role | None) -> RoleFacts | None:
    if role is None:
        return None
    settings = {name: SettingFacts(each.usual, each.low, each.high) for name, each in role.settings.items()}
    return RoleFacts(role.part, role.state, settings, role.partner)


def known(mistake: Mistake) -> KnownMistake:
    """The words of a mistake, without its code."""
    return KnownMistake(
        mistake.id, mistake.function, mistake.family, mistake.name, mistake.looks_like, mistake.why, mistake.next
    )
