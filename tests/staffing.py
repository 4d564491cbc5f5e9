"""Members of staff in tests: signed in without a password, or with one to type."""

from app import clock
from app.extensions import db
from app.models import Bilingual, Role, StaffMember
from app.services import passwords, sign_ins
from app.web.staff.presence import KEY
from tests.browser import Browser, Page

PASSWORD = "fire kopper og en paraply"
WRONG = "fem kopper og en paraply"


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


def sign_in(browser: Browser, email: str, password: str = PASSWORD, status: int = 200) -> Page:
    """Through the form, as a person would."""
    page = browser.visit("staff.sign_in")
    return page.submit("sign-in-form", email=email, password=password, status=status)


def is_in(browser: Browser) -> bool:
    """Whether the visitor is let in to a page of staff."""
    return browser.visit("staff.account").path.endswith("/staff/account")
