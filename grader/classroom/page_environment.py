"""How the pages for a class are made of their templates: everything that they print is escaped and cleaned."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grader.sandbox.plain_text import on_a_page


def page_environment(folder: Path) -> Environment:
    """For the templates of a folder."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=on_a_page,
        trim_blocks=True,
        lstrip_blocks=True,
    )
