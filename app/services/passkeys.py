"""Passkeys and security keys (WebAuthn), which may stand in for the code of the app, never alone.

What the browser is asked and what it answers is JSON; py_webauthn makes the one and checks the
other. It is loaded with the first passkey: a start should not wait for it.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, or_, select, update

from app import clock
from app.extensions import db
from app.models import Passkey, StaffMember
from app.models.errors import TooManyCodes
from app.models.passkey_errors import (
    AppFirst,
    PasskeyBehind,
    PasskeyKnown,
    PasskeyRefused,
    TooManyPasskeys,
)
from app.services import audit, second_factor, tries

AT_MOST = 10
# how long a question can be answered; the browser stops asking sooner, in thousandths of a second
LASTS, ASKS_FOR = timedelta(minutes=10), 120_000
# what its parsers raise at an answer that no browser gives, besides its own errors
ODD = (ValueError, LookupError, TypeError, AttributeError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a passkey holds: the browser gives it to this host, and says which page asked."""

    host: str
    origin: str
    name: str


def site(base_url: str, name: str) -> Site | None:
    """None where the address is a number: a passkey belongs to a name."""
    host = urlsplit(base_url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return Site(host, base_url, name)
    return None


def of(member: StaffMember) -> Sequence[Passkey]:
    """The member's own, the oldest first."""
    found = select(Passkey).where(Passkey.member_id == member.id).order_by(Passkey.id)
    return db.session.scalars(found).all()


def to_add(member: StaffMember, site: Site, challenge: bytes) -> str:
    """What the browser is asked for a new one."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=second_factor.about(member).encode(),
        user_name=member.email,
        challenge=challenge,
        timeout=ASKS_FOR,
        attestation=structs.AttestationConveyancePreference.NONE,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            # we know who it is: a security key need not spend one of its few places
            resident_key=structs.ResidentKeyRequirement.DISCOURAGED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_described(of(member)),
    )
    return webauthn.options_to_json(options)


def to_use(member: StaffMember, site: Site, challenge: bytes) -> str:
    """What the browser is asked at a sign-in; empty for who has none."""
    own = of(member)
    if not own:
        return ""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=ASKS_FOR,
        allow_credentials=_described(own),
        user_verification=structs.UserVerificationRequirement.PREFERRED,
    )
    return webauthn.options_to_json(options)


def spend(challenge: str) -> bool:
    """Whether this is its first answer. The caller commits before it looks at what that says."""
    return tries.count(f"challenge/{challenge}", within=LASTS, now=clock.now()) == 1


def add(member: StaffMember, answer: str, challenge: bytes, site: Site, name: str) -> None:
    """Keep a new one, beside the app."""
    # two at once: the second sees what the first has added
    db.session.execute(select(StaffMember.id).where(StaffMember.id == member.id).with_for_update())
    missing = in_the_way(member)
    if missing is not None:
        raise missing
    found = _verified_new(answer, challenge, site)
    credential_id = _text(found.credential_id)
    taken = select(Passkey.id).where(Passkey.credential_id == credential_id)
    if db.session.scalar(taken) is not None:
        raise PasskeyKnown
    db.session.add(
        Passkey(
            member_id=member.id,
            credential_id=credential_id,
            public_key=_text(found.credential_public_key),
            sign_count=found.sign_count,
            name=name,
            added_at=clock.now(),
        )
    )
    audit.record("staff.passkey_added", second_factor.about(member), actor=member)


def in_the_way(member: StaffMember) -> AppFirst | TooManyPasskeys | None:
    """Why the member cannot have one more."""
    if not second_factor.has_one(member):
        return AppFirst()
    return TooManyPasskeys() if len(of(member)) >= AT_MOST else None


def use(member: StaffMember, answer: str, challenge: bytes, site: Site) -> None:
    """Look at the answer to a question that was spent. Raises PasskeyRefused."""
    own = {one.credential_id: one for one in of(member)}
    credential = _parsed(answer)
    kept = own.get(_text(credential.raw_id))
    if kept is None:
        raise PasskeyRefused
    kept_id = kept.id
    count = _verified(credential, kept, challenge, site).new_sign_count
    counted_on = or_(Passkey.sign_count < count, (Passkey.sign_count == 0) & (count == 0))
    used = (
        update(Passkey)
        .where(Passkey.id == kept_id, counted_on)
        .values(sign_count=count, last_used_at=clock.now())
        .returning(Passkey.id)
    )
    if db.session.scalar(used) is None:
        # removed meanwhile is no sign of a copy
        still_there = select(Passkey.id).where(Passkey.id == kept_id)
        raise PasskeyRefused if db.session.scalar(still_there) is None else PasskeyBehind


def refuse(member: StaffMember, broken: PasskeyRefused | TooManyCodes) -> None:
    """Write down that a passkey was not accepted, or not looked at."""
    behind = isinstance(broken, PasskeyBehind)
    action = "staff.passkey_behind" if behind else "staff.passkey_refused"
    too_many = isinstance(broken, TooManyCodes)
    audit.record(action, second_factor.about(member), too_many=too_many)


def remove(passkey_id: int, member: StaffMember) -> bool:
    """Take away one of the member's own; whether there was one."""
    own = delete(Passkey).where(Passkey.id == passkey_id, Passkey.member_id == member.id)
    if db.session.scalar(own.returning(Passkey.id)) is None:
        return False
    audit.record("staff.passkey_removed", second_factor.about(member), actor=member)
    return True


def _described(own: Sequence[Passkey]) -> list[Any]:
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id)) for one in own]


def _parsed(answer: str) -> Any:
    from webauthn.helpers import parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return parse_authentication_credential_json(answer)
    except (WebAuthnException, *ODD) as wrong:
        raise PasskeyRefused from wrong


def _verified_new(answer: str, challenge: bytes, site: Site) -> Any:
    import webauthn

    try:
        return webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except Exception as wrong:
        # a key may add a statement of its maker: half a dozen formats, each with its own errors
        raise PasskeyRefused from wrong


def _verified(credential: Any, kept: Passkey, challenge: bytes, site: Site) -> Any:
    """But for the counter: whether that went back, the database says, after the signature."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(kept.public_key),
            credential_current_sign_count=0,
        )
    except (WebAuthnException, *ODD) as wrong:
        raise PasskeyRefused from wrong


def _text(raw: bytes) -> str:
    from webauthn.helpers import bytes_to_base64url

    return bytes_to_base64url(raw)
