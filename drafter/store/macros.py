"""Brands' macros: as helpdesks last showed them, and which of them a person approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from drafter.errors import MacroConflictError, MacroNotFoundError
from drafter.macros import Macro
from drafter.store.model_tables import MacroRow
from knowledge_base.foundation.ids import NewId

MOST_TEXT = 8_000
MOST_TITLE = 255
MOST_KEPT = 2_000  # of one connection


@dataclass(frozen=True)
class Fetched:
    """A saved reply as a helpdesk shows it."""

    external_id: str
    title: str
    text: str
    folder: str | None = None


@dataclass(frozen=True)
class Merged:
    """What a look at a helpdesk's macros changed; ``unapproved`` had been approved with other words."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unapproved: int = 0


def merge_macros(
    session: Session, brand_id: str, connection_id: str, fetched: Sequence[Fetched], *, now: datetime, new_id: NewId
) -> Merged:
    """Record a connection's macros as they are now; one that changed is approved no more, one that is gone goes."""
    known = {row.external_id: row for row in session.scalars(_of_connection(connection_id))}
    added = changed = unapproved = 0
    seen = {one.external_id[:MOST_TITLE]: one for one in fetched[:MOST_KEPT]}
    for external_id, one in seen.items():
        title, text = one.title[:MOST_TITLE], one.text[:MOST_TEXT]
        row = known.pop(external_id, None)
        if row is None:
            row = MacroRow(id=new_id("mac"), brand_id=brand_id, connection_id=connection_id, external_id=external_id)
            row.title, row.text = title, text
            session.add(row)
            added += 1
        elif (row.title, row.text) != (title, text):
            changed += 1
            unapproved += row.approved_by is not None
            row.title, row.text, row.approved_by, row.approved_at = title, text, None, None
        row.folder, row.seen_at = (one.folder or "")[:MOST_TITLE] or None, now
    for row in known.values():
        session.delete(row)
    session.flush()
    return Merged(added, changed, len(known), unapproved)


def list_macros(session: Session, brand_id: str, *, only_approved: bool = False) -> tuple[Macro, ...]:
    """Return a brand's macros, by title."""
    query = select(MacroRow).where(MacroRow.brand_id == brand_id).order_by(MacroRow.title, MacroRow.id)
    if only_approved:
        query = query.where(MacroRow.approved_by.is_not(None))
    return tuple(_macro(row) for row in session.scalars(query))


def brands_with_old_macros(session: Session, *, before: datetime) -> tuple[str, ...]:
    """Return the brands whose macros were all last seen before a moment, by id."""
    query = select(MacroRow.brand_id).group_by(MacroRow.brand_id).having(func.max(MacroRow.seen_at) < before)
    return tuple(session.scalars(query.order_by(MacroRow.brand_id)))


def get_macro(session: Session, macro_id: str) -> Macro:
    """Return the macro with this id.  Raises MacroNotFoundError."""
    return _macro(_row(session, macro_id))


def set_approval(
    session: Session, macro_id: str, *, approved_by: str | None, now: datetime, words: str | None = None
) -> Macro:
    """Record who approved a macro as it stands, or that nobody does.

    ``words`` is the mark of the wording that was read.
    Raises MacroNotFoundError, MacroConflictError where it has another one by now.
    """
    row = _row(session, macro_id)
    session.refresh(row, with_for_update=True)  # a fetch that changes the words waits, or went before
    if approved_by and words is not None and words != _macro(row).words:
        raise MacroConflictError("The helpdesk changed this macro since you read it; read it again, then approve.")
    row.approved_by, row.approved_at = approved_by, now if approved_by else None
    session.flush()
    return _macro(row)


def remove_macros_of(session: Session, connection_id: str) -> None:
    """Forget the macros of a connection that was removed."""
    for row in session.scalars(_of_connection(connection_id)):
        session.delete(row)
    session.flush()


def _row(session: Session, macro_id: str) -> MacroRow:
    row = session.get(MacroRow, macro_id.replace("\x00", ""))
    if row is None:
        raise MacroNotFoundError(f"No macro has the id {macro_id[:64]!r}.")
    return row


def _of_connection(connection_id: str) -> Select[MacroRow]:
    return select(MacroRow).where(MacroRow.connection_id == connection_id)


def _macro(row: MacroRow) -> Macro:
    return Macro(
        row.id,
        row.brand_id,
        row.connection_id,
        row.external_id,
        row.title,
        row.text,
        row.folder,
        row.seen_at,
        row.approved_by,
        row.approved_at,
    )
