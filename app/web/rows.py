"""Numbers of rows in addresses."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

# what the databases can count to; a larger number is no row
LARGEST = 2**31 - 1


class RowNumber(IntegerConverter):
    """<int:...>, up to what a row can be numbered; anything larger is not found."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("max", LARGEST)
        super().__init__(*arguments, **options)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
