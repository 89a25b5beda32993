"""Text that a submission wrote, made safe to show."""

import re
from typing import Any

from .machine_paths import without_machine

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def plain_text(text: str, limit: int) -> str:
    """At most `limit` characters, no terminal escapes, control, bidirectional or zero-width characters."""
    if text.isascii() and text.isprintable():
        return text[:limit]
    text = text[: 4 * limit].replace("\r\n", "\n").replace("\r", "\n")
    return _UNSHOWABLE.sub("", _ESCAPES.sub("", text))[:limit]


def plain_line(text: str, limit: int) -> str:
    """The same, with line breaks and tabs turned into spaces."""
    return plain_text(text, limit).replace("\n", " ").replace("\t", " ")


def on_a_page(value: Any) -> Any:
    """What a template prints, as `plain_text`: for jinja2's `finalize`. HTML made for the page stays as it is."""
    return plain_text(value, len(value)) if type(value) is str else value


def said(text: str, limit: int) -> str:
    """What a student's program said, as `plain_text`, and without paths of this machine."""
    return without_machine(plain_text(text, limit))[:limit]


def said_in_a_line(text: str, limit: int) -> str:
    """The same in one line."""
    return without_machine(plain_line(text, limit))[:limit]
