"""Home."""

from quiz_app import look

look.page("Home", "This page is being written.")
