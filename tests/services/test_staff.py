"""Accounts: made, linked, closed; and which passwords are refused."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from app import clock
from app.extensions import db
from app.models import AuditEntry, Bilingual, Role
from app.models.errors import (
    AddressTaken,
    PasswordTooCommon,
    PasswordTooShort,
    RuleBroken,
)
from app.services import passwords, sign_ins, staff, tries
from tests.staffing import PASSWORD, member_of_staff

NAME = Bilingual("Kursussekretariatet", "The course office")


def test_an_account_begins_without_a_password(app: Flask) -> None:
    member = staff.add(" Office@Kursushuset.example ", name=NAME, role=Role.SECRETARY)

    assert member.email == "office@kursushuset.example"
    assert member.password_hash is None
    assert staff.get("OFFICE@kursushuset.example") is member


def test_an_address_has_one_account(app: Flask) -> None:
    staff.add("office@kursushuset.example", name=NAME, role=Role.SECRETARY)

    with pytest.raises(AddressTaken):
        staff.add("OFFICE@kursushuset.example", name=NAME, role=Role.CONSULTANT)
    with pytest.raises(NoResultFound):
        staff.get("nobody@kursushuset.example")


def test_a_link_dies_when_it_is_used_replaced_or_the_account_closed(app: Flask) -> None:
    member = member_of_staff()
    versions = []
    ends: list[Callable[[], None]] = [
        lambda: staff.set_password(member, "syv cykler i regnvejr"),
        lambda: staff.renew_link(member),
        lambda: staff.disable(member),
    ]
    for end in ends:
        versions.append(member.link_version)
        assert staff.by_link(member.id, member.link_version) is member
        end()
        assert [v for v in versions if staff.by_link(member.id, v)] == []

    assert staff.by_link(member.id, member.link_version) is None
    staff.renew_link(member)
    assert staff.by_link(member.id, member.link_version) is member


def test_a_password_is_kept_as_argon2id(app: Flask) -> None:
    member = member_of_staff()

    staff.set_password(member, "syv cykler i regnvejr")

    assert (member.password_hash or "").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.is_right(member.password_hash, "syv cykler i regnvejr")
    assert not passwords.is_right(member.password_hash, "syv cykler i regnvejR")
    assert not passwords.is_right(None, "syv cykler i regnvejr")


def test_letters_may_be_put_together_in_two_ways(app: Flask) -> None:
    kept = passwords.hashed("tre p\u00e5skeliljer i vinden")

    assert passwords.is_right(kept, "tre pa\u030askeliljer i vinden")


def test_a_new_password_ends_every_sign_in(app: Flask) -> None:
    member = member_of_staff()
    key = sign_ins.begin(member)
    assert sign_ins.find(key, clock.now()) is not None

    new = staff.change_password(member, "syv cykler i regnvejr")

    assert sign_ins.find(key, clock.now()) is None
    assert sign_ins.find(new, clock.now()) is not None


def test_a_password_that_is_refused_changes_nothing(app: Flask) -> None:
    member = member_of_staff()
    key = sign_ins.begin(member)

    with pytest.raises(PasswordTooShort):
        staff.set_password(member, "short")

    assert passwords.is_right(member.password_hash, PASSWORD)
    assert sign_ins.find(key, clock.now()) is not None


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "fire kopper og en paraply",
        "æblegrød på en tirsdag",
        "aaaabbbb-CC-7Kv!w9",
        "x7Qm2pLr9Tz4Wb1" * 8,
        " to mellemrum foran og bag ",
    ],
)
def test_no_kind_of_characters_is_asked_for(password: str) -> None:
    assert len(password) <= passwords.LONGEST

    passwords.require_good(password)


def refused(password: str) -> type[RuleBroken] | None:
    try:
        passwords.require_good(password, about=("kursus", "The course office"))
    except RuleBroken as broken:
        return type(broken)
    return None


def test_what_is_tried_first_is_refused() -> None:
    common = list(FREQUENCY_LISTS["passwords"])
    long_ones = [one for one in common if len(one) >= passwords.SHORTEST]

    assert len(common) >= 3_000
    assert long_ones
    assert {refused(one) for one in common if len(one) < passwords.SHORTEST} == {PasswordTooShort}
    assert {refused(one) for one in long_ones} == {PasswordTooCommon}


def test_what_is_tried_first_is_refused_when_it_is_made_longer() -> None:
    common = [one for one in FREQUENCY_LISTS["passwords"] if len(one) < passwords.SHORTEST][:3_000]

    accepted = [
        one for one in common if refused((one * passwords.SHORTEST)[: passwords.SHORTEST]) is None
    ]

    assert len(common) == 3_000
    assert accepted == []


@pytest.mark.parametrize(
    "password",
    [
        "passwordqwertyuiop",
        "password123456789",
        "qwertyuiopasdfgh",
        "abcdefghijklmnopqrst",
        "123456789012345",
        "p@ssw0rdp@ssw0rd",
        "sommersommersommer",
        "kursuskursus2026",
        "The course office",
    ],
)
def test_rows_of_keys_and_ones_own_name_are_refused(password: str) -> None:
    assert refused(password) is PasswordTooCommon


def test_tries_are_counted_for_a_while(app: Flask) -> None:
    now = clock.now()
    hour = sign_ins.AN_HOUR

    assert [tries.count("a", within=hour, now=now) for _ in range(3)] == [1, 2, 3]
    assert tries.count("b", within=hour, now=now) == 1
    tries.give_back("a")
    assert tries.count("a", within=hour, now=now + hour / 2) == 3
    assert tries.count("a", within=hour, now=now + hour) == 1


def test_what_happens_to_accounts_is_written_down(app: Flask) -> None:
    member = staff.add("office@kursushuset.example", name=NAME, role=Role.SECRETARY)
    staff.renew_link(member)
    staff.set_password(member, "syv cykler i regnvejr")
    staff.disable(member)
    db.session.commit()

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [one.action for one in entries] == [
        "staff.added",
        "staff.link_made",
        "staff.password_set",
        "staff.disabled",
    ]
    assert {one.subject for one in entries} == {f"staff_member/{member.id}"}
    assert "@" not in str([one.detail for one in entries])
