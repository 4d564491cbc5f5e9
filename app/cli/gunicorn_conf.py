"""Settings of gunicorn: the site is loaded once for all workers, and what it logs tells little.

Started as: gunicorn --config python:app.cli.gunicorn_conf "app:create_app()"
"""

import gc

from gunicorn.arbiter import Arbiter

from app.cli.access_log import FORMAT, AccessLog

accesslog = "-"
access_log_format = FORMAT
logger_class = AccessLog
worker_class = "gthread"
graceful_timeout = 30

# Workers share the memory of what was loaded before they were made, as long as they write nothing
# there; the garbage collector would. What is loaded stays, so there is nothing to collect either:
# to look for it all the same takes an eighth of the start (docs/performance.md).
preload_app = True
gc.disable()


def when_ready(server: Arbiter) -> None:
    """The site is loaded, and no worker is there yet."""
    gc.freeze()
    gc.enable()
