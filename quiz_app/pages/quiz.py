"""Quiz."""

from quiz_app import look

look.page("Quiz", "This page is being written.")
