"""Notes that only the colleagues at the desk read. The log says that one was written, not what."""

from app.models import Cohort, Registration, StaffMember
from app.services import audit


def of_cohort(cohort: Cohort, text: str, *, actor: StaffMember) -> None:
    if text != cohort.desk_note:
        cohort.desk_note = text
        audit.record("cohort.noted", f"cohort/{cohort.id}", actor=actor)


def of_registration(registration: Registration, text: str, *, actor: StaffMember) -> None:
    if text != registration.staff_note:
        registration.staff_note = text
        audit.record("registration.noted", f"registration/{registration.id}", actor=actor)
