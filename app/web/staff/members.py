"""The accounts of staff, for administrators: who has which role, and who may sign in."""

from collections.abc import Callable

from flask import Response, g, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.extensions import db
from app.models import Role, StaffMember
from app.models.errors import AddressTaken, OwnAccount, RuleBroken
from app.services import second_factor, sign_ins
from app.services import staff as accounts
from app.web import languages
from app.web.access import staff
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.sorting import sorting
from app.web.staff import bp
from app.web.staff.fresh import fresh
from app.web.staff.member_forms import ROLES, InviteForm, MemberForm


@bp.get(f"/{ANY}/staff/members")
@staff(Role.ADMINISTRATOR)
def members() -> Response:
    language = languages.language()
    order = sorting(
        {
            "name": lambda one: one.name[language],
            "email": lambda one: one.email,
            "role": lambda one: list(Role).index(one.role),
        }
    )
    return page(
        "staff/members.html",
        members=order.rows(accounts.everyone()),
        order=order,
        with_factor=second_factor.with_one(),
        roles=ROLES,
    )


@bp.route(f"/{ANY}/staff/members/new", methods=["GET", "POST"])
@staff(Role.ADMINISTRATOR)
@fresh
def invite_member() -> Response:
    """An account, and the mail with the one link that begins it."""
    form = InviteForm()
    if form.validate_on_submit():
        try:
            accounts.require_administrator(g.staff)
            member = accounts.add(
                form.email.address, name=form.both_names, role=Role(form.role.data), actor=g.staff
            )
        except RuleBroken as broken:
            form.refuse(broken, form.email if isinstance(broken, AddressTaken) else None)
        else:
            accounts.invite(member, form.chosen_language)
            db.session.commit()
            return see_other("staff.members", _l("The invitation is on its way."))
    return page("staff/invite_member.html", form=form)


@bp.route(f"/{ANY}/staff/members/<int:member_id>", methods=["GET", "POST"])
@staff(Role.ADMINISTRATOR)
@fresh
def member(member_id: int) -> Response:
    found = accounts.by_id(member_id)
    form = _form(found)
    if form.validate_on_submit():
        try:
            accounts.require_administrator(g.staff)
            accounts.change(found, name=form.both_names, role=Role(form.role.data), actor=g.staff)
        except RuleBroken as broken:
            form.refuse(broken, form.role if isinstance(broken, OwnAccount) else None)
        else:
            db.session.commit()
            return see_other("staff.members", _l("Saved. It counts from now on."))
    return _page_of(found, form)


@bp.post(f"/{ANY}/staff/members/<int:member_id>/link")
@staff(Role.ADMINISTRATOR)
@fresh
def send_member_link(member_id: int) -> Response:
    """A new link to choose a password; it opens a closed account."""

    def send(found: StaffMember) -> None:
        accounts.renew_link(found, actor=g.staff)
        accounts.invite(found, languages.language())

    said = _l("A new link is on its way. The earlier ones do not work any more.")
    return _act(member_id, send, said)


@bp.post(f"/{ANY}/staff/members/<int:member_id>/close")
@staff(Role.ADMINISTRATOR)
@fresh
def close_member(member_id: int) -> Response:
    said = _l("The account is closed, and signed out everywhere.")
    return _act(member_id, lambda found: accounts.disable(found, actor=g.staff), said)


@bp.post(f"/{ANY}/staff/members/<int:member_id>/second-factor")
@staff(Role.ADMINISTRATOR)
@fresh
def remove_member_factor(member_id: int) -> Response:
    """Phone and codes are lost: the next sign-in sets up another app."""
    said = _l("At the next sign-in a new app is set up.")
    return _act(member_id, lambda found: second_factor.take_away(found, actor=g.staff), said)


def _act(member_id: int, act: Callable[[StaffMember], None], said: LazyString) -> Response:
    """Do it to the account of somebody else, or say why not."""
    found = accounts.by_id(member_id)
    try:
        accounts.require_administrator(g.staff)
        if found is g.staff:
            raise OwnAccount
        act(found)
    except RuleBroken as broken:
        form = _form(found)
        form.refuse(broken)
        return _page_of(found, form)
    db.session.commit()
    return see_other("staff.member", said, member_id=found.id)


def _form(found: StaffMember) -> MemberForm:
    """What was typed, or how the account is now; a button beside it sends nothing of it."""
    now = {"name_da": found.name.da, "name_en": found.name.en, "role": str(found.role)}
    own = request.endpoint == "staff.member"
    return MemberForm(data=now) if own else MemberForm(formdata=None, data=now)


def _page_of(found: StaffMember, form: MemberForm) -> Response:
    # a button beside the form has an address of its own, which is no page in any language
    g.interrupted = request.endpoint != "staff.member"
    return page(
        "staff/member.html",
        form=form,
        member=found,
        has_factor=second_factor.has_one(found),
        signed_in=len(sign_ins.alive(found)),
    )
