"""What a browser's headers can and cannot bring about: paths of the server, and more guesses at the passphrase."""

from __future__ import annotations

import contextlib
import shutil
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import PATIENCE, StartApp, settled
from playwright.sync_api import Browser, Page, expect

from quiz_app.testing import RunningApp, course_folder

expect.set_options(timeout=PATIENCE)
PASSPHRASE = "a long passphrase"


@pytest.fixture(scope="module")
def app(start_app: StartApp, tmp_path_factory: pytest.TempPathFactory) -> RunningApp:
    folder = course_folder(tmp_path_factory.mktemp("hosting"))
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(f'[instructor]\npassphrase = "{PASSPHRASE}"\n')
    return start_app(folder)


class _Forwarding(socketserver.BaseRequestHandler):
    """One request to the app, with a header more: what a proxy does, for pages and for WebSockets."""

    def handle(self) -> None:
        head, _, rest = _until_the_head_ends(self.request).partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        if b"upgrade: websocket" not in head.lower():  # one request a connection: each gets its header
            lines = [line for line in lines if not line.lower().startswith(b"connection:")] + [b"Connection: close"]
        lines.append(b"X-Forwarded-For: " + self.server.forwarded_for.encode())  # type: ignore[attr-defined]
        host, _, port = self.server.app.address.partition(":")  # type: ignore[attr-defined]
        with socket.create_connection((host, int(port))) as app:
            app.sendall(b"\r\n".join([first, *lines]) + b"\r\n\r\n" + rest)
            answers = threading.Thread(target=_pass_on, args=(app, self.request), daemon=True)
            answers.start()
            _pass_on(self.request, app)
            answers.join()


def _until_the_head_ends(connection: socket.socket) -> bytes:
    read = b""
    while b"\r\n\r\n" not in read and (more := connection.recv(65_536)):
        read += more
    return read


def _pass_on(here: socket.socket, there: socket.socket) -> None:
    with contextlib.suppress(OSError):
        shutil.copyfileobj(here.makefile("rb", buffering=0), there.makefile("wb", buffering=0))
    with contextlib.suppress(OSError):
        there.shutdown(socket.SHUT_WR)


Behind = Callable[[str], str]


@pytest.fixture
def behind_a_proxy(app: RunningApp) -> Iterator[Behind]:
    """Where the app is reached by a proxy that says for whom it asks.

    A browser's own extra headers are no stand-in: some versions leave them out of WebSockets.
    """
    with contextlib.ExitStack() as proxies:

        def start(forwarded_for: str) -> str:
            proxy = proxies.enter_context(socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Forwarding))
            proxy.daemon_threads, proxy.block_on_close = True, False
            proxy.forwarded_for, proxy.app = forwarded_for, app  # type: ignore[attr-defined]
            threading.Thread(target=proxy.serve_forever, daemon=True).start()
            proxies.callback(proxy.shutdown)
            return f"http://127.0.0.1:{proxy.server_address[1]}"

        yield start


def opened(browser: Browser, url: str, path: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(f"{url}/{path}", timeout=PATIENCE)
    settled(page)
    return page


def test_behind_a_proxy_nobody_chooses_a_path_of_the_server(
    browser: Browser, app: RunningApp, behind_a_proxy: Behind
) -> None:
    path = Path("solutions/backprop/backprop.py").as_posix()
    page = opened(browser, behind_a_proxy("127.0.0.1"), f"?file={path}")
    expect(page.locator("input[type=file]")).to_have_count(1)
    expect(page.get_by_text("Use another file")).to_have_count(0)
    expect(page.get_by_text(path)).to_have_count(0)
    expect(opened(browser, app.url, "").get_by_text("Use another file")).to_have_count(1)


def test_a_forged_address_gives_no_more_guesses_and_the_right_passphrase_opens(
    browser: Browser, app: RunningApp, behind_a_proxy: Behind
) -> None:
    forged = [opened(browser, behind_a_proxy(f"10.0.0.{n}"), "instructor") for n in range(10)]
    for page in forged:
        page.get_by_label("Passphrase").fill("not this passphrase")
    for page in forged:
        page.get_by_role("button", name="Open", exact=True).press("Enter", no_wait_after=True)
    expect(forged[-1].get_by_text("Yours is looked at in")).to_be_visible()
    page = opened(browser, app.url, "instructor")
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_text("Have tried the quiz")).to_be_visible()
    page.reload(timeout=PATIENCE)
    expect(page.get_by_text("Have tried the quiz")).to_be_visible()
    page.get_by_role("button", name="Lock this page").click()
    expect(page.get_by_label("Passphrase")).to_be_visible()
    page.reload(timeout=PATIENCE)
    expect(page.get_by_label("Passphrase")).to_be_visible()
