"""Mail addresses: how they are compared, and help with a slip of the finger."""

import csv
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files

import idna

# what most people in Denmark write from, beside their municipality
COMMON = (
    "gmail.com",
    "ymail.com",
    "mail.com",
    "gmx.com",
    "email.dk",
    "googlemail.com",
    "hotmail.com",
    "hotmail.dk",
    "outlook.com",
    "outlook.dk",
    "live.com",
    "live.dk",
    "msn.com",
    "yahoo.com",
    "yahoo.dk",
    "icloud.com",
    "me.com",
    "mail.dk",
    "jubii.dk",
    "stofanet.dk",
    "webspeed.dk",
    "youmail.dk",
    "proton.me",
    "protonmail.com",
    "kp.dk",
    "ucl.dk",
    "ucn.dk",
    "ucsyd.dk",
    "via.dk",
    "phabsalon.dk",
)
# endings that nobody means
ENDINGS = {
    "dkk": "dk",
    "ddk": "dk",
    "kd": "dk",
    "con": "com",
    "cmo": "com",
    "ocm": "com",
    "comm": "com",
    "vom": "com",
    "xom": "com",
}
# how alike two domains are before they are compared letter by letter
LIKE = 0.75
FAR = 2
# what is longer than a domain can be is no slip
LONGEST = 254
PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": None, "-": None})


def normal(text: str) -> str:
    """The address as it is stored and compared: trimmed, in lower case, its domain in punycode."""
    local, at, domain = text.strip().lower().rpartition("@")
    return f"{local}{at}{_punycode(domain)}"


def suggestion(text: str) -> str | None:
    """The address that was perhaps meant; None if nothing looks wrong. Help only: it may err."""
    local, at, domain = text.strip().lower().rpartition("@")
    better = _better(domain) if local and at and len(domain) < LONGEST else None
    return f"{local}@{better}" if better else None


@lru_cache(maxsize=1024)
def _better(domain: str) -> str | None:
    """The domain that was perhaps meant. Remembered: most people write from the same few."""
    if domain in _known():
        return None
    name, _, ending = domain.rpartition(".")
    better = f"{name}.{ENDINGS[ending]}" if name and ending in ENDINGS else domain
    if better not in _known():
        near = [known for known in _known() if abs(len(known) - len(better)) <= FAR]
        alike = get_close_matches(better, near, n=3, cutoff=LIKE)
        better = next((meant for meant in alike if _is_slip(better, meant)), better)
    return better if better != domain else None


def _is_slip(typed: str, meant: str) -> bool:
    """A letter left out, put in, changed or swapped; in short names that makes another name."""
    length = len(meant.rpartition(".")[0])
    return _distance(typed, meant) <= (length > 3) + (length > 6)


def _distance(first: str, second: str) -> int:
    """Steps from one word to the other; swapping two neighbours is one step."""
    rows = [list(range(len(second) + 1))]
    for i, a in enumerate(first, start=1):
        row = [i]
        for j, b in enumerate(second, start=1):
            steps = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                steps = min(steps, rows[-2][j - 2] + 1)
            row.append(steps)
        rows.append(row)
    return rows[-1][-1]


@cache
def _known() -> dict[str, None]:
    """Domains that are right as they stand; the common ones first."""
    text = (files("app.content") / "municipalities.csv").read_text("utf-8")
    names = [row["name"].lower() for row in csv.DictReader(text.splitlines())]
    municipal = [f"{name.translate(PLAIN)}.dk" for name in names]
    # some write ø as o and å as a, or put "kommune" after the name
    municipal += [name.replace("oe", "o").replace("aa", "a") for name in municipal]
    municipal += [f"{name.removesuffix('.dk')}kommune.dk" for name in municipal]
    return dict.fromkeys([*COMMON, *municipal, "kk.dk", "brk.dk"])


def _punycode(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True).decode() if not domain.isascii() else domain
    except idna.IDNAError:
        return domain
