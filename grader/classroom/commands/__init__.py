"""The commands that an instructor needs for a class."""
