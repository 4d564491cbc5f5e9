"""A list that is asked about dates, on both sides, for the tour."""

from app.extensions import db
from tests.asking import ask, asked, said
from tests.factories import Make

# name, view, values of the address, who looks, by which link
STOPS: list[tuple[str, str, dict[str, object], str, str]] = [
    ("asked about dates", "subscriber.dates", {}, "asked about dates", "dates"),
    ("asked, and it became a date", "subscriber.dates", {}, "told the date", "dates"),
    ("desk ask for dates", "staff.ask_for_dates", {"slug": "spoergsmaal"}, "secretary", ""),
    ("desk dates", "staff.date_poll", {"poll_id": "asked poll"}, "secretary", ""),
    ("desk dates, stoppable", "staff.date_poll", {"poll_id": "new poll"}, "secretary", ""),
    ("desk course, asked", "staff.course", {"slug": "spurgt-om-datoer"}, "secretary", ""),
]


def arrange(make: Make) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    course = make.course("A course with a question", slug="spurgt-om-datoer")
    make.cohort(course, state="open", in_days=-90, minimum=8)
    listed = [make.subscription(course, seats_wanted=seats) for seats in (3, 2, 2, 1, 1)]
    poll = asked(course, days=(40, 47, 61), minimum=8)
    first, second, _third = poll.dates
    for one in listed[:4]:
        said(one, first, True)
    said(listed[0], second, True)
    said(listed[1], second, False)
    new = make.course("A course with a new question", slug="spoergsmaal")
    make.subscription(new)
    stoppable = make.course("A course that is asked in ten minutes")
    make.subscription(stoppable)
    waits = ask(stoppable)
    over = make.course("A course whose question is over")
    told = make.subscription(over)
    done = asked(over, days=(60, 70))
    said(told, done.dates[0], True)
    said(told, done.dates[1], False)
    make.cohort(over, state="open", proposed_date_id=done.dates[0].id)
    db.session.commit()
    people = {
        "asked about dates": (listed[0].id, listed[0].link_version),
        "told the date": (told.id, told.link_version),
    }
    return people, {"asked poll": poll.id, "new poll": waits.id}
