"""The words for how a cohort stands, and how it opens."""

import enum


class CohortState(enum.StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    CALLED_OFF = "called_off"


# not called off; whether others know of it by now, `tell_at` says
OPENED = (CohortState.ANNOUNCED, CohortState.OPEN)


class OpeningRule(enum.StrEnum):
    LIST_FIRST = "list_first"
    FIRST_COME = "first_come"


class CountsAs(enum.StrEnum):
    SEATS = "seats"
    REGISTRATIONS = "registrations"


class CourseState(enum.StrEnum):
    """The answer to "can I get on it?", of one cohort or of a whole course."""

    EXTERNAL = "external"
    OPEN = "open"
    ANNOUNCED = "announced"
    WAITING = "waiting"
    CLOSED = "closed"
    NONE = "none"
