"""Audiences and themes: which there are, which courses they stand on, and their names."""

from flask import Response, g
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from app.extensions import db
from app.models import Bilingual, Role, TagKind
from app.models.course_errors import TagNameTaken
from app.services import tags as services
from app.web.access import staff
from app.web.forms import Form, LineField
from app.web.languages import ANY, keeps_typed
from app.web.pages import page, see_other
from app.web.staff import bp
from app.web.staff.course_parts import LINE


class TagForm(Form):
    name_da = LineField(_l("Name, in Danish"), [DataRequired(_l("Write the Danish name.")), LINE])
    name_en = LineField(_l("Name, in English"), [DataRequired(_l("Write the English name.")), LINE])

    @property
    def both_names(self) -> Bilingual:
        return Bilingual(self.name_da.data, self.name_en.data)


@bp.get(f"/{ANY}/staff/tags")
@staff(Role.SECRETARY)
def tags() -> Response:
    found = services.with_courses()
    audiences, themes = (
        [(tag, courses) for tag, courses in found.items() if tag.kind is kind]
        for kind in (TagKind.AUDIENCE, TagKind.THEME)
    )
    return page("staff/tags.html", audiences=audiences, themes=themes)


@bp.route(f"/{ANY}/staff/tags/<int:tag_id>", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@keeps_typed
def rename_tag(tag_id: int) -> Response:
    """Its name in both languages, and whom that concerns before the press."""
    tag = services.get(tag_id)
    form = TagForm(data={"name_da": tag.name.da, "name_en": tag.name.en})
    if form.validate_on_submit():
        try:
            services.rename(tag, form.both_names, actor=g.staff)
        except TagNameTaken as broken:
            form.refuse(broken, form[f"name_{broken.language}"])
        else:
            db.session.commit()
            return see_other(".tags", _l("Saved. Readers see the name from now on."))
    return page("staff/rename_tag.html", form=form, tag=tag, courses=services.courses_of(tag))
