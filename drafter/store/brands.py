"""Brands: rows to values and back."""

from collections.abc import Callable
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.errors import BrandNotFoundError
from drafter.store.tables import BrandRow
from knowledge_base.foundation.database import NO_KEY

_BRAND = TypeAdapter(Brand)


def insert_brand(session: Session, brand: Brand, *, now: datetime) -> None:
    """Record a new brand."""
    session.add(BrandRow(id=brand.id, slug=brand.slug, name=brand.name, settings=_settings(brand), created_at=now))
    session.flush()


def change_brand(session: Session, brand_id: str, change: Callable[[Brand], Brand]) -> Brand:
    """Change a brand as it stands by now and return it; others who want to change it wait.

    All of its settings lie in one column: what was read before the wait would undo another's change.
    Raises BrandNotFoundError.
    """
    row = session.get(BrandRow, brand_id, with_for_update=NO_KEY, populate_existing=True)
    if row is None:
        raise BrandNotFoundError(f"No brand has the id {brand_id!r}; 'drafter brand list' shows them all.")
    changed = change(_brand(row))
    row.name, row.settings = changed.name, _settings(changed)
    session.flush()
    return changed


def lock_brand(session: Session, brand_id: str) -> None:
    """Make others wait who want to change what is kept once for a brand: its scorecard, its model, its orders."""
    session.execute(select(BrandRow.id).where(BrandRow.id == brand_id).with_for_update(key_share=True))


def find_brand(session: Session, name: str) -> Brand:
    """Return the brand with this name, slug or id.  Raises BrandNotFoundError."""
    plain = name.replace("\x00", "\ufffd")  # PostgreSQL cannot even be asked for a zero byte
    row = session.scalars(
        select(BrandRow).where(or_(BrandRow.id == plain, BrandRow.slug == plain.lower(), BrandRow.name == plain))
    ).first()
    if row is None:
        raise BrandNotFoundError(f"No brand is called {name!r}; 'drafter brand list' shows them all.")
    return _brand(row)


def needs_two_people(session: Session, brand_id: str) -> bool:
    """Whether this brand's wordings are published only once somebody else than the author approved them."""
    row = session.get(BrandRow, brand_id)
    return row is not None and _brand(row).needs_two_people


def needs_replay(session: Session, brand_id: str) -> bool:
    """Whether this brand's wordings are published only once a replay of them was signed."""
    row = session.get(BrandRow, brand_id)
    return row is not None and _brand(row).needs_replay


def needs_settled(session: Session, brand_id: str) -> bool:
    """Whether this brand's wordings are published only once what they contradict was settled."""
    row = session.get(BrandRow, brand_id)
    return row is not None and _brand(row).needs_settled


def hold_back_share(session: Session, brand_id: str) -> float:
    """Which share (0 to 0.5) of this brand's tickets gets no draft by itself."""
    row = session.get(BrandRow, brand_id)
    return 0.0 if row is None else _brand(row).hold_back_share


def list_brands(session: Session) -> tuple[Brand, ...]:
    """Return every brand, by name."""
    return tuple(_brand(row) for row in session.scalars(select(BrandRow).order_by(BrandRow.name)))


def _settings(brand: Brand) -> dict[str, object]:
    dumped: dict[str, object] = _BRAND.dump_python(brand, mode="json")
    return {key: value for key, value in dumped.items() if key not in ("id", "slug", "name")}


def _brand(row: BrandRow) -> Brand:
    return _BRAND.validate_python({"id": row.id, "slug": row.slug, "name": row.name, **row.settings})
