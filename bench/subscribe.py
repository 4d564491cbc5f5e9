"""Putting a name on the list: the page is read, and the form on it is sent."""

import http.client
import time
from functools import partial
from itertools import count
from urllib.parse import urlencode

from bench.ground import Line, Measured, Server, folder, in_turn, milliseconds, running, table
from bench.pages import PAGE, seed

FORM = f"{PAGE}/notify"
NUMBER = 100
ROUNDS = 7
numbers = count(1)


def main() -> None:
    with folder() as first, folder() as second:
        places = (first, second)
        for place in places:
            seed(place)
        # each request comes from another sender, or most would be held back
        settings = [{"INSTANCE_PATH": str(place), "PROXIES": "1"} for place in places]
        plain = Server("straightforward", "bench.sites:straightforward()", settings[0])
        ours = Server("ours", "app:create_app()", settings[1])
        with running(plain, ours, path="/live"):
            found = in_turn(
                {
                    "straightforward": partial(asked, plain, NUMBER),
                    "ours": partial(asked, ours, NUMBER),
                },
                ROUNDS,
            )
    floor, measured = found["straightforward"], found["ours"]
    told = Line(
        "GET + POST, against the straightforward version",
        milliseconds(floor.cpu),
        milliseconds(measured.cpu),
        measured.cpu / floor.cpu,
        0.5,
    )
    print(table("Subscribe: processor time of a GET and a POST", [told]))


def asked(server: Server, number: int) -> Measured:
    """So many visitors, each with a new address."""
    cpu, began = server.cpu(), time.perf_counter()
    for _ in range(number):
        status, _headers, _body = server.get(PAGE, {"Accept-Encoding": "gzip"})
        assert status == 200, f"{server.name}: {status}"
        status = send(server, next(numbers))
        assert status == 200, f"{server.name}: {status}"
    return Measured((server.cpu() - cpu) / number, (time.perf_counter() - began) / number)


def send(server: Server, number: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        }
        body = urlencode({"email": f"leader{number}@vejle.example"})
        connection.request("POST", FORM, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


if __name__ == "__main__":
    main()
