"""The checks, as ordinary pytest tests, and the plugin that turns their outcomes into points.

A file `test_<check>.py` holds one check. It takes the fixtures it needs (``step``, ``student``, ``key``,
``composed``; see ``check_run``), asks, and raises a ``Finding`` or fails an ``assert`` with a text that a student can
read. What a check is worth is said under `[scoring.checks]` in `assignment.toml`; a check that is not named there is
reported and worth nothing.
"""

from pathlib import Path

CHECKS = Path(__file__).parent

CONTRACT = "contract"  # the check that the others build on: they are not asked where it fails
