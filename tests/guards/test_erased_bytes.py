"""No table where something of a person stands is left out when erased bytes are to go."""

from app.models import Base, Cohort
from app.services import erased_bytes
from tests.marked import NOTHING_OF_A_PERSON


def personal() -> set[str]:
    """The tables with marks of somebody, what says something about their rows, and notes."""
    of_people = {model.__tablename__ for model in NOTHING_OF_A_PERSON}
    tables = of_people | {Cohort.__tablename__}
    for table in Base.metadata.sorted_tables:
        if any(key.column.table.name in of_people for key in table.foreign_keys):
            tables.add(table.name)
    return tables


def test_every_table_of_people_is_vacuumed() -> None:
    assert sorted(erased_bytes.TABLES) == sorted(personal())
