"""A notebook that is too large because of its outputs, made small without being taken apart.

Parsing JSON needs many times the memory of its text, and a student chooses the text. So the outputs are cut out of
the text as it stands, by a scanner that keeps nothing but its place.
"""

from __future__ import annotations

import re

# A string, a bracket, or anything between. The quantifiers never step back, so a long text costs no stack.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[{\]}]|[^"\[\]{}]++|"', re.DOTALL)
_MOST_TOKENS = 10_000_000


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
