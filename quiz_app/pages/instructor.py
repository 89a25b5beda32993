"""Instructor."""

from quiz_app import look

look.page("Instructor", "This page is being written.")
