"""The colours of everything that is drawn. No Streamlit here, so that charts can have them, too."""

# Okabe and Ito's colours, (on light, on dark): safe for every colour vision, at least 3:1 on the background.
BLUE = ("#0072B2", "#56B4E9")
ORANGE = ("#D55E00", "#F0803C")
GREEN = ("#00805E", "#2FBF93")
PINK = ("#AA5087", "#DD94B9")
YELLOW = ("#8A6D00", "#E6C229")
QUIET = ("#5F6670", "#A3AAB3")
LINE = ("#C9C5BC", "#454E58")
SERIES = (BLUE, ORANGE, GREEN, PINK, YELLOW)
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (12, 4))  # one beside each colour


def shade(pair: tuple[str, str], dark: bool) -> str:
    """The one of a pair of colours that fits the theme."""
    return pair[dark]
