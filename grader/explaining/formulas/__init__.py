"""What a wrong function computes: the shortest formula over its arguments that gives the same answers."""
