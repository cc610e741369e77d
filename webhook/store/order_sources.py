"""Brands' order sources: rows to values and back, and what went wrong with each last."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from webhook.orders.configs import OrderSourceConfig
from webhook.store.tables import OrderSourceRow

MAX_ERROR = 500


@dataclass(frozen=True)
class SourceState:
    """An order source and where it stands; ``last_error`` is None since it answered."""

    config: OrderSourceConfig
    set_at: datetime
    failed_at: datetime | None = None
    last_error: str | None = None


def read_source(session: Session, brand_id: str) -> SourceState | None:
    """Return a brand's order source, None where it has none."""
    row = session.get(OrderSourceRow, brand_id, populate_existing=True)
    if row is None:
        return None
    config = OrderSourceConfig(row.brand_id, row.kind, dict(row.options), row.secret, row.is_operators)
    return SourceState(config, row.set_at, row.failed_at, row.last_error)


def write_source(session: Session, config: OrderSourceConfig, *, now: datetime) -> None:
    """Record a brand's order source as it is now; nothing has gone wrong with it yet."""
    row = session.get(OrderSourceRow, config.brand_id)
    if row is None:
        row = OrderSourceRow(brand_id=config.brand_id)
        session.add(row)
    row.kind, row.options, row.secret = config.kind, dict(config.options), config.secret
    row.is_operators, row.set_at, row.failed_at, row.last_error = config.is_operators, now, None, None
    session.flush()


def remove_source(session: Session, brand_id: str) -> bool:
    """Forget a brand's order source with its secret; return whether there was one."""
    row = session.get(OrderSourceRow, brand_id)
    if row is not None:
        session.delete(row)
        session.flush()
    return row is not None


def note_outcome(session: Session, brand_id: str, reason: str | None, *, now: datetime) -> None:
    """Note what went wrong with a source last; None: it answered."""
    values = {"last_error": reason[:MAX_ERROR] if reason else None, "failed_at": now if reason else None}
    session.execute(update(OrderSourceRow).where(OrderSourceRow.brand_id == brand_id).values(**values))
