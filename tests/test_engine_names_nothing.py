"""Neither the engine, `grader/`, nor the app names a function, layer, argument or mistake of any assignment.

Of the app, `quiz_app/`, the folders of lessons do: each has its assignment's name, and is found by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args, get_type_hints

import numpy as np
import pytest

import grader.functions
from grader.course import load_course
from grader.course.content import Content, load_content
from grader.functions import Role
from quiz_app.runs.job import Until
from quiz_app.training.settings import Settings

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "grader"
APP = ROOT / "quiz_app"
STARTER = ENGINE / "building" / "starter"  # the texts of `course new`: an assignment of its own

_WORD = r"[A-Za-z_]\w*"
_QUOTED = re.compile(rf"([\"'])({_WORD})\1")
_IN_BACKTICKS = re.compile(r"(`{1,2})([^`\n]+)\1")
# Words that stand for something else as well: the command `train`, a network that computers are joined by, and the
# `functions` of every assignment, which are a file of its folder and a table of `assignment.toml`.
_OTHER_THINGS = {"train", "network", "functions"}
# What other people call by such a name: numpy's code of a boolean array.
_OF_OTHERS = {("grader/sandbox/inside/framing.py", "b1")}


def names_of(content: Content) -> set[str]:
    """Functions, arguments, layers and other values that the assignment's text has names for, and its mistakes.

    Not the words that every record is written in: `weights` is a draw, "loss" a role. And not what numpy calls so.
    """
    names = {content.name, *content.functions, *content.values, *content.symbols}
    for function in content.functions.values():
        names |= {argument.name for argument in function.arguments}
        names |= set(function.gradient.by) if function.gradient else set()
    names |= {mistake.wrong.__name__ for mistake in content.mistakes}
    parts = set(get_args(get_type_hints(Role)["part"]))
    return names - _OTHER_THINGS - set(dir(np)) - set(grader.functions.__all__) - parts


def named_in(text: str, names: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Each line that names one of them, by its number.

    A name with an underscore, a digit or a capital inside it is one wherever it stands: `dL_dz3`, `learning_rate`.
    Others are English words, too. They are names in quotes or backticks: "momentum", `update`. One letter is a name
    as a capital in backticks. A file is named by its ending.
    """
    known = frozenset(name for name in names if len(name) > 1 or name.isupper())
    odd = {name for name in known if re.search(r"[_\d]|.[A-Z]", name)}
    for number, line in enumerate(text.splitlines(), start=1):
        found = odd & set(re.findall(_WORD, line))
        for _, part in _IN_BACKTICKS.findall(line):
            found |= known & set(re.findall(rf"(?<![.\w]){_WORD}", part))
        found |= {name for _, name in _QUOTED.findall(line) if name in known and len(name) > 1}
        found |= known & set(re.findall(rf"\b({_WORD})(?:-\d+)?\.(?:py|ipynb)\b", line))
        yield from ((number, name) for name in sorted(found))


def _contents() -> list[Content]:
    return [load_content(ROOT / "solutions" / name) for name in load_course(ROOT).assignments]


def _named_below(folder: Path, left_out: Path, names: set[str]) -> list[str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return [
        f"{path.relative_to(ROOT)}:{number}: {name}"
        for path in files
        if not path.is_relative_to(left_out) and path.suffix not in (".npz", ".png")
        for number, name in named_in(path.read_text(encoding="utf-8", errors="replace"), names)
        if (str(path.relative_to(ROOT)), name) not in _OF_OTHERS
    ]


def test_the_engine_names_nothing_of_any_assignment() -> None:
    names = set[str]().union(*map(names_of, _contents()))
    assert {"dL_dz3", "W1", "learning_rate", "adam"} <= names
    found = _named_below(ENGINE, STARTER, names)
    assert not found, "\n".join(found)


def test_the_app_names_nothing_of_any_assignment_outside_its_lessons() -> None:
    names = set[str]().union(*(names_of(content) - {*content.symbols} for content in _contents()))
    own = {field.name for field in fields(Settings)} | {*get_args(Until)}  # the app's words for how it trains
    assert {"dL_dz3", "W1", "y_pred", "adam"} <= names - own
    found = _named_below(APP, APP / "lessons", names - own)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "from here import dL_dz3",
        "# the gradient by W1 comes first",
        "the function `adam` comes last",
        "as in `X.T`",
        'if name == "momentum":',
        "ada/backprop.ipynb",
        "backprop-1.ipynb",
    ],
)
def test_a_name_is_found(text: str) -> None:
    assert list(named_in(text, {"dL_dz3", "W1", "adam", "X", "momentum", "backprop"}))


@pytest.mark.parametrize("text", ['open(path, "w")', "seen.update(more)", "an update of the notebook", "at n points"])
def test_an_english_word_is_no_name(text: str) -> None:
    assert not list(named_in(text, {"w", "update", "n"}))
