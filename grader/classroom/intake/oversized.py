"""Notebooks made small without being taken apart: without pictures always, without outputs where they are too large.

Parsing JSON needs many times the memory of its text, and a student chooses the text. So the outputs are cut out of
the text as it stands, by a scanner that keeps nothing but its place.
"""

from __future__ import annotations

import re

# A string, a bracket, or anything between. The quantifiers never step back, so a long text costs no stack.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[{\]}]|[^"\[\]{}]++|"', re.DOTALL)
_MOST_TOKENS = 1_000_000
_PICTURE = b'"image/'
_PICTURE_BEGINS = re.compile(rb'"image/[a-z0-9.+-]+"\s*:\s*"')


def without_pictures(notebook: bytes) -> bytes:
    """The JSON text with every picture in base64 replaced by an empty string.

    They are most of a notebook, they travel to whoever grades it, and nothing reads them: the course's own come from
    its release. What a student wrote stays: in a cell's text a quotation mark has a backslash before it.
    """
    kept: list[bytes] = []
    start, at = 0, notebook.find(_PICTURE)  # `find` is much faster than a pattern
    while at >= 0:
        begins = _PICTURE_BEGINS.match(notebook, at)
        if begins and notebook[at - 1 : at] != b"\\":
            end = notebook.find(b'"', begins.end())
            if b"\\" not in notebook[begins.end() : end].replace(b"\\n", b"") and end >= 0:
                kept.append(notebook[start : begins.end()])
                start = at = end
        at = notebook.find(_PICTURE, at + 1)
    return b"".join([*kept, notebook[start:]])


def without_outputs(notebook: bytes) -> bytes:
    """The JSON text with every list named "outputs" replaced by an empty one.

    Text that is no JSON comes back with as much cut out as looks like that; whoever parses it says what is wrong.
    """
    kept: list[bytes] = []
    start = 0  # of the part that is being kept
    depth = 0
    cut_at: int | None = None  # the depth outside of the list that is being cut out
    before = b""  # the last token but a colon
    for number, match in enumerate(_TOKEN.finditer(notebook)):
        token = match.group()
        if token in (b"[", b"{"):
            if cut_at is None and token == b"[" and before == b'"outputs"':
                kept += [notebook[start : match.start()], b"[]"]
                cut_at = depth
            depth += 1
        elif token in (b"]", b"}"):
            depth -= 1
            if cut_at == depth:
                cut_at, start = None, match.end()
        if token.strip() != b":":
            before = token
        if number > _MOST_TOKENS:
            break
    if cut_at is None:
        kept.append(notebook[start:])
    return b"".join(kept)
