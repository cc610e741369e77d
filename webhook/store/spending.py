"""What a brand's model cost, month by month."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafter.store.model_tables import ModelSpendRow

MONTHS = 6


@dataclass(frozen=True)
class MonthlySpend:
    """What one month cost; ``month`` is its first moment, in UTC."""

    month: datetime
    usd_micros: int = 0
    completions: int = 0


def spend_by_month(session: Session, brand_id: str, *, now: datetime) -> tuple[MonthlySpend, ...]:
    """Return what a brand's model cost in this month and the five before, this one first."""
    months = last_months(now)
    rows = session.execute(
        select(ModelSpendRow.month, ModelSpendRow.usd_micros, ModelSpendRow.completions).where(
            ModelSpendRow.brand_id == brand_id, ModelSpendRow.month.in_([_key(one) for one in months])
        )
    )
    spent = {month: (micros, count) for month, micros, count in rows}
    return tuple(MonthlySpend(one, *spent.get(_key(one), (0, 0))) for one in months)


def last_months(now: datetime) -> tuple[datetime, ...]:
    """Return the first moments of this month and of the five before, this one first."""
    first = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = [first]
    while len(months) < MONTHS:
        earlier = months[-1]
        is_january = earlier.month == 1
        months.append(earlier.replace(year=earlier.year - is_january, month=12 if is_january else earlier.month - 1))
    return tuple(months)


def _key(month: datetime) -> str:
    return f"{month:%Y-%m}"
