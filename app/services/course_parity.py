"""Whether the English of a course page still says what the Danish says, decided part by part."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from app.models import Bilingual
from app.services.course_content import PARTS, Content, in_order


class Decision(enum.StrEnum):
    FITS = "fits"
    DANISH = "danish"


@dataclass(frozen=True, slots=True)
class Parity:
    """Which parts English readers get in Danish, and those about which somebody must decide."""

    danish_only: tuple[str, ...]
    undecided: tuple[str, ...]


def judge(
    before: Content | None,
    after: Content,
    decisions: Mapping[str, Decision],
    *,
    all_danish: bool = False,
) -> Parity:
    """`before` is what readers see now; None: nothing. `after` brings the texts, no decisions."""
    if all_danish:
        return Parity(PARTS, ())
    # the whole page was Danish: each part is thought of anew
    anew = before is not None and before.is_all_danish
    found = {
        part: _of_part(part, before, after.part(part), decisions.get(part), anew=anew)
        for part in PARTS
    }
    return Parity(
        in_order([part for part, decision in found.items() if decision is Decision.DANISH]),
        tuple(part for part, decision in found.items() if decision is None),
    )


def _of_part(
    part: str, before: Content | None, text: Bilingual, decided: Decision | None, *, anew: bool
) -> Decision | None:
    old = before.part(part) if before else None
    was_danish = before is not None and part in before.danish_only and not anew
    if not text.da.strip():
        return Decision.FITS
    if not text.en.strip():
        # without English nothing fits
        return Decision.DANISH if was_danish or decided is Decision.DANISH else None
    if old is None or text.en != old.en:
        return Decision.FITS
    if decided is not None:
        return decided
    if was_danish:
        return Decision.DANISH
    return None if anew or text.da != old.da else Decision.FITS
