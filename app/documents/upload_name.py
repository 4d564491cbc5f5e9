"""What a handed-in file may be called."""

import re
import unicodedata
from urllib.parse import unquote

from app.documents.upload_refusal import Refused, Why

FORMATS = ("docx", "xlsx", "pdf")
LONGEST = 150
OLD_FORMATS = {"doc", "xls", "odt", "ods", "rtf", "pages", "numbers", "dotx", "xltx"}
WITH_MACROS = {"docm", "dotm", "xlsm", "xltm", "xlsb"}
# Windows gives these names to devices
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)", re.IGNORECASE)
# what ends a name, a line or a header, or leads to another folder
NOT_IN_A_NAME = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]')


def checked(name: str) -> tuple[str, str]:
    """The name as it is kept, and its ending. A name that needs mending is refused, not mended.

    Browsers send the bare name, with what cannot stand in a header as %0D or %00; a Mac sends its
    letters in two parts.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if NOT_IN_A_NAME.search(name) or NOT_IN_A_NAME.search(_without_codes(name)):
        raise Refused(Why.NAME)
    stem, dot, ending = name.rpartition(".")
    ending = ending.lower()
    if ending in WITH_MACROS:
        raise Refused(Why.MACROS)
    if ending in OLD_FORMATS:
        raise Refused(Why.OLD_FORMAT)
    if not dot or ending not in FORMATS:
        raise Refused(Why.FORMAT)
    if len(name) > LONGEST or not stem.strip(". ") or RESERVED.match(name):
        raise Refused(Why.NAME)
    return name, ending


def _without_codes(name: str) -> str:
    """With %0D and the like read, as a careless program would; "100 %" stays what it is."""
    return unquote(name, errors="replace")
