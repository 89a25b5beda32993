"""What notebooks add to plain Python: cells, their marks in a script, and IPython's own syntax."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

# `# %%` of jupytext and Spyder, `# In[3]:` of nbconvert.
CELL_MARK = re.compile(r"^#(?: ?%%| In\[[\d ]*\]:)[^\n]*", re.MULTILINE)

# Cell magics whose body is Python that runs in the notebook's own namespace.
_TRANSPARENT_MAGICS = {"time", "timeit", "capture", "prun"}
# A question mark asks for help only after a name: `np.sum?`. Anywhere else it is a comment's or a text's.
_MAGIC_LINE = re.compile(
    r"^(?P<indent>\s*)(?:%time\s+(?P<timed>\S.*)|%{1,2}[a-zA-Z]|[!?]|[\w.]+\s*=\s*(?:%[a-zA-Z]|!)|[\w.*]+\?{1,2}\s*$)"
)
# Those of Python and of IPython. Jupyter takes them off, too.
_PROMPT = re.compile(r"^(?:>>>|\.\.\.|In \[\d*\]:|[ ]*\.{3,}:)(?: |$)", re.MULTILINE)
_PROMPTS = (">>>", "In [")


def cells_of(notebook: Any) -> Iterator[Mapping[str, Any]]:
    """Cells in order, from any version of the format; whatever is malformed is passed over."""
    if not isinstance(notebook, dict):
        return
    sheets = notebook.get("worksheets")  # format 3 and older
    for group in [notebook, *sheets] if isinstance(sheets, list) else [notebook]:
        cells = group.get("cells") if isinstance(group, dict) else None
        for cell in cells if isinstance(cells, list) else []:
            if isinstance(cell, dict):
                yield cell


def text_of(cell: Mapping[str, Any]) -> str:
    """A cell's text, in any version of the format."""
    source = cell.get("source", cell.get("input", ""))
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def without_cell_magic(text: str) -> str:
    """A cell's text without the `%%` line that it begins with; "" where that gives it to something else to run."""
    first, _, rest = text.lstrip().partition("\n")
    if not first.startswith("%%"):
        return text
    magic = first[2:].split(maxsplit=1)
    return "\n" + rest if magic and magic[0] in _TRANSPARENT_MAGICS else ""


def readings(text: str) -> Iterator[str]:
    """The text, and what it may have been meant as: IPython's lines left out, indented as a whole, with prompts.

    Each line stays in its place.
    """
    yield text
    plain = _without_magics(text)
    yield plain
    yield textwrap.dedent(plain)
    if any(prompt in text for prompt in _PROMPTS):
        yield _PROMPT.sub("", plain)


def without_prompts(text: str) -> str:
    """The last of the text's readings: without IPython's lines, and without prompts."""
    plain = _without_magics(text)
    return _PROMPT.sub("", plain) if any(prompt in text for prompt in _PROMPTS) else plain


def _without_magics(text: str) -> str:
    """The text with IPython's `%`, `!` and `?` lines replaced by `pass`, and timed statements by themselves."""
    lines = text.split("\n")
    goes_on = False
    for number, line in enumerate(lines):
        magic = _MAGIC_LINE.match(line)
        if goes_on or magic:
            lines[number] = f"{magic['indent']}{magic['timed'] or 'pass'}" if magic and not goes_on else ""
            goes_on = line.endswith("\\")
    return "\n".join(lines)
