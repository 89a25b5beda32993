"""How much text is read: more is no program by hand, and its syntax tree takes a thousand times the memory."""

MOST_CODE = 250_000  # characters of all code together
MOST_CELLS = 3000
LONGEST_CELL = 500_000  # characters
