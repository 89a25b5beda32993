"""What a file is, by what it holds: students rename files, and hand in others than they mean."""

from __future__ import annotations

import json
import re
from typing import Literal

from grader.text_encoding import decode_source

Format = Literal["notebook", "Python"]

_DEFINITION = re.compile(r"^def[ \t]+\w+[ \t]*\(", re.MULTILINE)
_SIGNATURES = {
    b"PK\x03\x04": "a ZIP archive or a document of an office program",
    b"\x1f\x8b": "a compressed archive",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "a document of an office program",
    b"\xd0\xcf\x11\xe0": "a document of an office program",
}
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype html|html)\b", re.IGNORECASE)


def other_format(content: bytes) -> str:
    """A sentence about a file that is certainly neither a notebook nor Python text, whatever its name; else ""."""
    kind = next((kind for signature, kind in _SIGNATURES.items() if content.startswith(signature)), "")
    if not kind and _WEB_PAGE.match(content):
        kind = "a web page"
    if not kind:
        return ""
    return (
        f"The file is {kind}, and nothing in it can be run. What counts is the notebook (.ipynb) or the Python "
        "file (.py) itself."
    )


def recognised(content: bytes, suffix: str) -> tuple[Format, str, list[str]]:
    """How to read a file, its text, and notes on what was repaired or where its name says otherwise.

    Args:
        content: all of the file.
        suffix: of its name, with the dot.
    """
    text, notes = decode_source(content)
    format, misnamed = _format_of(text, suffix)
    return format, text, [*notes, misnamed] if misnamed else notes


def _format_of(text: str, suffix: str) -> tuple[Format, str]:
    begins_as_json = text.lstrip()[:1] == "{"
    if suffix.lower() == ".ipynb":
        if begins_as_json or not _DEFINITION.search(text):
            return "notebook", ""
        return "Python", "The file is Python text and no notebook; it was read as Python. Its name should end in .py."
    if begins_as_json and _is_notebook(text):
        return "notebook", "The file is a notebook; it was read as one. Its name should end in .ipynb."
    return "Python", ""


def _is_notebook(text: str) -> bool:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError, MemoryError):
        return False
    return isinstance(content, dict) and any(isinstance(content.get(key), list) for key in ("cells", "worksheets"))
