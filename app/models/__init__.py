"""Tables, and the rules about one row of each. Pure SQLAlchemy: no Flask, no clock, no queries."""

from app.models.answer import Answer, AnswerSection, AnswerState, HandedFile
from app.models.assignment import AssignedTo, Assignment
from app.models.audit import AuditEntry
from app.models.base import Base, Bilingual, UtcDateTime
from app.models.cohort import Cohort
from app.models.cohort_states import CohortState, CountsAs, CourseState, OpeningRule
from app.models.course import (
    Course,
    CourseContact,
    CourseKind,
    CourseSection,
    PricePer,
    SectionKind,
    Tag,
    TagKind,
)
from app.models.course_editing import CourseDraft, CourseVersion
from app.models.course_state import course_state
from app.models.date_poll import DateAnswer, DatePoll, ProposedDate
from app.models.distribution import Download, WorksheetChange
from app.models.line import Hold, Pass
from app.models.meeting import Meeting, MeetingKind
from app.models.municipality import Municipality
from app.models.occupancy import Occupancy
from app.models.outbox import MailState, OutboxMail
from app.models.provider import Provider
from app.models.registration import Bill, Registration, Seat, SeatState
from app.models.searched import folded_name
from app.models.second_factor import Passkey, RecoveryCode, SecondFactor
from app.models.site import ContentVersion, RateLimit
from app.models.staff import Role, StaffMember, StaffSession
from app.models.subscription import Subscription, SubscriptionState

__all__ = [
    "Answer",
    "AnswerSection",
    "AnswerState",
    "AssignedTo",
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
    "CourseDraft",
    "CourseKind",
    "CourseSection",
    "CourseState",
    "CourseVersion",
    "DateAnswer",
    "DatePoll",
    "Download",
    "HandedFile",
    "Hold",
    "MailState",
    "Meeting",
    "MeetingKind",
    "Municipality",
    "Occupancy",
    "OpeningRule",
    "OutboxMail",
    "Pass",
    "Passkey",
    "PricePer",
    "ProposedDate",
    "Provider",
    "RateLimit",
    "RecoveryCode",
    "Registration",
    "Role",
    "Seat",
    "SeatState",
    "SecondFactor",
    "SectionKind",
    "StaffMember",
    "StaffSession",
    "Subscription",
    "SubscriptionState",
    "Tag",
    "TagKind",
    "UtcDateTime",
    "WorksheetChange",
    "course_state",
    "folded_name",
]
