"""A thousand tries at once are no more than a thousand in a row."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import AuditEntry
from app.services import sign_ins
from tests.browser import Browser
from tests.staffing import WRONG, member_of_staff

AT_ONCE = 24


def test_tries_at_once_get_no_more_looks(app: Flask) -> None:
    email = member_of_staff().email
    db.session.remove()

    def attempt(number: int) -> int:
        with app.app_context():
            response = Browser(app).send(
                "/en/staff/sign-in", method="post", data={"email": email, "password": WRONG}
            )
            return response.status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(attempt, range(AT_ONCE)))

    assert set(statuses) == {422}
    refused = [one.detail["too_many"] for one in db.session.scalars(select(AuditEntry))]
    assert refused.count(False) == sign_ins.BY_STRANGERS
    assert db.session.scalar(select(func.count(AuditEntry.id))) == AT_ONCE
