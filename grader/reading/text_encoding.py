"""Bytes of a notebook or Python file -> text, whatever editor wrote them."""

from __future__ import annotations

import codecs
import contextlib
import io
import tokenize

# What a first line may name. Others are read as UTF-8: some cannot be undone, or take the square of the time.
_ENCODINGS = {
    *("utf-8", "utf-8-sig", "ascii", "mac-roman", "koi8-r", "koi8-u"),
    *("iso8859-1", "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-9", "iso8859-15"),
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp932", "cp949", "cp950"),
    *("big5", "gbk", "gb2312", "gb18030", "euc_jp", "euc_kr", "shift_jis"),
}


def decode_source(content: bytes) -> tuple[str, list[str]]:
    """The text of a notebook or Python file, and a note where it was not the UTF-8 that it should be."""
    encoding, note = _encoding(content)
    text = content.decode(encoding, errors="replace")
    written = text.rstrip("\0")
    zeros = "The file ends with zero bytes, as after a crash while it was saved; they were left out."
    return written, [said for said in (note, zeros if len(written) < len(text) else "") if said]


def encoding_of(content: bytes) -> str:
    """How to read a notebook or Python file, and to write it again: "utf-16" or "latin-1" where nothing else fits."""
    return _encoding(content)[0]


def _encoding(content: bytes) -> tuple[str, str]:
    if wide := _wide(content):
        kind = wide[:6].upper()
        return wide, f"The file is {kind}; it was read as that. Save it as UTF-8 to be safe."
    unmarked = "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8"
    declared = _declared(content)
    for encoding in (declared or unmarked, unmarked):
        with contextlib.suppress(UnicodeError):
            content.decode(encoding)
            unread = "The file names an encoding that is not read here; it was read as UTF-8."
            return encoding, "" if declared else f"{unread} Remove that comment to be safe."
    return "latin-1", "The file is not UTF-8; it was read as Latin-1. Save it as UTF-8 to be safe."


def _wide(content: bytes) -> str:
    """The encoding of two or four bytes to a character, with or without a mark of its own; "" if it is none."""
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):  # before the next, which it begins with
        return "utf-32"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # as PowerShell's `>` writes it
        return "utf-16"
    beginning = content[:4096]
    even, odd = beginning[::2].count(0), beginning[1::2].count(0)
    if max(even, odd) > 0.4 * len(beginning) > 20 * min(even, odd):  # half of the bytes of English text, on one side
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def _declared(content: bytes) -> str | None:
    """What a comment in the first two lines says, as Python reads it, if it is one of those that are read."""
    with contextlib.suppress(SyntaxError, LookupError):
        name = codecs.lookup(tokenize.detect_encoding(io.BytesIO(content).readline)[0]).name
        return name if name in _ENCODINGS else None
    return None
