"""A letter's file, with its values, as plain text and as HTML.

A file is written as Markdown: paragraphs, **strong**, [words](address), and --- above the foot.
Every value is put between marks that no value can hold, and only what stands outside the marks
is read as Markdown: a name can never become a link, a heading or a new line.

A link that stands alone on its line after a colon is a button: the plain text prints its address,
the first one is drawn as a button. Any other link is printed as its words, a colon, the address.
"""

import re
from dataclasses import dataclass

from markupsafe import escape

from app.mail import style

# a value stands between these; the address of one reader, filled in last, between SLOTs
OPEN, CLOSE, SLOT = "\x02", "\x03", "\x04"
# inside a value: words in Danish, in a letter that is not
DANISH, END = "\x05", "\x06"
NO_MARKS = str.maketrans("", "", OPEN + CLOSE + DANISH + END)
UNSEEN = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")

VALUE = rf"{OPEN}[^{CLOSE}]*{CLOSE}"
# each finds values too, to step over them: what stands inside one is no Markdown
LINK = re.compile(rf"{VALUE}|\[((?:{VALUE}|[^\]{OPEN}])+)\]\((mailto:)?({VALUE})\)")
STRONG = re.compile(rf"{VALUE}|\*\*((?:{VALUE}|[^*{OPEN}])+)\*\*")
FOOT = "---"


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that differs from reader to reader: put in when the rest is ready."""

    name: str


class Mixed(str):
    """A value of which some pieces are in Danish, in a letter that is not."""

    pieces: tuple[tuple[str, bool], ...]

    @classmethod
    def of(cls, *pieces: tuple[str, bool]) -> "Mixed":
        """Each with whether it is in Danish."""
        value = cls("".join(text for text, _ in pieces))
        value.pieces = pieces
        return value


@dataclass(frozen=True, slots=True)
class Written:
    """A letter; what differs from reader to reader still stands as \\x04name\\x04."""

    subject: str
    text: str
    html: str


def marked(value: object) -> str:
    """A value as it stands in the text until it is printed."""
    if isinstance(value, Slot):
        return f"{OPEN}{SLOT}{value.name}{SLOT}{CLOSE}"
    if isinstance(value, Mixed):
        pieces = ((UNSEEN.sub(" ", text), danish) for text, danish in value.pieces)
        said = "".join(f"{DANISH}{text}{END}" if danish else text for text, danish in pieces)
        return f"{OPEN}{said}{CLOSE}"
    return f"{OPEN}{UNSEEN.sub(' ', str(value))}{CLOSE}"


def read(source: str) -> tuple[str, list[list[str]], list[list[str]]]:
    """Subject, paragraphs and the paragraphs of the foot, values still marked."""
    head, _, rest = source.strip().partition("\n")
    if not head.startswith("Subject: "):
        raise ValueError("a letter begins with its subject")
    body, _, foot = rest.partition(f"\n{FOOT}\n")
    return head.removeprefix("Subject: ").strip(), _paragraphs(body), _paragraphs(foot)


def plain(paragraphs: list[list[str]]) -> str:
    """The text part: the sentences, with the addresses written out."""
    blocks = []
    for lines in paragraphs:
        printed = []
        for before, line in zip(["", *lines], lines, strict=False):
            button = _is_button(line, before)
            printed.append(_plain_line(line, with_words=not button))
        blocks.append("\n".join(printed))
    return "\n\n".join(blocks) + "\n"


def html(paragraphs: list[list[str]], *, small: bool = False) -> str:
    """The same sentences and links as HTML; the first button is drawn as one."""
    blocks: list[str] = []
    drawn = small
    for lines in paragraphs:
        printed: list[str] = []
        for before, line in zip(["", *lines], lines, strict=False):
            if _is_button(line, before) and not drawn:
                drawn = True
                blocks.append(_paragraph(printed, small))
                printed = []
                blocks.append(f'<p style="{style.AROUND_BUTTON}">{_html_line(line, True)}</p>')
            else:
                printed.append(_html_line(line))
        blocks.append(_paragraph(printed, small))
    return "\n".join(block for block in blocks if block)


def words(line: str) -> str:
    """A line without any Markdown, for the subject."""
    return _unmarked(line)


def heading(subject: str) -> str:
    """What stands above the letter: the subject up to the first colon outside its values."""
    outside = re.sub(VALUE, lambda value: "x" * len(value[0]), subject)
    end = outside.find(": ")
    return _unmarked(subject if end < 0 else subject[:end])


def _paragraphs(text: str) -> list[list[str]]:
    blocks = re.split(r"\n\s*\n", text.strip())
    return [lines for b in blocks if (lines := [x.strip() for x in b.split("\n") if x.strip()])]


def _is_button(line: str, before: str) -> bool:
    found = LINK.fullmatch(line)
    return found is not None and found[1] is not None and before.endswith(":")


def _plain_line(line: str, *, with_words: bool) -> str:
    def link(found: re.Match[str]) -> str:
        said, mailto, address = found.groups()
        if said is None:
            return found[0]
        if mailto:
            return str(said)
        return f"{said}: {address}" if with_words else str(address)

    def strong(found: re.Match[str]) -> str:
        return found[1] or found[0]

    return _unmarked(STRONG.sub(strong, LINK.sub(link, line)))


def _unmarked(text: str) -> str:
    return text.translate(NO_MARKS)


def _html_line(line: str, button: bool = False) -> str:
    look = f' class="button" style="{style.BUTTON}"' if button else ""

    def link(found: re.Match[str]) -> str:
        said, mailto, address = found.groups()
        return f'<a href="{mailto or ""}{address}"{look}>{said}</a>' if said else found[0]

    def strong(found: re.Match[str]) -> str:
        return f"<strong>{found[1]}</strong>" if found[1] else found[0]

    line = STRONG.sub(strong, LINK.sub(link, _escaped_outside(line)))
    line = re.sub(VALUE, lambda value: str(escape(value[0][1:-1])), line)
    return line.replace(DANISH, '<span lang="da">').replace(END, "</span>")


def _escaped_outside(line: str) -> str:
    """Escape the letter's own words; values are escaped when they are put in."""
    pieces = re.split(f"({VALUE})", line)
    return "".join(p if p.startswith(OPEN) else str(escape(p)) for p in pieces)


def _paragraph(lines: list[str], small: bool) -> str:
    if not lines:
        return ""
    look = f' style="{style.SMALL}"' if small else f' style="{style.PARAGRAPH}"'
    return f"<p{look}>" + "<br>\n".join(lines) + "</p>"
