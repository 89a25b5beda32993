"""A class of submissions: nbgrader, the gradebook, statistics."""
