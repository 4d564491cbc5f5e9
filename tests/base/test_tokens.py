"""Private links: what opens, and what does not."""

from datetime import UTC, datetime, timedelta

import time_machine

from app import tokens

KEY, NEWER_KEY = "k" * 40, "n" * 40
NOW = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)


def test_a_link_says_its_purpose_its_row_and_its_version() -> None:
    token = tokens.sign([KEY], "confirm", 12, 3)

    assert tokens.open_token([KEY], token) == tokens.Link("confirm", 12, 3)


def test_a_link_can_say_the_address_that_it_was_sent_to() -> None:
    token = tokens.sign([KEY], "new_email", 12, 3, said='o"hara@odense.example')

    expected = tokens.Link("new_email", 12, 3, 'o"hara@odense.example')
    assert tokens.open_token([KEY], token) == expected


def test_a_changed_or_foreign_token_opens_nothing() -> None:
    token = tokens.sign([KEY], "confirm", 12, 3)

    assert tokens.open_token([KEY], token[:-2] + "xx") is None
    assert tokens.open_token([NEWER_KEY], token) is None
    assert tokens.open_token([KEY], "") is None
    assert tokens.open_token([KEY], "æøå.\x00") is None


def test_an_old_key_still_opens_after_a_change_of_keys() -> None:
    token = tokens.sign([KEY], "stop", 1, 1)

    assert tokens.open_token([KEY, NEWER_KEY], token) == tokens.Link("stop", 1, 1)


def test_the_newest_key_signs() -> None:
    token = tokens.sign([KEY, NEWER_KEY], "stop", 1, 1)

    assert tokens.open_token([NEWER_KEY], token) is not None
    assert tokens.open_token([KEY], token) is None


def test_a_link_is_good_for_as_long_as_its_purpose_says() -> None:
    with time_machine.travel(NOW, tick=False):
        token = tokens.sign([KEY], "confirm", 1, 1)
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        assert tokens.open_token([KEY], token, timedelta(days=7)) is not None
    with time_machine.travel(NOW + timedelta(days=7, seconds=1), tick=False):
        assert tokens.open_token([KEY], token, timedelta(days=7)) is None


def test_the_address_bar_holds_a_digest_that_opens_nothing() -> None:
    token = tokens.sign([KEY], "status", 5, 1)
    digest = tokens.digest(token)

    assert tokens.open_token([KEY], digest) is None
    assert tokens.find(["another", token], digest) == token
    assert tokens.find(["another", 7], digest) is None
