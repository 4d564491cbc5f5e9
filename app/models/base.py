"""What all tables share."""

import enum
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, Text, TypeDecorator
from sqlalchemy.orm import Composite, DeclarativeBase, Mapped, composite, mapped_column

from app.language import Language


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in time. Refuses naive datetimes; gives UTC back on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError(f"naive datetime: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text that must exist in both languages: two columns, one attribute."""

    da: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.da

    def __bool__(self) -> bool:
        return bool(self.da or self.en)


def bilingual(name: str) -> Composite[Bilingual]:
    """Two required text columns, `name_da` and `name_en`, behind one attribute."""
    return composite(
        Bilingual,
        mapped_column(f"{name}_da", Text, nullable=False, default=""),
        mapped_column(f"{name}_en", Text, nullable=False, default=""),
    )


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


def words(members: type[enum.StrEnum]) -> Enum:
    """An enumeration kept as its words, the same on every database."""
    return Enum(
        members, native_enum=False, length=20, values_callable=_values, create_constraint=False
    )


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime,
        str: Text,
        list[int]: JSON,
        list[str]: JSON,
        dict[str, Any]: JSON,
        Language: words(Language),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
