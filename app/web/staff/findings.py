"""What was found before an opening, as sentences."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app import formats
from app.services.checks import Check, Finding, Grade
from app.web import languages

GRADES: dict[Grade, LazyString] = {
    Grade.MISSING: _l("Missing"),
    Grade.LOOK: _l("Look here"),
    Grade.FINE: _l("In order"),
}

SENTENCES: dict[Check, LazyString] = {
    Check.NO_MEETINGS: _l("There is no date yet."),
    Check.NO_PLACE: _l("There is no place yet."),
    Check.STARTED: _l("The first day, %(day)s, has passed."),
    Check.NO_DEADLINE: _l("There is no registration deadline yet."),
    Check.DEADLINE_PASSED: _l("The registration deadline, %(day)s, has passed."),
    Check.ONE_LANGUAGE: _l("The course page is not complete in both Danish and English."),
    Check.WEEKEND: _l("%(day)s is a %(weekday)s."),
    Check.HOLIDAY: _l("%(day)s is a public holiday or a day on which most people are off."),
    Check.CLOSED_WEEK: _l("%(day)s lies in week %(number)s, in which you are closed."),
    Check.ODD_HOURS: _l(
        "The session on %(day)s runs from %(starts)s to %(ends)s. Is that intended?"
    ),
    Check.SAME_DAY: _l("Another cohort of the course meets on %(day)s too."),
    Check.DEADLINE_AFTER_START: _l(
        "The registration deadline, %(day)s, is not before the first day."
    ),
    Check.DEADLINE_DAY_OFF: _l("The registration deadline, %(day)s, is not a working day."),
    Check.NO_FREE_CANCEL: _l("No day is set until which cancelling is free."),
    Check.CANCEL_BEFORE_DEADLINE: _l(
        "Cancelling is free until %(day)s only, which is before the registration deadline."
    ),
    Check.CANCEL_AFTER_START: _l("Cancelling is free until %(day)s, when the cohort has begun."),
    Check.CANCEL_DAY_OFF: _l("Cancelling is free until %(day)s, which is not a working day."),
    Check.NO_DECISION_DAY: _l(
        "The cohort needs at least %(number)s, but no day is set on which you decide."
    ),
    Check.DECISION_BEFORE_DEADLINE: _l(
        "You decide by %(day)s, which is before the registration deadline."
    ),
    Check.DECISION_AFTER_START: _l("You decide by %(day)s, when the cohort has begun."),
    Check.DECISION_DAY_OFF: _l("You decide by %(day)s, which is not a working day."),
    Check.MINIMUM_OVER_CAPACITY: _l(
        "The cohort needs at least %(number)s, which is more than its places."
    ),
    Check.NOTE_IN_ONE_LANGUAGE: _l("The note is there in one language only."),
    Check.FREE_UNLIKE_COURSE: _l("The cohort is free of charge, but the course costs %(other)s."),
    Check.PRICE_UNLIKE_COURSE: _l("The price is %(price)s. That is not the price of the course."),
    Check.WORKSHEET_PASSED: _l(
        "The worksheet for the preparation should have been out on %(day)s, %(number)s days before."
    ),
    Check.WORKSHEET_DAY_OFF: _l(
        "The worksheet for the preparation is due out on %(day)s. That is not a working day, so it "
        "leaves on the one before."
    ),
    Check.WORKING_DAY: _l("%(day)s is a %(weekday)s and not a public holiday."),
    Check.DEADLINE_FINE: _l(
        "The registration deadline, %(day)s, is a working day before the start."
    ),
    Check.CANCEL_SAME_DAY: _l(
        "Cancelling is free until the same day as the registration deadline."
    ),
    Check.CANCEL_FINE: _l("Cancelling is free until %(day)s, after the registration deadline."),
    Check.DECISION_FINE: _l("You decide by %(day)s, between the deadline and the first day."),
    Check.BOTH_LANGUAGES: _l("The course page is complete in Danish and English."),
    Check.PRICE_FINE: _l("The price is %(price)s, as on the course."),
    Check.FREE: _l("It is free of charge, as the course is."),
    Check.WORKSHEET_FINE: _l(
        "The worksheet for the preparation is due out on %(day)s, %(number)s days before."
    ),
}

# where in the form it can be put right; what is missing here is the course's
FIELDS = {
    "meetings-0-day": {
        Check.NO_MEETINGS,
        Check.STARTED,
        Check.WEEKEND,
        Check.HOLIDAY,
        Check.CLOSED_WEEK,
        Check.ODD_HOURS,
        Check.SAME_DAY,
        Check.WORKSHEET_PASSED,
        Check.WORKSHEET_DAY_OFF,
    },
    "place": {Check.NO_PLACE},
    "register_by": {
        Check.NO_DEADLINE,
        Check.DEADLINE_PASSED,
        Check.DEADLINE_AFTER_START,
        Check.DEADLINE_DAY_OFF,
    },
    "free_cancel_until": {
        Check.NO_FREE_CANCEL,
        Check.CANCEL_BEFORE_DEADLINE,
        Check.CANCEL_AFTER_START,
        Check.CANCEL_DAY_OFF,
    },
    "decide_by": {
        Check.NO_DECISION_DAY,
        Check.DECISION_BEFORE_DEADLINE,
        Check.DECISION_AFTER_START,
        Check.DECISION_DAY_OFF,
    },
    "minimum": {Check.MINIMUM_OVER_CAPACITY},
    "price": {Check.FREE_UNLIKE_COURSE, Check.PRICE_UNLIKE_COURSE},
    "note_da": {Check.NOTE_IN_ONE_LANGUAGE},
}


def say(finding: Finding) -> str:
    language = str(languages.language())
    values: dict[str, object] = {"number": finding.number}
    if finding.day is not None:
        values["day"] = formats.day(finding.day, language)
        values["weekday"] = formats.weekday(finding.day, language)
    if finding.number is not None:
        values["price"] = formats.money(finding.number, language)
    if finding.other is not None:
        values["other"] = formats.money(finding.other, language)
    if finding.meeting is not None:
        values["starts"] = formats.time_of_day(finding.meeting.starts_at, language)
        values["ends"] = formats.time_of_day(finding.meeting.ends_at, language)
    return str(SENTENCES[finding.check]) % values


def field_of(finding: Finding) -> str | None:
    """The id of the field that puts it right."""
    return next((field for field, those in FIELDS.items() if finding.check in those), None)
