"""The form by which a file is handed in."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from app.documents.upload_name import FORMATS
from app.web.forms import Form

ACCEPTED = ",".join(f".{ending}" for ending in FORMATS)


class HandInForm(Form):
    file = FileField(
        _l("The worksheet as a file"),
        [FileRequired(_l("Choose the file you have filled in."))],
        render_kw={"accept": ACCEPTED},
    )
