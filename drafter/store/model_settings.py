"""A brand's model settings and what its model spent: rows to values and back."""

from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from drafter.model_settings import ModelSettings, Spend
from drafter.store.model_tables import ModelSettingsRow, ModelSpendRow


def read_model_settings(session: Session, brand_id: str) -> ModelSettings:
    """Return what a brand set for its model; the defaults where it set nothing."""
    row = session.get(ModelSettingsRow, brand_id)
    if row is None:
        return ModelSettings()
    return ModelSettings(
        is_on=row.is_on,
        model=row.model,
        temperature=row.temperature,
        max_completion_tokens=row.max_completion_tokens,
        prompt_price_usd_per_million=row.prompt_price_usd_per_million,
        completion_price_usd_per_million=row.completion_price_usd_per_million,
        spend_cap_usd_micros=row.spend_cap_usd_micros,
    )


def write_model_settings(session: Session, brand_id: str, settings: ModelSettings, *, now: datetime) -> None:
    """Record a brand's model settings as they are now."""
    row = session.get(ModelSettingsRow, brand_id)
    if row is None:
        session.add(ModelSettingsRow(brand_id=brand_id, updated_at=now, **asdict(settings)))
    else:
        for name, value in asdict(settings).items():
            setattr(row, name, value)
        row.updated_at = now
    session.flush()


def read_spend(session: Session, brand_id: str, *, now: datetime) -> Spend:
    """Return what a brand's model cost in the month of ``now``."""
    row = session.get(ModelSpendRow, (brand_id, month_of(now)), populate_existing=True)
    return Spend(row.usd_micros, row.completions) if row else Spend()


def add_spend(session: Session, brand_id: str, usd_micros: int, *, now: datetime) -> None:
    """Count one completion and what it cost to the month of ``now``; safe beside other writers."""
    month = month_of(now)
    counted = (
        update(ModelSpendRow)
        .where(ModelSpendRow.brand_id == brand_id, ModelSpendRow.month == month)
        .values(usd_micros=ModelSpendRow.usd_micros + usd_micros, completions=ModelSpendRow.completions + 1)
    )
    if session.execute(counted).rowcount:  # type: ignore[attr-defined]
        return
    try:
        with session.begin_nested():
            first = {"brand_id": brand_id, "month": month, "usd_micros": usd_micros, "completions": 1}
            session.execute(insert(ModelSpendRow).values(**first))
    except IntegrityError:  # another writer was first
        session.execute(counted)


def month_of(moment: datetime) -> str:
    """Return the calendar month of a moment, in UTC: ``2026-03``."""
    return f"{moment.astimezone(UTC):%Y-%m}"
