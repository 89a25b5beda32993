"""Names and addresses on formgrader's pages as text. nbgrader's templates put them into HTML as they are.

A name comes from a learning management system, where students choose it, and an address from whoever made the link:
a script in either would run in the instructor's browser, with the instructor's rights.
"""

from __future__ import annotations

from html import escape
from typing import Any

import jinja2
from nbconvert.preprocessors import Preprocessor


class Environment(jinja2.Environment):
    """What formgrader makes its own pages with: jinja2's, with everything escaped."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"autoescape": True, **options})


class EscapedResources(Preprocessor):
    """For the page that shows one submission, which nbconvert makes: what is said about it, escaped."""

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook, and the texts that the exporter was called with; nbconvert's own are no plain texts."""
        resources.update({key: escape(value) for key, value in resources.items() if isinstance(value, str)})
        return notebook, resources
