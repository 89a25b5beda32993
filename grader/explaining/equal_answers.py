"""A short name for what a wrong function answers: the same for everybody whose function answers alike."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from grader.asking.asking import Asking
from grader.key.key import Key, KnownMistake
from grader.key.questions import DIAGNOSIS, PROPERTY, WORKED
from grader.key.values import leaves
from grader.sandbox import FunctionCall, Request

_DIGITS = 6
_LENGTH = 12


def name_of_answers(asking: Asking, function: str) -> str:
    """The name; "" where the function comes to no end. It holds for the public seed and the record as they are."""
    key = asking.key
    purposes = (PROPERTY,) if key.signatures[function].random else (DIAGNOSIS, WORKED)
    questions = key.asked(function, *purposes)
    answers = asking.caller.call_together(Request.of(FunctionCall(function, each.arguments) for each in questions))
    if not answers:
        return ""
    digest = hashlib.sha256(function.encode())
    for answer in answers:
        digest.update(f" {answer.outcome} {answer.error} {answer.returned.partition(' ')[0]}".encode())
        for leaf in leaves(answer.value if answer.value is not None else ()):
            digest.update(f" {np.shape(leaf)} ".encode())
            digest.update(_rounded(leaf))
    return digest.hexdigest()[:_LENGTH]


def named(key: Key, function: str, answers: str) -> KnownMistake | None:
    """What an instructor has said of these answers, in the table `answers` of `assignment.toml`; None for nothing."""
    said: dict[str, str] | None = key.table.get("answers", {}).get(function, {}).get(answers)
    if said is None:
        return None
    mistake = f"{function}:{answers}"
    return KnownMistake(mistake, function, mistake, said["name"], said["looks_like"], said["why"], said["next"])


def all_named(key: Key) -> list[KnownMistake]:
    """All answers of which an instructor has said something."""
    found = (
        named(key, function, answers) for function, each in key.table.get("answers", {}).items() for answers in each
    )
    return [mistake for mistake in found if mistake is not None]


def _rounded(leaf: Any) -> bytes:
    """The numbers to some digits: two ways to compute the same differ in the last ones."""
    numbers = np.asarray(leaf, dtype=np.float64)
    with np.errstate(all="ignore"):
        power = 10.0 ** (_DIGITS - 1 - np.floor(np.log10(np.abs(np.where(numbers == 0, 1.0, numbers)))))
        rounded = np.where(np.isfinite(numbers), np.round(numbers * power) / power, numbers)
    return (rounded + 0.0).tobytes()  # no negative zeros
