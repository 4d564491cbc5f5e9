"""Templates compile, know their variables, and hold nothing that the security policy refuses."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import StrictUndefined

ROOT = Path(__file__).parents[2] / "templates"
# the HTML part of a letter is read where our stylesheet is not
LETTERS = "mail/"
INLINE = {
    "a style": re.compile(r"<style\b|<[^>]*\sstyle\s*="),
    "a script": re.compile(r"<script\b(?![^>]*\bsrc=)"),
    "something that runs on an event": re.compile(r"<[^>]*\son\w+\s*="),
    "an address that runs": re.compile(r"javascript:", re.IGNORECASE),
    "htmx's own scripting": re.compile(r"\bhx-(?:on|vars|vals=['\"]js:)"),
    "an address elsewhere": re.compile(r"<(?:script|img|link)\b[^>]*(?:src|href)=\"(?:https?:)?//"),
}
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
FIRST_TAG = re.compile(r"<(\w+)([^>]*)>")
NEEDS = re.compile(r"\{#.*\b[Nn]eeds\b")


def templates() -> list[str]:
    return sorted(str(file.relative_to(ROOT)) for file in ROOT.rglob("*") if file.is_file())


def faults(name: str, source: str) -> list[str]:
    """What is wrong with one template."""
    found = []
    markup = COMMENT.sub("", source)
    if not name.startswith(LETTERS):
        found += [f"holds {what}" for what, pattern in INLINE.items() if pattern.search(markup)]
        if Path(name).name.startswith("_"):
            found += _of_a_part(source, markup)
    # a text that stands in the template itself may be believed
    if re.search(r"[^\"'\s]\s*\|\s*safe\b", markup):
        found.append("believes a text (|safe)")
    return found


def _of_a_part(source: str, markup: str) -> list[str]:
    if "{% extends" in markup:
        # a layout: its parts are the pages that fill it
        return []
    # macros to import are no element
    markup = re.sub(r"{%-? macro .*?endmacro -?%}|{%.*?%}", "", markup, flags=re.DOTALL)
    first = FIRST_TAG.search(markup)
    if first is None:
        return []
    found = [] if NEEDS.match(source) else ["does not say what it needs, first"]
    if "swap(" in source and not re.search(r"\bid=", first[2]):
        found.append("is swapped, and begins with an element that has no id")
    return found


@pytest.mark.parametrize("name", templates())
def test_a_template_is_in_order(name: str) -> None:
    assert faults(name, (ROOT / name).read_text("utf-8")) == []


@pytest.mark.one_database
def test_every_template_compiles(app: Flask) -> None:
    for name in templates():
        app.jinja_env.get_template(name)


@pytest.mark.one_database
def test_a_name_that_nobody_gave_is_a_mistake(app: Flask) -> None:
    assert app.jinja_env.undefined is StrictUndefined


BROKEN = {
    '<p style="color: red">': "holds a style",
    "<style>p {}</style>": "holds a style",
    "<script>go()</script>": "holds a script",
    '<script src="/a.js" onload="go()"></script>': "holds something that runs on an event",
    "<a href='javascript:go()'>": "holds an address that runs",
    '<div hx-on:click="go()">': "holds htmx's own scripting",
    '<img alt="" src="https://elsewhere.example/x.png">': "holds an address elsewhere",
    "{{ text|safe }}": "believes a text (|safe)",
}


@pytest.mark.parametrize("source", BROKEN)
def test_what_the_policy_refuses_is_found(source: str) -> None:
    assert faults("public/x.html", f"<p>\n{source}</p>") == [BROKEN[source]]


def test_a_part_that_does_not_say_what_it_needs_is_found() -> None:
    assert faults("public/_x.html", '<p id="x"></p>') == ["does not say what it needs, first"]
    assert faults("public/_x.html", "{# Needs: course. #}\n<form {{ swap('x', url) }}>") == [
        "is swapped, and begins with an element that has no id"
    ]
    assert faults("public/_x.html", "{# Needs: course. #}\n{% if a > b %}<p></p>") == []
    assert faults("public/_x.html", "{% macro x() %}<p></p>{% endmacro %}") == []


def test_ordinary_markup_is_no_fault() -> None:
    source = '{# style="x" #}<script src="/static/x.js" defer></script><button name="only">'
    assert faults("public/x.html", source) == []
