"""Start the process that looks at a file, and hear what it says."""

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from app.documents.upload_refusal import Refused, Why

log = logging.getLogger("holdstart")

# far more than it takes; a machine that is busy may need it
PATIENCE = 20
# the site is not loaded, only what the work needs: app and app.models are bare folders here, since
# they would take a second, and more memory than the work
BEGIN = """
import sys, types
for name in ("app", "app.models"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [sys.argv[1] + name.removeprefix("app").replace(".", "/")]
from app.documents import upload_check
upload_check.main(sys.argv[2])
"""
PACKAGE = Path(__file__).resolve().parents[1]


def command(ending: str, after: str = "") -> list[str]:
    """What starts the process; with something more to do afterwards, for tests."""
    return [sys.executable, "-I", "-X", "utf8", "-c", BEGIN + after, str(PACKAGE), ending]


def look_at(file: IO[bytes], ending: str) -> dict[str, Any]:
    """What the process says of the file. Raises Refused.

    Takes up to a second or two: not for within a transaction that writes.
    """
    file.seek(0)
    return _ask(ending, stdin=file)


def look_into(data: bytes, ending: str) -> dict[str, Any]:
    """The same of what is in memory, and never stored."""
    return _ask(ending, input=data)


def _ask(ending: str, **given: Any) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 (our own program)
            command(ending), capture_output=True, env={}, timeout=PATIENCE, check=False, **given
        )
        said = json.loads(done.stdout) if done.returncode == 0 else {"refused": Why.DAMAGED}
    except (subprocess.TimeoutExpired, ValueError):
        log.warning("upload: the check of a file did not end well")
        raise Refused(Why.DAMAGED) from None
    if "refused" in said:
        if done.returncode:
            log.warning("upload: the check of a file ended with %s", done.returncode)
        raise Refused(Why(said["refused"]))
    return dict(said)
