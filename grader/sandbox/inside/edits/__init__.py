"""The small changes that can be made to a function's text. Nothing here runs a student's code."""
