"""Train."""

from quiz_app import look

look.page("Train", "This page is being written.")
