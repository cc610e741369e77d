"""The table of placements: which agent worked where, and since when.  Rows are only added."""

from datetime import date, datetime

from sqlalchemy import Date, Index
from sqlalchemy.orm import Mapped, mapped_column

from drafter.store.tables import NAME
from knowledge_base.foundation.database import Base, UtcDateTime


class PlacementRow(Base):
    """An agent works at a site, in a team and a shift, from the day ``since`` on."""

    __tablename__ = "placements"
    __table_args__ = (Index(None, "agent_id", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    agent_id: Mapped[str] = mapped_column(NAME)
    since: Mapped[date] = mapped_column(Date)
    site: Mapped[str] = mapped_column(NAME)
    team: Mapped[str] = mapped_column(NAME)
    shift: Mapped[str] = mapped_column(NAME)
    started_on: Mapped[date | None] = mapped_column(Date)
    actor_id: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
