"""Whether the time of the answer tells what is known of an address. It must not: 1 ms at most.

DATABASE_URL names an empty database; without it, SQLite. Needs a quiet machine.
"""

import http.client
import os
import random
import statistics
import time
from urllib.parse import urlencode

from flask_migrate import upgrade

from app import clock, config, create_app
from app.cli import migrations
from app.extensions import db
from app.models import Course, OutboxMail, Subscription, SubscriptionState
from app.services import demo
from bench.ground import KEY, Line, Server, folder, running, table
from bench.pages import PAGE
from bench.subscribe import FORM

NUMBER = 400
ONE_MILLISECOND = 1.0
STATES = ("unknown", "new", "active", "paused", "settled", "asked too often")


def main() -> None:
    with folder() as place:
        settings = {"INSTANCE_PATH": str(place), "PROXIES": "1"}
        plan = prepared(settings)
        server = Server("ours", "app:create_app()", settings)
        with running(server, path="/live"):
            times = measured(server, plan)
    medians = {state: statistics.median(seen) for state, seen in times.items()}
    base = medians["unknown"]
    lines = [
        Line(
            f"{state}, against unknown",
            f"{base:.2f} ms",
            f"{median:.2f} ms",
            abs(median - base),
            ONE_MILLISECOND,
        )
        for state, median in medians.items()
        if state != "unknown"
    ]
    print(table("Answers to the form: difference of medians in ms", lines))


def prepared(settings: dict[str, str]) -> list[tuple[str, str]]:
    """Addresses in every state, in an order that nobody planned."""
    site = {"BASE_URL": "http://127.0.0.1", "SECRET_KEY": KEY, **os.environ, **settings}
    plan = [
        (state, f"{state.replace(' ', '.')}{number}@vejle.example")
        for state in STATES
        for number in range(NUMBER)
    ]
    app = create_app(config.from_environment(site))
    migrations.bind(app)
    with app.app_context():
        upgrade()
        demo.seed()
        slug = PAGE.rpartition("/")[2]
        course = db.session.query(Course).filter_by(slug=slug).one()
        for state, address in plan:
            if state != "unknown":
                known(course, state, address)
        db.session.commit()
    random.shuffle(plan)
    return plan


def known(course: Course, state: str, address: str) -> None:
    now = clock.now()
    often = state == "asked too often"
    one = Subscription(
        course=course,
        email=address,
        state=SubscriptionState.NEW if often else SubscriptionState(state),
        queued_at=now,
        wording="Yes.",
    )
    db.session.add(one)
    db.session.flush()
    for number in range(3 if often else 0):
        key = f"form/{one.id}/{number}"
        db.session.add(
            OutboxMail(
                key=key,
                letter="confirm_subscription",
                about_id=one.id,
                recipient=address,
                language=one.language,
                message_id=f"<{key}@bench>",
                queued_at=now,
                due_at=now,
            )
        )


def measured(server: Server, plan: list[tuple[str, str]]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {state: [] for state in STATES}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    for number, (state, address) in enumerate(plan):
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "X-Forwarded-For": f"10.0.{number >> 8}.{number & 255}",
        }
        body = urlencode({"email": address})
        began = time.perf_counter()
        connection.request("POST", FORM, body, headers)
        answer = connection.getresponse()
        answer.read()
        times[state].append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, answer.status
    connection.close()
    return times


if __name__ == "__main__":
    main()
