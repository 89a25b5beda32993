"""One session that watches a training: what a browser sends and gets, or a browser itself. Used by live_training.py.

    python benchmarks/live_session.py ADDRESS [--browser]

Opens the Train page, starts, and prints a line of JSON for every live update: seconds since the start was pressed,
and the training step that the page showed. It goes on until it is ended.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sys
import time

EPOCHS = 1000  # the most that the page takes: longer than any measurement
FULL_SPEED = "Full speed"  # a pace of the page
STEP = re.compile(r"training step</dt><dd>([\d,]+)")
STEP_ON_PAGE = re.compile(r"training step\s*([\d,]+)")  # the same, without its tags


def tell(begun: float, step: int) -> None:
    print(json.dumps({"seconds": time.perf_counter() - begun, "step": step}), flush=True)


class WebsocketSession:
    """The page without its pictures: it answers the page's timers as the browser does."""

    def __init__(self, server: object) -> None:
        self._server = server
        self._widgets: dict[str, tuple[str, str]] = {}  # label -> kind, id
        self._states: dict[str, dict[str, object]] = {}
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._page = ""  # as the server calls it
        self._begun: float | None = None
        self._finished = asyncio.Event()

    async def train(self) -> None:
        reading = asyncio.create_task(self._read())
        await self._rerun()
        async with asyncio.timeout(120):
            while self._widgets.get("Start", ("", ""))[0] != "enabled button":
                await asyncio.sleep(0.2)  # the file is being checked; the page's own timer draws it again
        self._states[self._widgets["Epochs"][1]] = {"double_value": float(EPOCHS)}
        self._states[self._widgets["Pace"][1]] = {"string_value": FULL_SPEED}
        await self._rerun()
        await asyncio.sleep(3)  # the standby process gets warm, as it does while a person chooses
        self._begun = time.perf_counter()
        await self._rerun(pressed=self._widgets["Start"][1])
        await reading

    async def _rerun(self, *, pressed: str = "", fragment: str = "") -> None:
        from streamlit.proto.BackMsg_pb2 import BackMsg

        message = BackMsg()
        if self._page:
            message.rerun_script.page_script_hash = self._page
        else:
            message.rerun_script.page_name = "train"
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = bool(fragment)
        states = self._states | ({pressed: {"trigger_value": True}} if pressed else {})
        for widget, value in states.items():
            message.rerun_script.widget_states.widgets.add(id=widget, **value)
        await self._server.send(message.SerializeToString())

    async def _read(self) -> None:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        while True:
            message = ForwardMsg.FromString(await self._server.recv(decode=False))
            kind = message.WhichOneof("type")
            if kind == "new_session" and not message.metadata.run.fragment_ids:
                for timer in self._timers.values():
                    timer.cancel()
                self._timers.clear()
            elif kind == "navigation":
                self._page = message.navigation.page_script_hash
            elif kind == "auto_rerun":
                fragment, interval = message.auto_rerun.fragment_id, message.auto_rerun.interval
                if fragment in self._timers:
                    self._timers[fragment].cancel()
                self._timers[fragment] = asyncio.create_task(self._tick(fragment, interval))
            elif kind == "delta":
                self._take(message.delta.new_element)

    async def _tick(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            await self._rerun(fragment=fragment)

    def _take(self, element: object) -> None:
        kind = element.WhichOneof("type")
        if kind == "html" and self._begun is not None:
            if found := STEP.search(element.html.body):
                tell(self._begun, int(found[1].replace(",", "")))
        elif kind == "button":
            button = element.button
            self._widgets[button.label] = ("button" if button.disabled else "enabled button", button.id)
        elif kind == "number_input":
            field = element.number_input
            self._widgets[field.label] = ("number", field.id)
        elif kind == "selectbox":
            box = element.selectbox
            self._widgets[box.label] = ("choice", box.id)


async def watch_by_websocket(address: str) -> None:
    from websockets.asyncio.client import connect

    url = f"ws://{address}/_stcore/stream"
    async with connect(url, subprotocols=["streamlit"], max_size=None, open_timeout=60) as server:
        await WebsocketSession(server).train()


def watch_by_browser(address: str) -> None:
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("live_session.py: no Chromium on this machine; leave out --browser.")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
        page = playwright.chromium.launch(executable_path=chromium, args=flags).new_page()
        page.set_default_timeout(120_000)
        page.goto(f"http://{address}/train")
        epochs = page.get_by_label("Epochs", exact=True)
        epochs.fill(str(EPOCHS))
        epochs.press("Tab")
        page.get_by_label("Pace").first.click()
        page.get_by_role("option", name=FULL_SPEED).click()
        page.wait_for_timeout(3000)  # as above
        page.get_by_role("button", name="Start").click(no_wait_after=True)
        begun, last = time.perf_counter(), -1
        while True:
            shown = STEP_ON_PAGE.search("".join(page.locator(".course-captions").all_text_contents()))
            step = int(shown[1].replace(",", "")) if shown else -1
            if step > last:
                tell(begun, step)
                last = step
            page.wait_for_timeout(100)


if __name__ == "__main__":
    if "--browser" in sys.argv:
        watch_by_browser(sys.argv[1])
    else:
        asyncio.run(watch_by_websocket(sys.argv[1]))
