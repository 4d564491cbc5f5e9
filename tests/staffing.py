"""Members of staff in tests: signed in without password and code, or with both to type."""

import pyotp
from sqlalchemy import update

from app import clock
from app.extensions import db
from app.models import Bilingual, Course, CourseContact, Role, SecondFactor, StaffMember
from app.services import passwords, sign_ins
from app.web.staff.codes import box
from app.web.staff.presence import KEY
from tests.browser import Browser, Page

PASSWORD = "fire kopper og en paraply"
WRONG = "fem kopper og en paraply"
# what the app on everybody's phone counts with
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def member_of_staff(role: str = "secretary", **columns: object) -> StaffMember:
    """The one account of this role, made when it is first asked for; its password is PASSWORD."""
    email = f"{role}@kursushuset.example"
    found = db.session.query(StaffMember).filter_by(email=email).one_or_none()
    if found is None:
        found = StaffMember(
            name=Bilingual(f"Rollen {role}", f"The {role}"),
            email=email,
            role=Role(role),
            password_hash=passwords.hashed(PASSWORD),
            active=True,
            link_version=1,
        )
        db.session.add(found)
        db.session.flush()
        db.session.add(SecondFactor(member_id=found.id, sealed=box().seal(SECRET.encode())))
    for name, value in columns.items():
        setattr(found, name, value)
    db.session.commit()
    return found


def signed_in(
    browser: Browser, role: str = "secretary", *, member: StaffMember | None = None
) -> StaffMember:
    """Let the visitor be a member of staff: a sign-in is stored, and the cookie carries its key."""
    member = member or member_of_staff(role)
    key = sign_ins.begin(member)
    db.session.commit()
    with browser.client.session_transaction() as cookie:
        cookie[KEY] = [key, int(clock.now().timestamp())]
    return member


def teaching(*courses: Course, member: StaffMember | None = None) -> None:
    """Let the consultant stand on the page of these courses: their cohorts are theirs."""
    who = member or member_of_staff("consultant")
    for course in courses:
        course.contacts.append(CourseContact(member=who, position=len(course.contacts)))
    db.session.commit()


def sign_in(browser: Browser, email: str, password: str = PASSWORD, status: int = 200) -> Page:
    """Through the forms, as a person would: the password, and if it is right the code."""
    return go_in(browser.visit("staff.sign_in"), email, password, status)


def go_in(page: Page, email: str, password: str = PASSWORD, status: int = 200) -> Page:
    """The same from a page that has the form on it."""
    page = page.submit("sign-in-form", email=email, password=password, status=status)
    return page.submit("code-form", code=new_code()) if page.html.select("#code-form") else page


def new_code() -> str:
    """What the app shows now; in tests it may be used again."""
    db.session.execute(update(SecondFactor).values(last_step=0))
    db.session.commit()
    return code_at()


def code_at(steps: int = 0, secret: str = SECRET) -> str:
    """What the app shows so many half minutes from now."""
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=steps)


def is_in(browser: Browser) -> bool:
    """Whether the visitor is let in to a page of staff."""
    return browser.visit("staff.account").path.endswith("/staff/account")
