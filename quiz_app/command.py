"""`course app`: opens the app."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer


def app(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="8501, or the next free one.")] = None,
    address: Annotated[str, typer.Option(help="Who can reach it; 0.0.0.0 means everybody.")] = "localhost",
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Open the app: the steps by hand, your work, the quiz, and your network learning."""
    # Before numpy is loaded: two BLAS threads are slower than one here, and leave none for a second session.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from grader.course import load_course

    folder = load_course().root.resolve()  # a course that cannot be read is said here, not in the browser
    here = Path(__file__).resolve().parent
    os.environ["COURSE_FOLDER"] = str(folder)
    os.chdir(here.parent)  # Streamlit finds its settings in .streamlit/ of the current folder
    settings = {
        "server.address": address,
        "server.headless": str(not browser).lower(),
        "server.port": port,
        "secrets.files": folder / ".streamlit" / "secrets.toml",
    }
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.web.cli import main

    # A folder called pages/ is a menu by itself until the entry has run: an address such as /quiz, opened first,
    # would show its page without the app around it.
    PagesManager.uses_pages_directory = False
    flags = [f"--{key}={value}" for key, value in settings.items() if value is not None]
    main(["run", str(here / "app.py"), *flags], prog_name="streamlit")
