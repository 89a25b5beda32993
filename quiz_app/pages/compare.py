"""Compare."""

from quiz_app import look

look.page("Compare", "This page is being written.")
