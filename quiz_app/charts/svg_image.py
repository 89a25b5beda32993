"""SVG as an image in HTML: Streamlit's `st.html` lets images through, but no SVG of the page's own."""

from __future__ import annotations

from html import escape
from urllib.parse import quote


def svg_image(svg: str, alt: str, kind: str = "") -> str:
    """An `img` that holds the SVG. It knows nothing of the page's style sheet and fonts, so the SVG brings its own.

    Args:
        svg: a whole SVG element with its namespace.
        alt: what it shows, for those who do not see it.
        kind: classes of the page's style sheet.
    """
    return f'<img class="{kind}" alt="{escape(alt, quote=True)}" src="data:image/svg+xml,{quote(svg)}">'
