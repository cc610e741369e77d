"""Prompt templates of brands: rows to values.  The newest counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafter.store.model_tables import PromptTemplateRow


@dataclass(frozen=True)
class KeptTemplate:
    """One wording of a brand's prompt; ``text`` None means: the shipped one again."""

    text: str | None
    actor_id: str
    actor_role: str
    created_at: datetime


def add_template(
    session: Session, brand_id: str, text: str | None, *, actor_id: str, actor_role: str, now: datetime
) -> None:
    """Record a brand's wording of its prompt."""
    session.add(
        PromptTemplateRow(brand_id=brand_id, text=text, actor_id=actor_id, actor_role=actor_role, created_at=now)
    )
    session.flush()


def newest_template(session: Session, brand_id: str) -> KeptTemplate | None:
    """Return a brand's newest wording, None where it never had its own."""
    return next(iter(list_templates(session, brand_id, most=1)), None)


def list_templates(session: Session, brand_id: str, *, most: int = 20) -> tuple[KeptTemplate, ...]:
    """Return a brand's wordings, the newest first."""
    asked = select(PromptTemplateRow).where(PromptTemplateRow.brand_id == brand_id)
    rows = session.scalars(asked.order_by(PromptTemplateRow.seq.desc()).limit(most))
    return tuple(KeptTemplate(row.text, row.actor_id, row.actor_role, row.created_at) for row in rows)
