"""The log as rows: drafts, decisions, edits and reviews of a brand, personal data blanked.

Read in batches, each in its own short transaction, so a long export neither fills the
memory nor holds up writers.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from drafter import scoring
from drafter.blanking import blank
from drafter.brands import Brand
from drafter.preferring import Layout, preference_json, preference_of
from drafter.prompts.template import Template
from drafter.quality.automatic_blindness import is_blind
from drafter.quality.reviews import Review
from drafter.store import automatic as automatic_store
from drafter.store import decisions as decision_store
from drafter.store import drafts as draft_store
from drafter.store import edits as edit_store
from drafter.store import tickets as ticket_store
from drafter.store.brands import find_brand
from drafter.tickets import Requester, Ticket
from knowledge_base.foundation.database import Database
from webhook.automatic_json import beside_json
from webhook.draft_json import decision_json, draft_json, edit_json, review_json

BATCH = 200
NOBODY = Requester()
TEXT_FIELDS = frozenset({"text", "sent_text", "quote", "note", "reason", "steer", "fix", "message", "questions"})
PEOPLE_FIELDS = frozenset({"actor_name"})

Row = dict[str, Any]
Batch = list[tuple[str, Row]]


class LogKind(StrEnum):
    """What can be exported."""

    DRAFTS = "drafts"
    DECISIONS = "decisions"
    EDITS = "edits"
    REVIEWS = "reviews"


def export_rows(database: Database, kind: LogKind, brand_id: str, *, rater: str | None = None) -> Iterator[Row]:
    """Yield every row of one kind of a brand, newest first, with personal data blanked.

    ``rater`` is who still rates: automatic scores of blind replies they have not rated stay hidden.
    """
    read = partial(_reviews, rater=rater) if kind is LogKind.REVIEWS else _READERS[kind]
    before: str | None = None
    while True:
        with database.reading() as session:
            batch = read(session, brand_id, before)
        yield from (row for _, row in batch)
        if len(batch) < BATCH:
            return
        before = batch[-1][0]


def export_preferences(database: Database, brand: Brand, template: Template, layout: Layout) -> Iterator[Row]:
    """Yield a brand's preference pairs, newest first, redacted; nothing where the brand did not consent."""
    before: str | None = None
    while brand.allows_training:
        with database.reading() as session:
            found = edit_store.list_edits(session, brand_ids=[brand.id], before=before, limit=BATCH)
            drafts = draft_store.drafts_by_id(session, {record.draft_id for record in found})
            tickets = ticket_store.tickets_by_id(session, {record.ticket_id for record in found})
            made = [
                preference_of(session, one, drafts[one.draft_id], tickets[one.ticket_id], brand, template, layout)
                for one in found
            ]
        yield from (dict(preference_json(one, layout)) for one in made if one)
        if len(found) < BATCH:
            return
        before = found[-1].id


def _drafts(session: Session, brand_id: str, before: str | None) -> Batch:
    found = draft_store.list_drafts(session, brand_ids=[brand_id], before=before, limit=BATCH)
    tickets = ticket_store.ticket_heads(session, {draft.ticket_id for draft in found})
    decisions = decision_store.standing_decisions(session, [draft.id for draft in found])
    return [
        (draft.id, _blanked(draft_json(draft, ticket, decision=decisions.get(draft.id)), ticket))
        for draft in found
        for ticket in [tickets[draft.ticket_id]]
    ]


def _decisions(session: Session, brand_id: str, before: str | None) -> Batch:
    found = decision_store.list_decisions(session, brand_ids=[brand_id], before=before, limit=BATCH)
    drafts = draft_store.drafts_by_id(session, {decision.draft_id for decision in found})
    tickets = ticket_store.ticket_heads(session, {draft.ticket_id for draft in drafts.values()})
    return [
        (one.id, _blanked({**decision_json(one), "draft_id": one.draft_id, "ticket": ticket.external_id}, ticket))
        for one in found
        for ticket in [tickets[drafts[one.draft_id].ticket_id]]
    ]


def _edits(session: Session, brand_id: str, before: str | None) -> Batch:
    found = edit_store.list_edits(session, brand_ids=[brand_id], before=before, limit=BATCH)
    tickets = ticket_store.ticket_heads(session, {record.ticket_id for record in found})
    return [(one.id, _blanked(edit_json(one, ticket), ticket)) for one in found for ticket in [tickets[one.ticket_id]]]


def _reviews(session: Session, brand_id: str, before: str | None, *, rater: str | None = None) -> Batch:
    found = edit_store.list_reviews(session, brand_ids=[brand_id], before=before, limit=BATCH)
    drafts = draft_store.drafts_by_id(session, {review.draft_id for review in found if review.draft_id})
    of = {one.id: one.ticket_id or drafts[one.draft_id or ""].ticket_id for one in found}
    tickets = ticket_store.ticket_heads(session, set(of.values()))
    beside = _automatic(session, found, _hidden(session, brand_id, found, rater) if rater else frozenset())
    return [(one.id, _blanked({**review_json(one), **beside[one.id]}, tickets[of[one.id]])) for one in found]


def _hidden(session: Session, brand_id: str, reviews: Sequence[Review], rater: str) -> frozenset[str]:
    """The replies of these reviews that are blind and that this person has not rated."""
    share = find_brand(session, brand_id).blind_share
    blind = sorted({one.subject_id for one in reviews if is_blind(brand_id, one.subject_id, share)})
    rated = edit_store.reviews_of(session, blind)
    return frozenset(key for key in blind if not scoring.has_rated(rated.get(key, ()), rater))


def _automatic(session: Session, reviews: Sequence[Review], hidden: frozenset[str]) -> dict[str, Row]:
    """Return the columns of the automatic score that stand beside each review; no column of its own holds it."""
    sights = automatic_store.sights_of(session, [one.id for one in reviews])
    scores = automatic_store.scores_by_id(session, [one.score_id for one in sights.values() if one.score_id])
    fits = automatic_store.fits_by_id(session, sorted({one.fit_id for one in scores.values()}))
    found = {}
    for one in reviews:
        sight = sights.get(one.id) if one.subject_id not in hidden else None
        score = scores.get(sight.score_id or "") if sight else None
        found[one.id] = beside_json(one.ratings, sight, score, fits.get(score.fit_id) if score else None)
    return found


_READERS: dict[LogKind, Callable[[Session, str, str | None], Batch]] = {
    LogKind.DRAFTS: _drafts,
    LogKind.DECISIONS: _decisions,
    LogKind.EDITS: _edits,
    LogKind.REVIEWS: _reviews,
}


def _blanked(row: Row, ticket: Ticket) -> Row:
    return {
        name: None if name in PEOPLE_FIELDS else _blank_value(value, ticket.requester, name in TEXT_FIELDS)
        for name, value in row.items()
    }


def _blank_value(value: Any, requester: Requester, is_text: bool) -> Any:
    if isinstance(value, str):
        return blank(value, requester) if is_text else value
    if isinstance(value, Sequence):
        return [_blank_value(one, requester, is_text) for one in value]
    if isinstance(value, dict):
        return {name: _blank_value(one, requester, name in TEXT_FIELDS) for name, one in value.items()}
    return value
