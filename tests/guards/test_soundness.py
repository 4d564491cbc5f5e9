"""The check that every page of a test goes through finds what is wrong."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.soundness import faults

GOOD = """<!doctype html><html lang="en"><head><title>Courses - Name</title></head><body><main>
<h1>Courses</h1><form action="/static/site.css"><label for="q">Search</label><input id="q" name="q">
<button>Search</button></form></main></body></html>"""

BROKEN = {
    'lang="en"': ('lang=""', "does not say its language"),
    "<title>Courses": ("<title>", "no title"),
    "<h1>Courses</h1>": ("", "0 h1"),
    "<h1>": ("<h1>a</h1><h1>", "2 h1"),
    "<main>": ('<main><p id="q">', "the id q is there 2 times"),
    "<button>": ('<button style="color:red">', "inline style"),
    "<button>S": ('<button onclick="go()">S', "onclick"),
    "</main>": ("<script>go()</script></main>", "inline script"),
    '<label for="q">Search</label>': ("", "q has no label"),
    'for="q"': ('for="r"', "points to r"),
    'action="/static/site.css"': ("", "no action"),
    "/static/site.css": ("/nowhere-at-all", "where nothing is"),
    "</form>": ('</form><a href="javascript:go()">Go</a>', "a link leads to"),
    "Search</button>": ("</button>", "says nothing"),
    "</h1>": ('</h1><img src="/x.png">', "no alt"),
}


@pytest.mark.one_database
def test_a_sound_page_has_no_faults(app: Flask) -> None:
    assert faults(app, BeautifulSoup(GOOD, "html.parser")) == []


@pytest.mark.one_database
@pytest.mark.parametrize("sound", BROKEN)
def test_what_is_broken_is_found(app: Flask, sound: str) -> None:
    broken, fault = BROKEN[sound]
    page = BeautifulSoup(GOOD.replace(sound, broken, 1), "html.parser")

    assert any(fault in found for found in faults(app, page))


@pytest.mark.one_database
def test_a_danish_address_with_an_english_page_is_found(app: Flask) -> None:
    page = BeautifulSoup(GOOD, "html.parser")

    assert faults(app, page, "/da/kurser") == ["the page at /da/kurser says it is in en"]
