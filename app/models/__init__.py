"""Tables, and the rules about one row of each. Pure SQLAlchemy: no Flask, no clock, no queries."""

from app.models.audit import AuditEntry
from app.models.base import Base, Bilingual, UtcDateTime
from app.models.cohort import (
    Cohort,
    CohortState,
    CountsAs,
    CourseState,
    OpeningRule,
    course_state,
)
from app.models.course import (
    Assignment,
    Course,
    CourseContact,
    CourseKind,
    CourseSection,
    PricePer,
    SectionKind,
    Tag,
    TagKind,
)
from app.models.line import Hold, Pass
from app.models.meeting import Meeting, MeetingKind
from app.models.municipality import Municipality
from app.models.occupancy import Occupancy
from app.models.outbox import MailState, OutboxMail
from app.models.provider import Provider
from app.models.registration import Bill, Registration, Seat, SeatState
from app.models.site import ContentVersion, RateLimit
from app.models.staff import Role, StaffMember, StaffSession
from app.models.subscription import Subscription, SubscriptionState

__all__ = [
    "Assignment",
    "AuditEntry",
    "Base",
    "Bilingual",
    "Bill",
    "Cohort",
    "CohortState",
    "ContentVersion",
    "CountsAs",
    "Course",
    "CourseContact",
    "CourseKind",
    "CourseSection",
    "CourseState",
    "Hold",
    "MailState",
    "Meeting",
    "MeetingKind",
    "Municipality",
    "Occupancy",
    "OpeningRule",
    "OutboxMail",
    "Pass",
    "PricePer",
    "Provider",
    "RateLimit",
    "Registration",
    "Role",
    "Seat",
    "SeatState",
    "SectionKind",
    "StaffMember",
    "StaffSession",
    "Subscription",
    "SubscriptionState",
    "Tag",
    "TagKind",
    "UtcDateTime",
    "course_state",
]
