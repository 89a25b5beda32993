"""A made-up class: who is in it, what they wrote, and all of the work of an instructor with it."""
