"""Text of unknown origin on a page: shown as it is, and only `code` is set as code."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz_app import look
from quiz_app.look import plain

PAGES = Path(look.__file__).parent


def test_headings_go_from_the_title_to_the_next_level() -> None:
    third = [path.name for path in PAGES.rglob("*.py") if "st.subheader(" in path.read_text(encoding="utf-8")]
    assert third == []


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a *b* [c](d) <e> :red[f] $g$", r"a \*b\* \[c\]\(d\) \<e\> \:red\[f\] \$g\$"),
        ("line 8: `raise X(*a)`", r"line 8\: `raise X(*a)`"),
        ("`one` and `[two](x)`", "`one` and `[two](x)`"),
        ("a ` that is alone", r"a \` that is alone"),
        ("` `", r"\` \`"),
        ("`code\nover lines`", "\\`code  \nover lines\\`"),
    ],
)
def test_nothing_but_code_is_markdown(text: str, markdown: str) -> None:
    assert plain(text) == markdown
