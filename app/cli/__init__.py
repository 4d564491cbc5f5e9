"""flask ...: each command a thin shell around a service."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Bind the commands."""
    # here and not above: the settings of gunicorn, beside them, are read before the site is
    from app.cli import audit, mail, migrations, people, retention, staff, sweep, work

    app.cli.add_command(staff.staff)
    app.cli.add_command(mail.mail)
    app.cli.add_command(work.work)
    app.cli.add_command(audit.audit)
    app.cli.add_command(migrations.migrations)
    app.cli.add_command(sweep.sweep)
    app.cli.add_command(people.people)
    app.cli.add_command(retention.retention)
