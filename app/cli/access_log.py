"""The access log: without private links, and without what was searched for."""

import re
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

FORMAT = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'
PRIVATE = re.compile(r"/(l|stop|people)/[^/\s?]+")


def without_token(path: str) -> str:
    """The path of a private link or of somebody's page, as it may stand in a log."""
    return PRIVATE.sub(r"/\1/-", path)


class AccessLog(Logger):
    """One line per request, in which nobody can find a link that still opens something."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: timedelta) -> dict[str, Any]:
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        # the request line and the referrer hold the whole address
        atoms["r"] = f"{atoms['m']} {without_token(str(atoms['U']))}"
        atoms["U"] = without_token(str(atoms["U"]))
        atoms["q"] = atoms["f"] = "-"
        # {name}e and {name}i: whatever the request carries
        return {name: value for name, value in atoms.items() if not name.startswith("{")}
