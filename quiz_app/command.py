"""`course app`: opens the app."""

from __future__ import annotations

import contextlib
import ipaddress
import os
from pathlib import Path

import click


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="8501, or the next free one.")
@click.option("--address", default="localhost", show_default=True, help="Who can reach it; 0.0.0.0 means everybody.")
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open a browser window.")
def app(port: int | None, address: str, browser: bool) -> None:
    """Open the app: by hand, your work, the quiz, training live."""
    from grader.course import load_course

    folder = load_course().root.resolve()  # a course that cannot be read is said here, not in the browser
    here = Path(__file__).resolve().parent
    os.environ["COURSE_FOLDER"] = str(folder)
    if not _only_from_here(address) and os.environ.setdefault("COURSE_HOSTED", "1") == "1":
        click.echo("Others can reach this address: everybody uploads a file of their own, and nobody sees yours.")
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


def _only_from_here(address: str) -> bool:
    """Whether it is an address that no other computer can reach."""
    if address == "localhost":
        return True
    with contextlib.suppress(ValueError):  # a name
        return ipaddress.ip_address(address).is_loopback
    return False
