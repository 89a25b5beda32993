"""Where installations of before find the plugin until they are renewed."""

from grader.running.plugin import pytest_addoption, pytest_configure, pytest_load_initial_conftests

__all__ = ["pytest_addoption", "pytest_configure", "pytest_load_initial_conftests"]
