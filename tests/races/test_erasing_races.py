"""Two secretaries erase the same person at once, while the place is offered on to others."""

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask

from app.extensions import db
from app.models import Cohort, Registration
from app.services import erasing, waiting_list
from app.services.people import Person
from tests.factories import Make
from tests.places import full, group, states


def test_two_erase_at_once_and_the_place_goes_to_one(app: Flask, make: Make) -> None:
    cohort = full(make, 1)
    [has_it] = db.session.query(Registration).filter_by(cohort_id=cohort.id).all()
    email = has_it.contact_email
    make.subscription(cohort.course, email)
    first = group(make, cohort, 1, state="waiting")
    second = group(make, cohort, 1, state="waiting")
    number, start, failed = cohort.id, Barrier(3), list[Exception]()

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                act()
                db.session.commit()
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()

    def erase() -> None:
        erasing.erase(Person(email), actor=None)

    def fill() -> None:
        waiting_list.fill(db.session.get_one(Cohort, number))

    db.session.commit()
    threads = [Thread(target=run, args=(act,)) for act in (erase, erase, fill)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failed == []
    assert states(has_it) == ["cancelled"]
    assert (states(first), states(second)) == (["offered"], ["waiting"])
