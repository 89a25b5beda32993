"""The tests that every assignment's folder must pass, for those of this course."""

from grader.building.content_tests import *  # noqa: F403
