"""For environments whose entry point is older than this file's move: what pytest loads in its place."""

pytest_plugins = ["grader.running.plugin"]
