"""An assignment's content -> its answer key: the solution, the forward maps and the mistakes are run here, once."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.course.content import Content, ContentError
from grader.functions import Composition, Function, Mistake, Role
from grader.key.assembling import put_together
from grader.key.differences import by_differences
from grader.key.key import (
    FORMAT,
    ArgumentFacts,
    Assembly,
    Chain,
    Key,
    KnownMistake,
    Law,
    Question,
    ResultFacts,
    RoleFacts,
    SettingFacts,
    Signature,
)
from grader.key.laws import asked_of_laws, broken
from grader.key.questions import (
    CONTRACT,
    DIAGNOSIS,
    DIFFERENCES,
    DISTINCT,
    IN_A_ROW,
    PROPERTY,
    REFERENCE,
    WORKED,
    Drawn,
    drawn_questions,
    sizes_of,
    small_questions,
)
from grader.key.values import as_float64, copied, leaves, mapped, packed
from grader.sandbox import Seed
from grader.sandbox.inside.numeric import arrays_of
from grader.sandbox.reply import read_value

Array = NDArray[np.float64]

# Central differences of this course's functions are good to about 1e-9.
DIFFERENTIATED = 1e-5
_SINGLE = 10.0  # times the tolerance: what float32 numbers are right to, where a hundred of them are added up
_NUDGES, _NUDGE = 8, 1e-6
_LARGEST = 1 << 24  # bytes of a mistake's answer
_CHAINS = 2  # with two, no number of examples can be taken for granted


class _FormError(Exception):
    """The solution does not give what its record says."""


def build_key(content: Content, sources: str, seed: int, *, secret: bool = False) -> Key:
    """The answer key.

    Args:
        content: the assignment's records and code.
        sources: digest of everything that the key is built from.
        seed: of the questions.
        secret: whether the seed is one that nobody may know.

    Raises:
        ContentError: the solution does not answer, or not as its own witnesses say.
    """
    questions = {name: _all_questions(content, function, seed) for name, function in content.functions.items()}
    for name, function in content.functions.items():
        if function.random and (laws := _laws_broken(content, content.solution[name], function, questions[name])):
            raise ContentError(f"{content.folder}: the solution of {name} breaks the law {laws[0]!r}")
        _require_parts(content, function, questions[name])
    return Key(
        format=FORMAT,
        sources=sources,
        assignment=content.name,
        table={name: value for name, value in content.table.items() if name != "quiz"},
        stubs=dict(content.stubs),
        symbols=dict(content.symbols),
        signatures={name: _signature(function) for name, function in content.functions.items()},
        mistakes=tuple(_known(mistake) for mistake in content.mistakes),
        packed_values=packed(dict(content.values)),
        packed_questions={
            name: packed([_fields(question) for question in asked]) for name, asked in questions.items()
        },
        packed_answers={
            name: packed(
                {
                    mistake.id: _mistaken(content, mistake, questions[name])
                    for mistake in content.mistakes
                    if mistake.function == name
                }
            )
            for name in content.functions
        },
        packed_chains=packed([_fields(_chain(content, composition, seed)) for composition in content.compositions]),
        secret=secret,
    )


def _require_parts(content: Content, function: Function, questions: Iterable[Question]) -> None:
    """What the record says of other functions must be so: they come before it, and assembled they do its work."""
    where = f"{content.folder}: the record of {function.name}"
    before = list(content.functions)[: list(content.functions).index(function.name)]
    if strangers := [name for name in function.rests_on if name not in before]:
        raise ContentError(f"{where}: rests_on: {strangers[0]} is no function before it")
    assembly = _assembly(function)
    if assembly is None:
        return

    def ask(name: str, arguments: tuple[Any, ...]) -> Any:
        return content.solution[name](*copied(arguments))

    for question in questions:
        if question.purpose not in (CONTRACT, REFERENCE, WORKED):
            continue
        try:
            got = _results(function, put_together(assembly, function.rests_on, ask, question.arguments))
        except Exception as error:
            raise ContentError(f"{where}: assembled stops with {type(error).__name__}: {error}") from error
        same_form = [np.shape(leaf) for leaf in leaves(got)] == [np.shape(leaf) for leaf in leaves(question.low)]
        if not same_form or not _within(got, question.low, question.high, question.slack):
            raise ContentError(f"{where}: assembled gives other values than the solution")


def _fields(record: Any) -> list[Any]:
    return [getattr(record, name) for name in record.__struct_fields__]


def _all_questions(content: Content, function: Function, seed: int) -> tuple[Question, ...]:
    try:
        return tuple(_questions(content, function, seed))
    except ContentError:
        raise
    except _FormError as error:
        raise ContentError(f"{content.folder}: {error}") from error
    except Exception as error:  # the record's code and the solution are an instructor's
        raise ContentError(
            f"{content.folder}: the record of {function.name}, its numbers by hand, or its solution stops with "
            f"{type(error).__name__}: {error}"
        ) from error


def _questions(content: Content, function: Function, seed: int) -> list[Question]:
    drawn = list(drawn_questions(function, tuple(content.symbols), seed))
    if function.name in content.examples:
        arguments, _ = content.examples[function.name]
        drawn.append(Drawn(WORKED, "", sizes_of(function, arguments), tuple(arguments)))
    drawn += small_questions(function)
    return [_answered(content, function, each) for each in drawn]


def _answered(content: Content, function: Function, drawn: Drawn) -> Question:
    arguments = drawn.arguments

    def asked(low: Any, high: Any, slack: Any) -> Question:
        return Question(drawn.purpose, drawn.case, drawn.sizes, arguments, tuple(low), tuple(high), tuple(slack))

    if drawn.purpose == IN_A_ROW or (function.random and drawn.purpose == PROPERTY):
        return asked((), (), ())
    right = content.solution[function.name]
    if drawn.purpose == WORKED and (wanted := content.examples[function.name][1]) is not None:
        low = high = _results(function, wanted)
        return asked(low, high, _slack(low, function.tolerance))
    low, high = _between(function, right, _doubled(arguments))
    if drawn.accepts is not None:
        wanted = low
        low, high = (_results(function, each) for each in drawn.accepts)
        slack = _slack(low, 0.0)
        if not _within(wanted, low, high, slack):
            raise ContentError(
                f"{content.folder}: the solution of {function.name} does not answer as its record accepts: "
                f"{drawn.case}"
            )
        return asked(low, high, slack)
    for result, value in zip(function.results, low, strict=True):
        shape = tuple(drawn.sizes.get(symbol, symbol) for symbol in result.shape or ())
        known = all(isinstance(size, int) for size in shape)  # other shapes are tried, too, where a case says so
        if result.shape is not None and not result.many and known and value.shape != shape:
            raise ContentError(
                f"{content.folder}: the solution of {function.name} gives the shape {value.shape} for {result.name}, "
                f"its record says {shape}"
            )
    if drawn.purpose == DIFFERENCES:
        shapes = tuple(np.shape(value) if not isinstance(value, list) else () for value in low)
        found = by_differences(function, arguments, shapes)
        differences = _results(function, found)
        slack = _slack(differences, max(DIFFERENTIATED, function.tolerance))
        if not _within(low, differences, differences, slack):
            raise ContentError(
                f"{content.folder}: the solution of {function.name} is not the gradient that its record says"
            )
        return asked(differences, differences, slack)
    magnitude = _magnitude(function, right, _doubled(arguments))
    tolerance = function.tolerance * (_SINGLE if _has_single(arguments) else 1.0)
    slack = tuple(mapped(lambda leaf: _of_terms(leaf, tolerance).astype(np.float32), value) for value in magnitude)
    return asked(low, high, slack)


def _between(function: Function, right: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, Any]:
    """The lowest and the highest right answer: at a kink, anything between the answers on its two sides is right."""
    wanted = _asked(function, right, arguments)
    if not function.kink:
        return wanted, wanted
    place = [argument.name for argument in function.arguments].index(function.kink)
    sides = [wanted]
    for side in (-1.0, 1.0):
        beside = list(arguments)
        beside[place] = np.where(beside[place] == 0, side, beside[place])
        sides.append(_asked(function, right, tuple(beside)))
    return (
        tuple(mapped(lambda *each: np.min(each, axis=0), *values) for values in zip(*sides, strict=True)),
        tuple(mapped(lambda *each: np.max(each, axis=0), *values) for values in zip(*sides, strict=True)),
    )


def _magnitude(function: Function, right: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """How large the terms are that an entry is made of: how much it changes when every input does, relatively.

    For a sum of products this is the size of their absolute values, whatever cancels. It is found by nudging all
    inputs at once, up or down at random, several times.
    """
    random = np.random.default_rng(0)
    wanted = _asked(function, right, arguments)
    total = mapped(np.abs, wanted)
    for _ in range(_NUDGES):
        nudged = mapped(lambda leaf: _nudged(leaf, random), arguments)
        changed = _asked(function, right, nudged)
        total = mapped(lambda most, new, old: np.maximum(most, np.abs(new - old) / _NUDGE), total, changed, wanted)
    return total


def _nudged(leaf: Any, random: np.random.Generator) -> Any:
    if isinstance(leaf, float):
        return leaf * (1 + _NUDGE * float(random.choice((-1.0, 1.0))))
    if isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f":
        return leaf * (1 + _NUDGE * random.choice((-1.0, 1.0), size=leaf.shape))
    return leaf


def _asked(
    function: Function, right: Callable[..., Any], arguments: tuple[Any, ...], kind: type | None = np.float64
) -> Any:
    given = mapped(lambda leaf: np.random.default_rng(leaf.number) if isinstance(leaf, Seed) else leaf, arguments)
    with np.errstate(all="ignore"):
        return _results(function, right(*copied(given)), kind)


def _results(function: Function, value: Any, kind: type | None = np.float64) -> tuple[Any, ...]:
    """One value for each result, with arrays of this kind; None: of the kind that came."""
    results = value if len(function.results) > 1 else (value,)
    if len(results) != len(function.results):
        wanted = len(function.results)
        raise _FormError(f"the solution of {function.name} gives {len(results)} results, its record says {wanted}")
    return tuple(
        [np.asarray(item, dtype=kind) for item in each] if result.many else np.asarray(each, dtype=kind)
        for result, each in zip(function.results, results, strict=True)
    )


def _slack(values: tuple[Any, ...], tolerance: float) -> tuple[Any, ...]:
    return tuple(mapped(lambda leaf: _of_terms(np.abs(leaf), tolerance), value) for value in values)


def _of_terms(magnitude: Array, tolerance: float) -> Array:
    return np.asarray(tolerance * magnitude + 0.1 * tolerance * magnitude.max(initial=0.0))


def _has_single(arguments: tuple[Any, ...]) -> bool:
    return any(isinstance(leaf, np.ndarray) and leaf.dtype == np.float32 for leaf in leaves(arguments))


def _within(got: Any, low: Any, high: Any, slack: Any) -> bool:
    flat = (list(leaves(value)) for value in (got, low, high, slack))
    return all(((a >= b - d) & (a <= c + d)).all() for a, b, c, d in zip(*flat, strict=True))


def _doubled(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """float32 as float64: the right answer to the numbers that are given."""
    return tuple(
        mapped(
            lambda leaf: leaf.astype(np.float64) if isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f" else leaf,
            argument,
        )
        for argument in arguments
    )


def _laws_broken(
    content: Content, function: Callable[..., Any], record: Function, questions: Iterable[Question]
) -> tuple[str, ...]:
    asked = asked_of_laws(questions)
    kept: dict[Seed, np.random.Generator] = {}

    def given(leaf: Any) -> Any:
        return (
            kept.setdefault(leaf, np.random.default_rng(leaf.number))
            if isinstance(leaf, Seed) and leaf.kept
            else leaf
        )

    results = [_asked(record, function, mapped(given, question.arguments), None) for question in asked]
    answers = [each if len(each) > 1 else each[0] for each in results]
    return tuple(law.name for law, _ in broken(_laws(record), asked, answers))


def _mistaken(content: Content, mistake: Mistake, questions: Iterable[Question]) -> tuple[Any, ...]:
    """What the mistake answers where mistakes are told apart; see ``Key.mistaken``."""
    function = content.functions[mistake.function]
    purposes = (REFERENCE, WORKED) if function.random else (DIAGNOSIS, WORKED)
    answers = tuple(_attempt(mistake, function, question) for question in questions if question.purpose in purposes)
    if not function.random:
        return answers
    try:
        return (_laws_broken(content, mistake.wrong, function, questions), *answers)
    except Exception as error:  # nobody who writes it can be recognised: the form of the answer is all that is said
        raise ContentError(
            f"{content.folder}: the mistake {mistake.id} gives no answer of the form that its record says, which a "
            f"mistake in a random function must ({error})"
        ) from error


def _attempt(mistake: Mistake, function: Function, question: Question) -> Any:
    """What a known mistake answers, with arrays of float64; None where it raises."""
    try:
        with np.errstate(all="ignore"):
            given = mapped(
                lambda leaf: np.random.default_rng(leaf.number) if isinstance(leaf, Seed) else leaf,
                question.arguments,
            )
            return _as_seen(mistake.wrong(*copied(given)), function)
    except Exception:  # whatever a wrong implementation raises, it gives no answer
        return None


def _as_seen(value: Any, function: Function) -> Any:
    """As a student's answer is seen: a list of equal shapes is one array, unless a list is asked for."""
    form, arrays, _ = arrays_of(value, _LARGEST)
    if form is None:
        return None
    seen = as_float64(read_value(form, iter(arrays)))
    several = len(function.results) > 1
    in_one = several and isinstance(value, list) and isinstance(seen, np.ndarray) and seen.ndim > 0
    items = list(seen) if in_one else seen if several else [seen]
    if not isinstance(items, list | tuple) or len(items) != len(function.results):
        return seen
    found = tuple(
        list(item) if result.many and isinstance(item, np.ndarray) and item.ndim else item
        for result, item in zip(function.results, items, strict=True)
    )
    fits = all(
        isinstance(item, list) if result.many else isinstance(item, np.ndarray)
        for result, item in zip(function.results, found, strict=True)
    )
    return seen if not fits else found if several else found[0]


def _chain(content: Content, composition: Composition, seed: int) -> Chain:
    given, wanted = [], []
    for row in range(_CHAINS):
        sizes = dict(zip(content.symbols, DISTINCT[row], strict=False))
        values = composition.given(np.random.default_rng((seed, row)), sizes)
        given.append(dict(values))
        wanted.append({name: np.asarray(value) for name, value in composition.wanted(values).items()})
    return Chain(composition.functions, composition.gives, composition.says, tuple(given), tuple(wanted))


def _signature(function: Function) -> Signature:
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
        laws=_laws(function),
        fewer_axes=function.fewer_axes,
        random=function.random,
        rests_on=function.rests_on,
        look_for={case.says: case.look_for for case in function.cases if case.says},
        assembly=_assembly(function),
        role=_role(function.role),
    )


def _assembly(function: Function) -> Assembly | None:
    if function.assembled is None:
        return None
    return Assembly(textwrap.dedent(inspect.getsource(function.assembled)), function.assembled.__name__)


def _laws(function: Function) -> tuple[Law, ...]:
    return tuple(
        Law(law.name, textwrap.dedent(inspect.getsource(law.holds)), law.holds.__name__, law.in_a_row)
        for law in function.properties
    )


def _role(role: Role | None) -> RoleFacts | None:
    if role is None:
        return None
    settings = {name: SettingFacts(each.usual, each.low, each.high) for name, each in role.settings.items()}
    return RoleFacts(role.part, role.state, settings, role.partner)


def _known(mistake: Mistake) -> KnownMistake:
    return KnownMistake(
        mistake.id, mistake.function, mistake.family, mistake.name, mistake.looks_like, mistake.why, mistake.next
    )
