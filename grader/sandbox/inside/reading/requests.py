"""What a reading process is asked, and its answers: text in, JSON out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ..edits.found import edits, pairs
from .cells import Cell, read_cells
from .chunks import read_text, taken_names, text_of_cells
from .cutting import without_what_nobody_grades
from .structure import functions

Content = memoryview


def _text(content: Content, request: Mapping[str, Any]) -> Any:
    return vars(read_text(_decoded(content), request["name"], request["label"], request["notes"], request["judged"]))


def _cells(content: Content, request: Mapping[str, Any]) -> Any:
    return vars(read_cells(_decoded(content), request["name"], request["notes"]))


def _chunks(content: Content, request: Mapping[str, Any]) -> Any:
    cells = json.loads(_decoded(content))
    found = [Cell(kind, source, shown=shown, is_live=is_live) for kind, source, shown, is_live in cells]
    return vars(text_of_cells(found, judged=request["judged"]))


def _taken(content: Content, request: Mapping[str, Any]) -> Any:
    return taken_names(
        [(label, text, before) for label, text, before in json.loads(_decoded(content))], request["names"]
    )


def _functions(content: Content, request: Mapping[str, Any]) -> Any:
    found = functions(json.loads(_decoded(content)))
    return [[structure, [[one.name, one.source] for one in written]] for structure, written in found.items()]


def _edits(content: Content, request: Mapping[str, Any]) -> Any:
    chunks = [(label, text, before) for label, text, before in json.loads(_decoded(content))]
    asked = (chunks, request["function"], request["numbers"], request["others"], request["most"])
    return edits(*asked) if request["firsts"] is None else pairs(*asked, request["firsts"])


_ANSWERS: Mapping[str, Callable[[Content, Mapping[str, Any]], Any]] = {
    "text": _text,
    "cells": _cells,
    "chunks": _chunks,
    "taken": _taken,
    "functions": _functions,
    "edits": _edits,
}


def answer(content: Content, request: Mapping[str, Any]) -> bytes:
    """The answer to one request about a student's text.

    Args:
        content: the text in UTF-8.
        request: what to do with it, by the key "do", and whatever that needs.
    """
    if request["do"] == "cut":
        return without_what_nobody_grades(content)
    return _encoded(_ANSWERS[request["do"]](content, request))


def _decoded(content: Content) -> str:
    return str(content, "utf-8")


def _encoded(value: Any) -> bytes:
    # Half a character, which JSON can hold and UTF-8 cannot, stays an escape.
    return json.dumps(value, default=vars).encode("ascii")
