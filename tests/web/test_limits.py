"""How many forms one sender may send."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask, url_for
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import Course, RateLimit
from app.web import limits
from tests.browser import Browser
from tests.factories import Make


def sender(app: Flask, address: str) -> Browser:
    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser


def send(
    browser: Browser, course: Course, number: int = 0, headers: dict[str, str] | None = None
) -> int:
    address = url_for("public.subscribe", slug=course.slug, language="en")
    data = {"email": f"leader{number}@vejle.example"}
    return browser.send(address, method="post", data=data, headers=headers).status_code


@pytest.fixture
def course(make: Make) -> Course:
    return make.course()


def sent_already(course: Course, client: Browser, number: int) -> None:
    """As if so many had been sent within the hour."""
    assert send(client, course) == 200
    db.session.query(RateLimit).update({"hits": number})
    db.session.commit()


def test_a_town_hall_behind_one_address_is_let_through(app: Flask, course: Course) -> None:
    hall = sender(app, "192.0.2.1")

    assert {send(hall, course, number) for number in range(60)} == {200}


def test_the_three_hundred_and_first_within_an_hour_is_held_back(
    app: Flask, course: Course
) -> None:
    hall = sender(app, "192.0.2.1")
    start = clock.now()
    with time_machine.travel(start, tick=False) as traveller:
        sent_already(course, hall, limits.MOST - 1)

        assert send(hall, course) == 200
        address = url_for("public.subscribe", slug=course.slug, language="da")
        refused = hall.send(address, method="post", data={})
        assert refused.status_code == 429
        assert 3590 <= int(refused.headers["Retry-After"]) <= 3600
        assert '<html lang="da">' in refused.text

        # others are not concerned, and reading never is
        assert send(sender(app, "192.0.2.2"), course) == 200
        assert hall.send(address).status_code == 200

        traveller.move_to(start + timedelta(hours=1, seconds=1))
        assert send(hall, course) == 200


def test_addresses_of_one_ipv6_network_are_one_sender(app: Flask, course: Course) -> None:
    sent_already(course, sender(app, "2001:db8:1:2::1"), limits.MOST)

    assert send(sender(app, "2001:db8:1:2:ffff::9"), course) == 429
    assert send(sender(app, "2001:db8:1:3::1"), course) == 200


def test_what_a_sender_says_of_its_address_is_not_believed(app: Flask, course: Course) -> None:
    sent_already(course, sender(app, "192.0.2.1"), limits.MOST)

    claim = {"X-Forwarded-For": "198.51.100.7"}
    assert send(sender(app, "192.0.2.1"), course, headers=claim) == 429


@pytest.mark.environment(PROXIES="1")
def test_behind_a_proxy_the_last_address_counts(app: Flask, course: Course) -> None:
    proxy = sender(app, "127.0.0.1")
    assert send(proxy, course, headers={"X-Forwarded-For": "192.0.2.1"}) == 200
    db.session.query(RateLimit).update({"hits": limits.MOST})
    db.session.commit()

    claim = {"X-Forwarded-For": "203.0.113.9, 192.0.2.1"}
    assert send(proxy, course, headers=claim) == 429
    assert send(proxy, course, headers={"X-Forwarded-For": "192.0.2.3"}) == 200


def test_no_address_is_kept(app: Flask, course: Course) -> None:
    send(sender(app, "192.0.2.1"), course)

    [row] = db.session.scalars(select(RateLimit))
    assert "192.0.2.1" not in row.key
