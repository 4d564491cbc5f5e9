"""flask demo ...: the site on this machine, with invented courses and a mailbox of its own.

The group is an entry point of its own (setup.cfg), so that `flask demo run` starts where nothing
has been set yet.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

import click
from flask import current_app, url_for
from flask.cli import with_appcontext
from sqlalchemy import select

from app import config, tokens
from app.extensions import db
from app.language import Language
from app.models import Role, StaffMember

HOST = "127.0.0.1"
# the program beside this Python, not -m: that looks for commands in the working folder first
FLASK = [str(Path(sys.executable).with_name("flask")), "--app", "app"]
READY_WITHIN = 30.0
# Ctrl-C, the system, and a terminal that is closed
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOPPED_WITHIN = 35.0
# who can be tried, and how the first lines call them
DOORS = {
    Role.SECRETARY: "The secretary",
    Role.CONSULTANT: "A consultant",
    Role.ADMINISTRATOR: "The administrator",
}
# the purpose of their links (web/access.py): no site but the demo opens it
DOOR = "demo"
# what the demo decides by itself; a setting of a real site must not reach it
OURS = ("BASE_URL", "DATABASE_URL", "DEMO", "PROXIES", "SECRET_KEY", "SECURITY_CONTACT")


class Stop(Exception):
    """Asked to stop, by Ctrl-C or by the system."""


@click.group()
def demo() -> None:
    """Try the site on this machine."""


@demo.command()
@with_appcontext
def seed() -> None:
    """Fill an empty database with the demo's courses, and print where to begin."""
    from app.services.demo import seed as fill

    filled = fill()
    db.session.commit()
    click.echo(
        "New demo data." if filled else "The demo data of last time; `make fresh` begins anew."
    )
    for name, address in _addresses().items():
        click.echo(f"  {name:<19}{address}")


def _addresses() -> dict[str, str]:
    base = current_app.config["BASE_URL"]
    found = {"The site": f"{base}/da/", "The inbox": f"{base}/inbox"}
    for role, name in DOORS.items():
        found[name] = _door(role)
    return found


def _door(role: Role) -> str:
    """A link that is password and code at once, in the demo alone; the sign-in once it is closed.

    It works again and again: nobody has to find an app before they have seen the desk.
    """
    of_role = select(StaffMember).where(StaffMember.role == role).order_by(StaffMember.id)
    member = db.session.scalars(of_role).first()
    if member is None or member.password_hash is not None:
        return url_for("staff.sign_in", language=Language.DANISH)
    keys = current_app.config["LINK_KEYS"]
    token = tokens.sign(keys, DOOR, member.id, member.link_version)
    return url_for("links.open_private", token=token, language="da")


@demo.command()
@click.option("--port", envvar="PORT", default=8000, show_default=True)
@click.option("--fresh", is_flag=True, help="Throw the data of last time away.")
def run(port: int, fresh: bool) -> None:
    """Migrate, fill an empty database, and run the site, the worker and the inbox until Ctrl-C."""
    instance = Path(os.environ.get("INSTANCE_PATH") or config.PACKAGE.parent / "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True)
    if not _is_free(port):
        raise click.ClickException(f"Port {port} is taken. Choose another: make run PORT=8001")
    if fresh:
        forget(instance)
    environment = settings(instance, port)
    _finish([*FLASK, "db", "upgrade"], environment)
    told = _finish([*FLASK, "demo", "seed"], environment)
    sys.exit(_serve(commands(instance, port, environment), environment, port, told))


def _finish(command: list[str], environment: Mapping[str, str]) -> str:
    """What a command prints; if it fails, everything it had to say, and the end."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise click.ClickException(done.stderr or done.stdout)
    return done.stdout


def settings(instance: Path, port: int) -> dict[str, str]:
    """What an operator would set, for this machine alone."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in OURS and not name.startswith(("MAIL_", "OIDC_"))
    }
    return kept | {
        "BASE_URL": f"http://{HOST}:{port}",
        "DEMO": "1",
        "INSTANCE_PATH": str(instance),
        "MAIL_HOST": HOST,
        "MAIL_PORT": str(_free_port()),
        "MAIL_TLS": "none",
        "PYTHONUNBUFFERED": "1",
        "SECRET_KEY": secret_key(instance / "secret_key"),
    }


def secret_key(file: Path) -> str:
    """The key of this demo: written once, for its owner's eyes only."""
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
    return file.read_text().strip()


def commands(instance: Path, port: int, environment: Mapping[str, str]) -> dict[str, list[str]]:
    """The three that run together. They are stopped from the last to the first."""
    python = [sys.executable, "-m"]
    return {
        "inbox": [
            *python,
            *("aiosmtpd", "--nosetuid", "--listen", f"{HOST}:{environment['MAIL_PORT']}"),
            *("--class", "aiosmtpd.handlers.Mailbox", str(instance / "inbox")),
        ],
        "worker": [*FLASK, "work"],
        "site": [
            *python,
            *("gunicorn", "--config", "python:app.cli.gunicorn_conf", "--no-control-socket"),
            *("--workers", "2", "--threads", "4", "--log-level", "warning"),
            *("--bind", f"{HOST}:{port}", "app:create_app()"),
        ],
    }


def _serve(
    programs: dict[str, list[str]], environment: Mapping[str, str], port: int, told: str
) -> int:
    """Run until asked to stop, or until one of them ends by itself."""
    for number in STOPS:
        signal.signal(number, _stop)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in programs.items():
            # in a session of its own: Ctrl-C reaches us alone, and we end them in order
            running[name] = subprocess.Popen(  # noqa: S603
                command, env=environment, start_new_session=True
            )
        _wait_for(port)
        click.echo(f"\n{told}\nCtrl-C stops it.\n")
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    except Stop:
        _end(running)
        click.echo("Stopped.")
        return 0
    ended = [name for name, program in running.items() if program.poll() is not None]
    _end(running)
    click.echo(f"Stopped, because this ended by itself: {', '.join(ended)}.", err=True)
    return 1


def _stop(number: int, frame: FrameType | None) -> None:
    # a second Ctrl-C must not interrupt the tidying up
    for one in STOPS:
        signal.signal(one, signal.SIG_IGN)
    raise Stop


def _end(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """The site finishes its requests and the worker its mail, before the inbox goes."""
    for program in reversed(running.values()):
        program.terminate()
        try:
            program.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        with socket.socket() as attempt:
            if attempt.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)


def _is_free(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def forget(instance: Path) -> None:
    """Throw away the data of last time, and its mails."""
    for file in instance.glob("holdstart.db*"):
        file.unlink()
    shutil.rmtree(instance / "inbox", ignore_errors=True)
