"""Markdown -> HTML, and HTML -> HTML, with everything taken out that could run.

nbconvert passes HTML in markdown through as it is, and allows `javascript:` links; what a student writes there would
run in the instructor's browser, with the instructor's rights.
"""

from __future__ import annotations

import copy
import re
from typing import Any

import nh3
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

_PICTURE = re.compile(r"^data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*$")
_BLANKS = re.compile(r"[\x00-\x20]+")
_ATTRIBUTES = copy.deepcopy(nh3.ALLOWED_ATTRIBUTES)
for _tag in ("a", "code", "div", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "span", "table", "td", "th"):
    _ATTRIBUTES.setdefault(_tag, set()).update({"class", "id"})


def render_markdown(source: str, attachments: dict[str, Any]) -> str:
    """Markdown as nbconvert renders it, cleaned. It may take any time and memory: see ``MarkdownProcess``."""
    renderer = _Renderer(escape=False, allow_harmful_protocols=False, attachments=attachments)
    return safe_html(MarkdownWithMath(renderer=renderer).render(source))


def safe_html(text: str) -> str:
    """HTML without scripts, styles, frames, handlers; pictures only as data or from the web."""
    return nh3.clean(
        text,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "data"},
        attribute_filter=_only_pictures_as_data,
    )


class _Renderer(IPythonRenderer):
    def image(self, text: str, url: str, title: str | None = None) -> str:
        try:
            return str(super().image(text, url, title))
        except InvalidNotebook:  # a picture that is not in the notebook must not cost somebody the feedback
            return self.escape_html(f"[{text}]")


def _only_pictures_as_data(tag: str, attribute: str, value: str) -> str | None:
    without_blanks = _BLANKS.sub("", value)  # as browsers read an address: also in the middle of its scheme
    if not without_blanks.lower().startswith("data:"):
        return value
    return value if (tag, attribute) == ("img", "src") and _PICTURE.match(value) else None
