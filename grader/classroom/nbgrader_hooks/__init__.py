"""What nbgrader's own commands and pages use instead of theirs in a course of this kind."""
