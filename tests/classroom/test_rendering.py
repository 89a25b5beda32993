"""What students write into text cells is shown, and does nothing."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from grader.classroom.judging.marking import _harmless
from grader.classroom.nbgrader_hooks.rendering import safe_markdown


def rendered(markdown: str) -> str:
    return str(safe_markdown({"cell": {}}, _harmless(markdown))).strip()


@pytest.mark.parametrize(
    "attack",
    [
        "a <script>alert(1)</script> b",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        '<a href="da\tta:text/html,<script>alert(1)</script>">x</a>',
        '<a href="\x01 data:text/html,x">x</a>',
        '<img src="da&#10;ta:image/svg+xml,x">',
        "<a href='java&#x73;cript:alert(1)'>x</a>",
        "```mermaid\n<img src=x onerror=alert(1)>\n```",
        "![x](attachment:missing.png)",
        '![a](x"onerror="alert(1))',
    ],
)
def test_nothing_in_it_runs(attack: str) -> None:
    for html in (rendered(attack), str(safe_markdown({"cell": {}}, attack))):
        for tag in BeautifulSoup(html, "html.parser").find_all(True):
            assert tag.name not in ("script", "svg", "iframe")
            assert not [name for name in tag.attrs if name.startswith("on")]
            address = re.sub(r"[\x00-\x20]", "", tag.attrs.get("href", "") + tag.attrs.get("src", ""))
            assert not re.match("(javascript|data):", address)


def test_mathematics_code_and_tables_stay() -> None:
    assert "$a&lt; b$" in rendered("$a<b$")
    assert "<code>x &lt; y</code>" in rendered("`x < y`")
    assert "<td>1</td>" in rendered("| a |\n|---|\n| 1 |")


def test_a_picture_that_belongs_to_the_cell_is_shown() -> None:
    cell = {"attachments": {"p.png": {"image/png": "iVBORw0KGgo="}}}

    html = safe_markdown({"cell": cell}, "![the network](attachment:p.png)")

    assert 'src="data:image/png;base64,iVBORw0KGgo="' in html
    assert 'alt="the network"' in html
