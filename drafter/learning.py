"""Hand on to search what agents kept, in the transaction that measures the edit."""

from datetime import datetime

from sqlalchemy.orm import Session

from drafter.drafts import Draft
from drafter.edits import Edit
from drafter.kept import kept_citations
from drafter.tickets import Ticket
from knowledge_base.foundation.ids import NewId
from knowledge_base.kept import KeptQuestion, Section
from knowledge_base.store import kept as store


def learn(session: Session, draft: Draft, ticket: Ticket, edit: Edit, *, now: datetime, new_id: NewId) -> None:
    """Let search learn which sections were kept for this draft's question; a later measure replaces it.

    The question is the fullest one that was looked up, as masked as it was then.
    """
    cited = kept_citations(draft.text, draft.sentences, edit.spans)
    sections = tuple(dict.fromkeys(Section(one.policy_id, one.heading) for one in cited))
    if not sections or not draft.questions:
        unlearn(session, draft.id)
        return
    kept = KeptQuestion(
        id=new_id("kpt"),
        brand_id=ticket.brand_id,
        origin=ticket.id,
        source=draft.id,
        question=draft.questions[-1],
        sections=sections,
        kept_at=now,
    )
    store.keep_question(session, kept)


def unlearn(session: Session, draft_id: str) -> None:
    """Take back what search learned from a draft: its decision was undone, or nothing of it was kept."""
    store.forget_source(session, draft_id)
