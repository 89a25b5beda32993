"""My steps."""

from quiz_app import look

look.page("My steps", "This page is being written.")
