"""Calling a student's function, whether what came back is right, and what to say where nothing came back."""
