"""Text of students, before it reaches a terminal or a page."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.plain_text import plain_line, plain_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("50%\r100%\r\n", "50%\n100%\n"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]8;;http://example.org\x07link\x1b]8;;\x1b\\", "link"),
        ("a\x00\x07\x08\x7f\x9bb", "ab"),
        ("\u202eright to left\u2066", "right to left"),
        ("z\u200be\ufeffr\u2060o", "zero"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("Grüße, 中文, π ≈ 3", "Grüße, 中文, π ≈ 3"),
    ],
)
def test_only_what_can_be_shown_is_left(text, shown):
    assert plain_text(text, 100) == shown


@given(st.text(st.characters()), st.integers(0, 50))
def test_text_is_capped_and_has_no_control_characters(text, limit):
    shown = plain_text(text, limit)
    assert len(shown) <= limit
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert "\n" not in plain_line(text, limit)
