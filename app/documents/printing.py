"""PDF by typst: tagged, and the same bytes each time.

PDF/UA wants a letter for every character, so what the fonts inside the library do not have
(emoji, Chinese) is printed as an empty square instead of stopping the whole document.
"""

import json
from functools import cache, lru_cache
from typing import Any

import typst

SQUARE = "\N{WHITE SQUARE}"
# up to here the fonts have it all: Latin letters of every European language
LATIN = "\u024f"
ALWAYS = set("–—‘’“”„•…→′″€×□\u200b")
# whoever writes with more strange letters than this gets squares for the rest
MOST_TRIED = 200
PROBE = b'#set document(title: "-")\n#json(bytes(sys.inputs.data))'


@cache
def _fonts() -> typst.Fonts:
    """The fonts inside the library: what the machine has would change the pages."""
    return typst.Fonts(include_system_fonts=False)


def compiled(template: bytes, data: dict[str, Any]) -> bytes:
    """Values travel as JSON, so that none of them can become markup."""
    written = json.dumps(data, ensure_ascii=False)
    for printable in (str, _without_strange, _latin):
        try:
            return _compiled(template, printable(written))
        except typst.TypstError as error:
            if not _lacks_letters(error) or printable is _latin:
                raise
    raise AssertionError


def _compiled(template: bytes, data: str) -> bytes:
    return bytes(
        typst.compile(
            template,
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"data": data},
            pdf_standards=["ua-1"],
        )
    )


def _lacks_letters(error: Exception) -> bool:
    return "could not be displayed" in str(error)


def _without_strange(text: str) -> str:
    """The same text, with squares for what cannot be printed by itself."""
    strange = sorted({letter for letter in text if letter > LATIN} - ALWAYS)
    tried, rest = strange[:MOST_TRIED], strange[MOST_TRIED:]
    missing = [letter for letter in tried if not _is_printable(letter)]
    return text.translate(dict.fromkeys(map(ord, missing + rest), SQUARE))


@lru_cache(maxsize=2000)
def _is_printable(letter: str) -> bool:
    try:
        _compiled(PROBE, json.dumps(letter, ensure_ascii=False))
    except typst.TypstError:
        return False
    return True


def _latin(text: str) -> str:
    """When letters that can be printed alone cannot be printed together."""
    strange = {ord(letter) for letter in text if letter > LATIN} - set(map(ord, ALWAYS))
    return text.translate(dict.fromkeys(strange, SQUARE))
