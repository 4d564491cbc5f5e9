"""python -m tests.end_to_end.photographs: every page of the tour, as pictures in screenshots/."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.end_to_end.chromium import NARROW, WIDE, Tab, launch, program
from tests.end_to_end.pages import STOPS, Arranged
from tests.end_to_end.site import running

FOLDER = Path(__file__).parents[2] / "screenshots"


def main() -> int:
    if program() is None:
        sys.stderr.write("Chromium is not installed.\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as site:
        arranged = Arranged(site)
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for stop in STOPS:
                for language in ("da", "en"):
                    tab = Tab(browser, site.address)
                    arranged.go(tab, stop, language)
                    for pixels in (WIDE, NARROW):
                        tab.width(pixels)
                        name = "".join(c if c.isalnum() else "-" for c in stop.name)
                        file = FOLDER / f"{name}-{language}-{pixels}.png"
                        tab.page.screenshot(path=file, full_page=True)
                    tab.close()
            browser.close()
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.name}/\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
