"""Draw."""

from quiz_app import look

look.page("Draw", "This page is being written.")
