"""A code that is sent by many at once opens once."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import StaffSession
from app.models.errors import CodeWrong
from app.services import second_factor
from app.web.staff.codes import box
from tests.staffing import member_of_staff, new_code

AT_ONCE = 12


def opened(app: Flask, code: str) -> int:
    """How many of those who send it at once are let on."""

    def attempt(number: int) -> bool:
        with app.app_context():
            member = member_of_staff()
            try:
                second_factor.use(member, code, box())
            except CodeWrong:
                db.session.rollback()
                return False
            db.session.commit()
            return True

    db.session.remove()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(attempt, range(AT_ONCE)))


def test_a_code_of_the_app_opens_once(app: Flask) -> None:
    member_of_staff()

    assert opened(app, new_code()) == 1


def test_a_code_on_paper_opens_once(app: Flask) -> None:
    code, _ = second_factor.new_codes(member_of_staff())[:2]
    db.session.commit()

    assert opened(app, code) == 1
    assert db.session.scalar(select(func.count(StaffSession.id))) == 0
