"""The second factor: the code at each sign-in, and setting up the app that shows it."""

import io

from flask import Response, abort, current_app, flash, g, request, session, url_for
from flask_babel import ngettext

from app.extensions import db
from app.models import Role, StaffMember
from app.models.errors import CodeWrong, RuleBroken
from app.sealed import Box
from app.services import provider as providers
from app.services import second_factor as factors
from app.services import sign_ins
from app.web import typed
from app.web.access import halfway, staff
from app.web.forms import Form
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.staff import bp, fresh, passkeys, presence
from app.web.staff.account_forms import CodeForm, SecondForm
from app.web.staff.devices import device
from app.web.staff.sign_in import on_this_site, onward, take_along, to


def ask(member: StaffMember, goal: str | None) -> Response:
    """After the password: on to the code, or to setting up what shows codes.

    With something typed the page is shown at once: a redirect would lose it.
    """
    has_one = factors.has_one(member)
    if not g.typed:
        return see_other("staff.code" if has_one else "staff.second_factor", next=goal)
    if has_one:
        return code_page(SecondForm(formdata=None), member, goal)
    return set_up_page(CodeForm(formdata=None), member, goal)


@bp.route(f"/{ANY}/staff/code", methods=["GET", "POST"])
@halfway
def code() -> Response:
    """The second half of signing in."""
    goal = on_this_site(request.args.get("next", ""))
    if g.staff is not None:
        return to(goal)
    if not factors.has_one(g.half):
        return see_other("staff.second_factor", next=goal)
    take_along()
    form = SecondForm()
    if form.validate_on_submit():
        refused = try_second(g.half, form)
        if refused is None:
            return let_in(g.half, goal, from_paper=form.is_from_paper)
    return code_page(form, g.half, goal)


def code_page(form: SecondForm, member: StaffMember, goal: str | None) -> Response:
    on_paper = "paper" in request.args or form.is_from_paper
    asked = passkeys.question_for(member)
    return page("staff/code.html", form=form, goal=goal, on_paper=on_paper, passkey=asked)


def try_second(member: StaffMember, form: SecondForm) -> RuleBroken | None:
    """A passkey if there is one in the form, else the code; what is wrong stands there then."""
    if form.passkey.data:
        refused = passkeys.try_passkey(member, form.passkey.data)
        if refused is not None:
            form.refuse(refused)
        return refused
    refused = try_code(member, form.code.data)
    if refused is not None:
        form.refuse(refused, form.code)
    return refused


def try_code(member: StaffMember, code: str) -> RuleBroken | None:
    """Counts and commits before it looks; a failure is written down, a success not yet stored."""
    known = presence.device()
    too_many = factors.count_try(member, known)
    db.session.commit()
    if not too_many:
        try:
            factors.use(member, code, box())
        except CodeWrong:
            db.session.rollback()
        else:
            factors.give_back(member, known)
            return None
    refused = factors.refuse(member, too_many=too_many)
    db.session.commit()
    return refused


def let_in(member: StaffMember, goal: str | None, *, from_paper: bool) -> Response:
    key = sign_ins.enter(member, device())
    left = factors.codes_left(member)
    db.session.commit()
    presence.remember(key)
    if from_paper:
        flash(
            ngettext(
                "You have %(num)s recovery code left. You can make new ones under My account.",
                "You have %(num)s recovery codes left. You can make new ones under My account.",
                left,
            )
        )
    return presence.keep_device(onward(member, goal), member)


@bp.route(f"/{ANY}/staff/second-factor", methods=["GET", "POST"])
@halfway
def second_factor() -> Response:
    """At the first sign-in, and when somebody has a new phone."""
    goal = on_this_site(request.args.get("next", ""))
    if g.staff is None and factors.has_one(g.half):
        return see_other("staff.code", next=goal)
    if g.staff is not None and not fresh.is_fresh():
        return fresh.ask()
    take_along()
    member = g.staff or g.half
    form = CodeForm()
    if form.validate_on_submit():
        try:
            on_paper = factors.set_up(member, secret(), form.code.data, box())
        except CodeWrong as broken:
            form.refuse(broken, form.code)
        else:
            return begin_with(member, on_paper, goal)
    return set_up_page(form, member, goal)


def set_up_page(form: CodeForm, member: StaffMember, goal: str | None) -> Response:
    key = secret()
    groups = " ".join(key[n : n + 4] for n in range(0, len(key), 4))
    return page("staff/second_factor.html", form=form, member=member, goal=goal, key=groups)


def begin_with(member: StaffMember, on_paper: list[str], goal: str | None) -> Response:
    """Show the codes for paper, this once: what is kept of them cannot be shown."""
    if g.staff is None:
        key = sign_ins.enter(member, device())
        db.session.commit()
        presence.remember(key)
    else:
        sign_ins.end_others(g.staff_session)
        db.session.commit()
        session.pop(presence.SECRET)
    answer = paper_page(member, on_paper, goal)
    return presence.keep_device(answer, member)


def paper_page(member: StaffMember, codes: list[str], goal: str | None) -> Response:
    # shown this once: no link to the other language, where they would be gone
    g.interrupted = True
    found = typed.opened(g.get("typed", ""))
    back = found.path if found is not None and found.is_of(member.id) else ""
    onward = to(goal).location
    return page("staff/recovery_codes.html", codes=codes, member=member, onward=onward, back=back)


@bp.get(f"/{ANY}/staff/second-factor.svg")
@halfway
def second_factor_picture() -> Response:
    """The QR code of the app that is being set up: drawn here, and kept nowhere."""
    if presence.SECRET not in session:
        abort(404)
    # once in the life of an account
    import segno

    drawn = io.BytesIO()
    told = factors.address(g.get("staff") or g.half, secret(), providers.get().name)
    segno.make(told, micro=False).save(drawn, kind="svg", scale=5, light="#fff", xmldecl=False)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@bp.route(f"/{ANY}/staff/account/recovery-codes", methods=["GET", "POST"])
@staff(Role.CONSULTANT)
@fresh.fresh
def recovery_codes() -> Response:
    """New ones, when the paper is lost or used up."""
    form = Form()
    if form.validate_on_submit():
        codes = factors.new_codes(g.staff)
        db.session.commit()
        return paper_page(g.staff, codes, url_for("staff.account"))
    return page("staff/new_codes.html", form=form, left=factors.codes_left(g.staff))


def secret() -> str:
    """Of the app that is being set up: the same on each page until the first code."""
    kept = box().open(session.get(presence.SECRET, ""), presence.HALF_LASTS * 6)
    if kept is None:
        kept = factors.new_secret().encode()
        session[presence.SECRET] = box().seal(kept)
    return kept.decode()


def box() -> Box:
    return Box(current_app.config["LINK_KEYS"], factors.PURPOSE)
