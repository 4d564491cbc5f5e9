"""flask staff ...: accounts. There is none before the first `flask staff add`."""

import click
from flask import current_app, url_for
from flask.cli import AppGroup
from sqlalchemy.exc import NoResultFound

from app import tokens
from app.extensions import db
from app.language import Language
from app.models import Bilingual, Role, StaffMember
from app.models.errors import AddressTaken
from app.services import second_factor
from app.services import staff as members

staff = AppGroup("staff", help="The accounts of secretaries, consultants and administrators.")

language_option = click.option(
    "--language",
    type=click.Choice([str(one) for one in Language]),
    default="da",
    show_default=True,
    help="The language of the page behind the link.",
)


@staff.command("add")
@click.argument("email")
@click.option("--name", required=True, help="Name or role, as course pages show it in Danish.")
@click.option("--name-en", help="The same in English; the Danish one if left out.")
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@language_option
def add(email: str, name: str, name_en: str | None, role: str, language: str) -> None:
    """Make an account, and print the link by which its owner chooses a password."""
    if "@" not in email.strip("@ "):
        raise click.BadParameter(f"{email!r} is no address.")
    try:
        member = members.add(email, name=Bilingual(name, name_en or name), role=Role(role))
    except AddressTaken as taken:
        raise click.ClickException(f"{email} has an account already.") from taken
    db.session.commit()
    show_link(member, language)


@staff.command("link")
@click.argument("email")
@language_option
def link(email: str, language: str) -> None:
    """Print a new link for choosing a password; earlier ones are dead. Opens a closed account."""
    member = get(email)
    members.renew_link(member)
    db.session.commit()
    show_link(member, language)


@staff.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Close an account, and end every sign-in of it at once."""
    member = get(email)
    members.disable(member)
    db.session.commit()
    click.echo(f"{member.email} can no longer sign in.")


@staff.command("forget-app")
@click.argument("email")
def forget_app(email: str) -> None:
    """Phone and recovery codes are lost: let a new app be set up at the next sign-in.

    The passkeys are removed too.
    """
    member = get(email)
    second_factor.take_away(member)
    db.session.commit()
    click.echo(f"{member.email} sets up a new app at the next sign-in.")


@staff.command("list")
def list_() -> None:
    """Print the accounts: address, role, state."""
    for member in members.everyone():
        click.echo(f"{member.email}\t{member.role}\t{state(member)}")


def state(member: StaffMember) -> str:
    if not member.active:
        return "disabled"
    return "active" if member.password_hash else "no password yet"


def get(email: str) -> StaffMember:
    try:
        return members.get(email)
    except NoResultFound as nobody:
        raise click.ClickException(f"{email} has no account.") from nobody


def show_link(member: StaffMember, language: str) -> None:
    click.echo(f"{member.email} can choose a password here, once, within seven days:")
    click.echo(invite_address(member, language))


def invite_address(member: StaffMember, language: str = "da") -> str:
    """The full address of the member's link. It opens the account: show it to nobody else."""
    token = tokens.sign(current_app.config["LINK_KEYS"], "invite", member.id, member.link_version)
    path = url_for("links.open_private", token=token, language=language, _external=False)
    return f"{current_app.config['BASE_URL']}{path}"
