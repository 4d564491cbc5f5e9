"""A real browser on a real server with the demo's courses."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import missing
from tests.end_to_end import chromium
from tests.end_to_end.pages import Arranged
from tests.end_to_end.site import Site, running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "end_to_end" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if chromium.program() is None:
        missing("Chromium is not installed")
    with running(tmp_path_factory.mktemp("demo")) as site:
        yield site


@pytest.fixture(scope="session")
def arranged(site: Site) -> Arranged:
    return Arranged(site)


@pytest.fixture(scope="session")
def chrome(site: Site) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def tab(site: Site, chrome: Browser) -> Iterator[Callable[..., chromium.Tab]]:
    """Opens tabs, each with cookies of its own: tab(java_script_enabled=False)."""
    opened: list[chromium.Tab] = []

    def open_tab(**options: Any) -> chromium.Tab:
        opened.append(chromium.Tab(chrome, site.address, **options))
        return opened[-1]

    yield open_tab
    for one in opened:
        one.close()
