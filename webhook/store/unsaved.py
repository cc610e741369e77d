"""What somebody typed and did not save yet: one row for each person and policy, changed in place.

It is nobody else's: a colleague's saved wording is never touched by it, nor their own typing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from knowledge_base.foundation.database import insert_into
from webhook.store.tables import UnsavedTextRow


@dataclass(frozen=True)
class UnsavedText:
    """A form as somebody left it.  ``base`` is the number of the revision they began from."""

    base: int
    fields: Mapping[str, Any]
    kept_at: datetime


def keep_unsaved(
    session: Session, user_id: str, subject_id: str, *, base: int, fields: Mapping[str, Any], now: datetime
) -> None:
    """Keep a form; what the same person kept of the same subject before is forgotten."""
    values = {"base": base, "fields": dict(fields), "kept_at": now}
    session.execute(
        insert_into(session, UnsavedTextRow)
        .values(user_id=user_id, subject_id=subject_id, **values)
        .on_conflict_do_update(index_elements=["user_id", "subject_id"], set_=values)
    )


def find_unsaved(session: Session, user_id: str, subject_id: str) -> UnsavedText | None:
    """Return what this person kept."""
    row = session.get(UnsavedTextRow, (user_id, subject_id))
    return UnsavedText(row.base, row.fields, row.kept_at) if row else None


def drop_unsaved(session: Session, subject_id: str) -> None:
    """Forget what anybody kept of a subject: it was deleted."""
    session.execute(delete(UnsavedTextRow).where(UnsavedTextRow.subject_id == subject_id))


def forget_unsaved(session: Session, user_id: str, subject_id: str) -> None:
    """Forget it: it was saved, or is not wanted any more."""
    session.execute(
        delete(UnsavedTextRow).where(UnsavedTextRow.user_id == user_id, UnsavedTextRow.subject_id == subject_id)
    )
