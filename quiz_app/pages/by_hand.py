"""By hand."""

from quiz_app import look

look.page("By hand", "This page is being written.")
