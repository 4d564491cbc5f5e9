"""What follows from a report that a mail did not arrive."""

from collections.abc import Sequence

from sqlalchemy import select

from app.extensions import db
from app.mail import bounces
from app.mail.bounces import Report, Verdict
from app.models import MailState, OutboxMail
from app.services import audit, undelivered


def take(data: bytes, keys: Sequence[str]) -> Report:
    """Read a report and note it on the mail it is about. The same report twice changes nothing.

    A refusal for good fails the mail, shows it to the secretary, and gives a contact no new offer
    until the address is corrected. A passing one is only counted. Nothing is ever answered.
    """
    report = bounces.read(data, keys)
    mail = _mail(report)
    if mail is None or report.verdict is Verdict.NOTHING:
        return report
    if report.verdict is Verdict.TEMPORARY:
        audit.record("mail.delayed", f"mail/{mail.id}", status=report.status)
        return report
    if mail.state is MailState.SENT:
        mail.state = MailState.FAILED
        mail.error = f"{report.status or '5.0.0'} came back"
        audit.record("mail.came_back", f"mail/{mail.id}", status=report.status)
        db.session.flush()
        undelivered.note(mail.letter, mail.about_id, mail.recipient)
    return report


def _mail(report: Report) -> OutboxMail | None:
    if report.mail_id is not None:
        return db.session.get(OutboxMail, report.mail_id)
    if report.message_id is None:
        return None
    found = select(OutboxMail).where(OutboxMail.message_id == report.message_id)
    return db.session.scalar(found)
