"""Where a function goes wrong: the smallest change of its own text that makes it right."""
