"""What a file is, by what it holds: students rename files, and hand in others than they mean."""

from __future__ import annotations

import codecs
import re
from typing import Literal

from .notebook_json import is_notebook, parse_notebook

Format = Literal["notebook", "Python"]

_DEFINITION = re.compile(r"^def[ \t]+\w+[ \t]*\(", re.MULTILINE)
_NOTEBOOK_BEGINS = re.compile(r'\{\s*"(?:cells|metadata|nbformat|nbformat_minor|worksheets)"\s*:')
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


def no_text(content: bytes) -> str:
    """A sentence about a file in which there is certainly no work, whatever its name; else ""."""
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        zeros = "The file holds zero bytes, so it is no Python text. Save it as UTF-8."
        return zeros if b"\0" in content else "The file is empty. Save your work and try again."
    return other_format(content)


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


def is_notebook_name(name: str) -> bool:
    """Whether a file's name is one of a notebook."""
    return name.lower().endswith(".ipynb")


def is_python_name(name: str) -> bool:
    """Whether a file's name is one of a Python file."""
    return name.lower().endswith(".py")


def looks_like_work(beginning: bytes) -> bool:
    """Whether a file that begins so may be a notebook, or Python text that defines functions, whatever its name.

    Args:
        beginning: some thousand bytes.
    """
    if other_format(beginning):
        return False
    text = _beginning(beginning)
    if text.startswith('"'):  # a notebook packed into a string
        text = text[1:].replace('\\"', '"').replace("\\n", "\n")
    if text.startswith("{"):
        return _NOTEBOOK_BEGINS.match(text) is not None
    quotes = "\n```" in text  # Markdown that quotes some code
    return _DEFINITION.search(text) is not None and not quotes


def begins_as_json(beginning: bytes) -> bool:
    """Whether a file that begins so may be a notebook's JSON."""
    return _beginning(beginning).startswith("{")


def _beginning(content: bytes) -> str:
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = content.decode("utf-16" if wide else "utf-8", errors="replace")
    return text.lstrip("\ufeff \t\r\n")


def format_of(text: str, name: str) -> tuple[Format, str]:
    """How to read the text of the file with this name, and a note where the name says otherwise."""
    begins_as_json = text.lstrip("\ufeff \t\r\n").startswith(("{", '"{', '"\\"'))
    if is_notebook_name(name):
        if begins_as_json or not _DEFINITION.search(text):
            return "notebook", ""
        return "Python", "The file is Python text and no notebook; it was read as Python. Its name should end in .py."
    if begins_as_json and is_notebook(parse_notebook(text).data):
        return "notebook", "The file is a notebook; it was read as one. Its name should end in .ipynb."
    if not is_python_name(name) and _DEFINITION.search(text):
        return "Python", "The file is Python text; it was read as that. Its name should end in .py."
    return "Python", ""
