"""What a notebook's own kernel knows: the cells that it has run, and functions that live in it."""
