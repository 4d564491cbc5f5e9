"""A passkey answers one question, for this site, and for its owner alone."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import AuditEntry, Passkey, SecondFactor, StaffMember
from app.models.passkey_errors import (
    AppFirst,
    PasskeyBehind,
    PasskeyKnown,
    PasskeyRefused,
    TooManyPasskeys,
)
from app.services import passkeys, second_factor, staff
from app.services.passkeys import Site
from tests.authenticator import ASKED, HERE, SecurityKey, added, asked
from tests.staffing import member_of_staff


@pytest.fixture
def member(app: Flask) -> StaffMember:
    return member_of_staff()


def kept() -> list[Passkey]:
    return list(db.session.scalars(select(Passkey).order_by(Passkey.id)))


def test_a_passkey_that_was_added_is_accepted_and_counts_on(member: StaffMember) -> None:
    key = added(member)

    passkeys.use(member, key.used(asked(member)), ASKED, HERE)
    passkeys.use(member, key.used(asked(member)), ASKED, HERE)

    [one] = kept()
    db.session.refresh(one)
    assert (one.sign_count, one.last_used_at is not None) == (2, True)


def test_one_that_does_not_count_is_accepted_again(member: StaffMember) -> None:
    key = added(member, SecurityKey(counts=False))

    passkeys.use(member, key.used(asked(member)), ASKED, HERE)
    passkeys.use(member, key.used(asked(member)), ASKED, HERE)


@pytest.mark.parametrize("back_to", [0, 6, 7])
def test_a_counter_that_stands_still_or_goes_back_is_refused(
    member: StaffMember, back_to: int
) -> None:
    key = added(member, SecurityKey(count=6))
    passkeys.use(member, key.used(asked(member)), ASKED, HERE)
    key.count, key.counts = back_to, False

    with pytest.raises(PasskeyBehind):
        passkeys.use(member, key.used(asked(member)), ASKED, HERE)


def test_one_that_is_removed_at_the_same_moment_is_not_called_a_copy(
    member: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = added(member)
    check = passkeys._verified

    def remove_meanwhile(credential: Any, one: Passkey, *rest: Any) -> Any:
        found = check(credential, one, *rest)
        assert passkeys.remove(one.id, member)
        return found

    monkeypatch.setattr(passkeys, "_verified", remove_meanwhile)
    with pytest.raises(PasskeyRefused) as refused:
        passkeys.use(member, key.used(asked(member)), ASKED, HERE)
    assert not isinstance(refused.value, PasskeyBehind)


def test_the_largest_counter_there_is_can_be_kept(member: StaffMember) -> None:
    key = added(member, SecurityKey(count=2**32 - 2))

    passkeys.use(member, key.used(asked(member)), ASKED, HERE)


@pytest.mark.parametrize(
    "site",
    [
        Site("localhost", "http://localhost:8080", ""),
        Site("localhost", "https://localhost", ""),
        Site("courses.example", "http://localhost", ""),
    ],
)
def test_an_answer_to_another_page_is_refused(member: StaffMember, site: Site) -> None:
    key = added(member)

    with pytest.raises(PasskeyRefused):
        passkeys.use(member, key.used(asked(member)), ASKED, site)
    with pytest.raises(PasskeyRefused):
        passkeys.add(member, new_answer(member), ASKED, site, "Key")


def new_answer(member: StaffMember) -> str:
    return SecurityKey().made(json.loads(passkeys.to_add(member, HERE, ASKED)))


def test_an_answer_to_another_question_is_refused(member: StaffMember) -> None:
    key = added(member)

    with pytest.raises(PasskeyRefused):
        passkeys.use(member, key.used(asked(member, b"another question")), ASKED, HERE)
    with pytest.raises(PasskeyRefused):
        passkeys.add(member, new_answer(member), b"another question", HERE, "Key")


def test_the_passkey_of_somebody_else_is_refused(member: StaffMember) -> None:
    other = member_of_staff("consultant")
    added(member)
    theirs = added(other)

    with pytest.raises(PasskeyRefused):
        passkeys.use(member, theirs.used(asked(member)), ASKED, HERE)


def test_a_passkey_that_nobody_added_is_refused(member: StaffMember) -> None:
    added(member)

    with pytest.raises(PasskeyRefused):
        passkeys.use(member, SecurityKey().used(asked(member)), ASKED, HERE)


def test_another_key_that_says_it_is_this_one_is_refused(member: StaffMember) -> None:
    key = added(member)
    forged = SecurityKey(credential_id=key.credential_id, count=9)

    with pytest.raises(PasskeyRefused) as refused:
        passkeys.use(member, forged.used(asked(member)), ASKED, HERE)
    # a signature that is wrong says nothing about copies
    forged.count = -1
    assert not isinstance(refused.value, PasskeyBehind)
    with pytest.raises(PasskeyRefused) as refused:
        passkeys.use(member, forged.used(asked(member)), ASKED, HERE)
    assert not isinstance(refused.value, PasskeyBehind)


def test_the_answer_of_adding_opens_nothing(member: StaffMember) -> None:
    key = added(member)
    made = key.made(json.loads(passkeys.to_add(member, HERE, ASKED)))

    with pytest.raises(PasskeyRefused):
        passkeys.use(member, made, ASKED, HERE)


def broken(answer: str) -> list[str]:
    """The answer with each of its parts left out, of another kind, or cut short; and no JSON."""
    whole: dict[str, Any] = json.loads(answer)
    found = ["", "{}", "[]", "null", "7", '"id"', "[" * 5000, "\ud800", '{"id":"æ"}']
    kinds: list[Any] = [None, 7, "", "æ", "A", "AAAA", [], {}]
    for strange in kinds:
        for name in whole:
            found.append(json.dumps(whole | {name: strange}))
        for name in whole["response"]:
            found.append(json.dumps(whole | {"response": whole["response"] | {name: strange}}))
    for name, value in whole["response"].items():
        for end in (1, len(value) // 2, len(value) - 2):
            cut = whole["response"] | {name: value[:end]}
            found.append(json.dumps(whole | {"response": cut}))
    return found


def test_whatever_is_no_answer_is_refused_and_breaks_nothing(member: StaffMember) -> None:
    key = added(member)

    for answer in broken(key.used(asked(member))):
        with pytest.raises(PasskeyRefused):
            passkeys.use(member, answer, ASKED, HERE)
    for answer in broken(new_answer(member)):
        with pytest.raises(PasskeyRefused):
            passkeys.add(member, answer, ASKED, HERE, "Key")


def test_a_question_is_answered_once(app: Flask) -> None:
    assert [passkeys.spend("question") for _ in range(3)] == [True, False, False]
    assert passkeys.spend("another")


def test_the_browser_is_told_which_there_are_and_no_name_or_address(member: StaffMember) -> None:
    key = added(member)

    options = json.loads(passkeys.to_add(member, HERE, ASKED))
    told = asked(member)

    own = json.loads(key.used(told))["id"]
    assert [one["id"] for one in options["excludeCredentials"]] == [own]
    assert [one["id"] for one in told["allowCredentials"]] == [own]
    assert (options["attestation"], told["userVerification"]) == ("none", "preferred")
    assert member.email not in json.dumps(told)


def test_who_has_none_is_asked_for_none(member: StaffMember) -> None:
    added(member_of_staff("consultant"))

    assert passkeys.to_use(member, HERE, ASKED) == ""


def test_one_is_added_once(member: StaffMember) -> None:
    key = added(member)

    with pytest.raises(PasskeyKnown):
        added(member, key)
    with pytest.raises(PasskeyKnown):
        added(member_of_staff("consultant"), key)


def test_there_are_ten_at_most(member: StaffMember) -> None:
    for number in range(passkeys.AT_MOST):
        added(member, name=f"Key {number}")

    with pytest.raises(TooManyPasskeys):
        added(member)
    assert passkeys.remove(kept()[0].id, member)
    added(member)


def test_without_an_app_there_is_no_passkey(member: StaffMember) -> None:
    db.session.query(SecondFactor).delete()

    with pytest.raises(AppFirst):
        added(member)


def test_one_removes_ones_own(member: StaffMember) -> None:
    other = member_of_staff("consultant")
    added(other)
    key = added(member)
    theirs, own = kept()

    assert not passkeys.remove(theirs.id, member)
    assert passkeys.remove(own.id, member)
    assert not passkeys.remove(own.id, member)

    assert kept() == [theirs]
    with pytest.raises(PasskeyRefused):
        passkeys.use(member, key.used(asked(other)), ASKED, HERE)
    acts = list(db.session.scalars(select(AuditEntry.action)))
    assert acts.count("staff.passkey_removed") == 1


def test_who_has_lost_the_app_loses_the_passkeys_with_it(member: StaffMember) -> None:
    other = member_of_staff("consultant")
    added(other)
    added(member)

    second_factor.take_away(member)

    assert [one.member_id for one in kept()] == [other.id]


def test_another_password_or_app_leaves_them(member: StaffMember) -> None:
    added(member)

    staff.set_password(member, "syv cykler i regnvejr")

    assert [one.member_id for one in kept()] == [member.id]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://courses.example", "courses.example"),
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1:8000", None),
        ("http://[::1]:8000", None),
    ],
)
def test_a_site_whose_address_is_a_number_has_none(address: str, host: str | None) -> None:
    found = passkeys.site(address, "Holdstart")

    assert (found and found.host, found and found.origin) == (host, host and address)
