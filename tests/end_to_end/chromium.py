"""Debian's Chromium, and what must be true of every page it shows."""

import os
import shutil
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW, WIDE = 320, 1280


def program() -> str | None:
    return shutil.which("chromium")


def launch(playwright: Playwright) -> Browser:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=program(), args=[*ARGUMENTS, *sandbox])


class Tab:
    """One page in a browser of its own, which remembers whatever it complained about."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.address = address
        # axe is a script: where they are off, the page is judged by the other tests
        self.scripts = options.get("java_script_enabled", True)
        self.context: BrowserContext = browser.new_context(
            base_url=address, viewport={"width": WIDE, "height": 900}, **options
        )
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", self._note)

    def _hear(self, message: ConsoleMessage) -> None:
        # a page that is not there, or a refused form, is logged by the browser itself
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.said.append(message.text)

    def _note(self, request: Request) -> None:
        if not request.url.startswith(self.address):
            self.asked.append(request.url)

    def open(self, path: str) -> Page:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 500, f"{answer.status} {path}"
        return self.page

    def width(self, pixels: int) -> None:
        self.page.set_viewport_size({"width": pixels, "height": 900})

    def faults(self) -> list[str]:
        """What is wrong with the page as it stands, one line each."""
        found = [f"console: {text}" for text in self.said]
        found += [f"asks elsewhere: {url}" for url in self.asked]
        if not self.scripts:
            return found
        return found + violations(self.page) + self.sideways()

    def sideways(self) -> list[str]:
        """Whether the page is wider than the window."""
        over = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return [f"scrolls sideways by {over} px"] if over > 0 else []

    def close(self) -> None:
        self.context.close()


def violations(page: Page) -> list[str]:
    """What axe objects to: the rule, and where."""
    run = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    page.evaluate(Axe().axe_script)
    # what it does not object to is long, and stays in the browser
    found = page.evaluate("run => axe.run(run).then(answer => answer.violations)", run)
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]}"
        for one in found
        for node in one["nodes"]
    ]
