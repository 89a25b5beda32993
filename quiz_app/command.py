"""`course app`: opens the app."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path

import click


def _addresses(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    for address in given:
        try:
            ipaddress.ip_network(address)
        except ValueError:
            raise click.BadParameter(f"found {address!r}, expected an address such as 127.0.0.1") from None
    return given


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="8501, or the next free one.")
@click.option("--address", default="localhost", show_default=True, help="Who can reach it; 0.0.0.0 means everybody.")
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open a browser window.")
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    callback=_addresses,
    help="Of the web server in front: what it says of where somebody comes from is believed.",
)
def app(port: int | None, address: str, browser: bool, proxies: tuple[str, ...]) -> None:
    """Open the app: by hand, your work, the quizzes, training live."""
    from grader.course import load_course
    from quiz_app.visitors import is_loopback

    folder = load_course().root.resolve()  # a course that cannot be read is said here, not in the browser
    here = Path(__file__).resolve().parent
    os.environ["COURSE_FOLDER"] = str(folder)
    # Streamlit's web server believes X-Forwarded-For of whoever connects from this machine, unless it is told whom.
    os.environ["FORWARDED_ALLOW_IPS"] = ",".join(proxies)
    if (proxies or not is_loopback(address)) and not os.environ.get("COURSE_HOSTED"):
        os.environ["COURSE_HOSTED"] = "1"
        click.echo("Others can reach this address: everybody uploads a file of their own, and nobody sees yours.")
    os.chdir(here.parent)  # Streamlit finds its settings in .streamlit/ of the current folder
    settings = {
        "server.address": address,
        "server.headless": str(not browser).lower(),
        "server.port": port,
        "secrets.files": folder / ".streamlit" / "secrets.toml",
    }
    from streamlit.web.cli import main

    flags = [f"--{key}={value}" for key, value in settings.items() if value is not None]
    main(["run", str(here / "app.py"), *flags], prog_name="streamlit")
