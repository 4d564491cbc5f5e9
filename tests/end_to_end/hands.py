"""The two ways one journey is walked: by keys alone on a computer, and by finger on a phone.

Both go by the name that a person hears or sees, in the language of the page.
"""

import re
from abc import ABC, abstractmethod
from typing import Any

from flask_babel import force_locale, gettext, ngettext
from playwright.sync_api import Locator

from tests.end_to_end.chromium import Tab
from tests.end_to_end.site import Site

# more than any page of the journey has
MOST_STOPS = 150
OUTLINED = "() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"
IN_SIGHT = """() => {
  const box = document.activeElement.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight;
}"""


class Hand(ABC):
    """Somebody at a page."""

    language: str

    def __init__(self, tab: Tab, site: Site) -> None:
        self.tab, self.site, self.page = tab, site, tab.page

    def say(self, sentence: str, **values: object) -> str:
        """A sentence of the site as this reader has it."""
        with self.site.app.test_request_context(), force_locale(self.language):
            return gettext(sentence, **values)

    def count(self, one: str, many: str, number: int) -> str:
        """The same of a sentence with a number in it."""
        with self.site.app.test_request_context(), force_locale(self.language):
            return ngettext(one, many, number)

    @abstractmethod
    def arrive(self) -> None:
        """On a page that has just come: nothing is wrong with it, and one gets to what it says."""

    @abstractmethod
    def press(self, name: str) -> None:
        """A link or a button."""

    @abstractmethod
    def tick(self, name: str) -> None:
        """A box or one of several choices."""

    @abstractmethod
    def write(self, name: str, text: str) -> None:
        """Into a field, instead of what is there."""

    def go(self, name: str) -> None:
        """Press what leads to another page."""
        with self.page.expect_navigation():
            self.press(name)
        self.arrive()


class Keyboard(Hand):
    """Danish, wide, with scripts; nothing but keys."""

    language = "da"

    def __init__(self, tab: Tab, site: Site) -> None:
        super().__init__(tab, site)
        self.tools = tab.context.new_cdp_session(tab.page)

    def arrive(self) -> None:
        assert self.tab.faults() == []
        # who is put in the middle of a page (an answer that anchors there) goes on from there
        if self.page.evaluate("location.hash || document.activeElement !== document.body"):
            return
        self.page.keyboard.press("Tab")
        assert self.focused() == self.say("Skip to main content")
        self.page.keyboard.press("Enter")
        assert self.page.evaluate("document.activeElement.id") == "content"

    def press(self, name: str) -> None:
        self.reach(name)
        self.page.keyboard.press("Enter")

    def tick(self, name: str) -> None:
        self.reach(name)
        self.page.keyboard.press("Space")

    def write(self, name: str, text: str) -> None:
        self.reach(name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def reach(self, name: str) -> None:
        """Tab until what is called so has the focus; a trap, or a focus that is lost, fails."""
        passed: list[str] = []
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            passed.append(self.focused())
            if passed[-1].startswith(name):
                assert self.page.evaluate(OUTLINED), f"nothing shows that {name} has the focus"
                assert self.page.evaluate(IN_SIGHT), f"{name} has the focus out of sight"
                return
            if passed.count("") > 1:
                break  # round the whole page
        raise AssertionError(f"{name} is not reached at {self.page.url}: {passed}")

    def focused(self) -> str:
        """The name that assistive technology is given; nothing where no element has the focus."""
        found = self.tools.send("Runtime.evaluate", {"expression": "document.activeElement"})
        asked = {"objectId": found["result"]["objectId"], "fetchRelatives": False}
        nodes = self.tools.send("Accessibility.getPartialAXTree", asked)["nodes"]
        role = nodes[0].get("role", {}).get("value")
        named: dict[str, Any] = nodes[0].get("name", {})
        return (
            ""
            if role == "RootWebArea"
            else " ".join(str(named.get("value", "")).split()).replace(" :", ":")
        )


class Finger(Hand):
    """English, 320 px wide, without scripts; nothing but touches and typing."""

    language = "en"

    def arrive(self) -> None:
        assert self.tab.faults() == []
        assert self.tab.sideways() == []

    def press(self, name: str) -> None:
        pressed = self.page.get_by_role("link", name=starting(name))
        self._one(pressed.or_(self.page.get_by_role("button", name=starting(name)))).tap()

    def tick(self, name: str) -> None:
        chosen = self.page.get_by_role("checkbox", name=starting(name))
        self._one(chosen.or_(self.page.get_by_role("radio", name=starting(name)))).tap()

    def write(self, name: str, text: str) -> None:
        self._one(self.page.get_by_role("textbox", name=starting(name))).fill(text)

    @staticmethod
    def _one(found: Locator) -> Locator:
        """The first: a page may lead to the same place from its top and its end."""
        return found.first


def starting(name: str) -> re.Pattern[str]:
    return re.compile("^" + re.escape(name).replace(":", r"\s*:"))
