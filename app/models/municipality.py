from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Municipality(Base):
    """One of the 98. `id` follows the Danish alphabet; the code has four digits, zero first."""

    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
