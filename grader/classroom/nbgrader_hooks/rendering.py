"""The markdown filter of nbgrader's feedback and formgrader: within limits, and without anything that could run."""

from __future__ import annotations

import html
from functools import cache
from typing import Any

from jinja2 import pass_context

from grader.classroom.feedback.markdown_process import MarkdownProcess, PageOfMarkdown


@pass_context
def safe_markdown(context: Any, source: str) -> str:
    """The filter `markdown2html` of nbconvert's templates: the same rendering within limits, then cleaned.

    A text that takes too much to be laid out is shown as it was written.
    """
    resources = context.get("resources", {})  # one for each page
    page = resources.setdefault("page_of_markdown", PageOfMarkdown(_process()))
    found = page.render(source, dict(context.get("cell", {}).get("attachments", {})))
    return f"<pre>{html.escape(source)}</pre>" if found is None else found


@cache
def _process() -> MarkdownProcess:
    return MarkdownProcess()
