"""Content that is written in files: read strictly, so that a slip is found by a test."""

from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from app.models.base import Bilingual

LANGUAGES = {"da": "Danish", "en": "English"}


class ContentBroken(ValueError):
    """A content file lacks something, or says something nobody reads. Says where."""


def build(wanted: Any, value: Any, at: str) -> Any:
    """Make what a type hint asks for out of plain data, and say where it cannot.

    Between several dataclasses, `kind` decides: the name of the class in small letters.
    """
    if wanted is Bilingual:
        return _bilingual(value, at)
    if is_dataclass(wanted):
        return _dataclass(wanted, value, at)
    choices = get_args(wanted)
    if get_origin(wanted) is Literal:
        return _one_of(choices, value, at)
    if get_origin(wanted) is tuple:
        parts = enumerate(_instance(list, value, at))
        return tuple(build(choices[0], part, f"{at}[{number}]") for number, part in parts)
    if type(None) in choices:
        return build(choices[0], value, at)
    if choices:
        kinds = {choice.__name__.lower(): choice for choice in choices}
        rest = dict(_instance(dict, value, at))
        return build(kinds[_one_of(tuple(kinds), rest.pop("kind", ""), at)], rest, at)
    return _instance(wanted, value, at)


def _dataclass(wanted: Any, value: Any, at: str) -> Any:
    hints = get_type_hints(wanted)
    required = {field.name for field in fields(wanted) if field.default is MISSING}
    _only(hints.keys(), _instance(dict, value, at), at)
    if missing := required - value.keys():
        raise ContentBroken(f"{at}: {', '.join(sorted(missing))} is missing")
    return wanted(**{key: build(hints[key], part, f"{at}.{key}") for key, part in value.items()})


def _bilingual(value: Any, at: str) -> Bilingual:
    _only(LANGUAGES.keys(), _instance(dict, value, at), at)
    for language, name in LANGUAGES.items():
        if not str(value.get(language, "")).strip():
            raise ContentBroken(f"{at}: {name} is missing")
    return Bilingual(**value)


def _only(known: Any, value: dict[str, Any], at: str) -> None:
    if strange := value.keys() - known:
        raise ContentBroken(f"{at}: nobody reads {', '.join(sorted(strange))}")


def _one_of(choices: tuple[Any, ...], value: Any, at: str) -> Any:
    if value not in choices:
        raise ContentBroken(f"{at}: {value!r} is none of {', '.join(map(str, choices))}")
    return value


def _instance(wanted: type, value: Any, at: str) -> Any:
    if not isinstance(value, wanted):
        raise ContentBroken(f"{at}: not a {wanted.__name__}: {value!r}")
    return value
