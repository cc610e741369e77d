"""Like tickets with unlike replies as rows for files: both replies side by side, personal data blanked."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from drafter.blanking import blank
from drafter.brands import Brand
from drafter.comparing import RecentComparisons
from drafter.quality.pairs import ComparedReply, UnlikePair
from drafter.store import edits as edit_store
from drafter.store import judgements as judgement_store
from drafter.store import tickets as ticket_store
from drafter.store.edits import EditRecord
from drafter.tickets import Ticket
from knowledge_base.foundation.database import Database
from webhook.draft_json import moment_json

BATCH = 200
Row = dict[str, Any]


def pair_rows(database: Database, comparisons: RecentComparisons, brand: Brand, *, now: datetime) -> Iterator[Row]:
    """Yield a row for each pair that the page across agents compares, judged or not, newest first."""
    with database.reading() as session:
        pairs = comparisons.compare_sent(session, [brand], now=now).comparison.pairs
        verdicts = judgement_store.judgements(session, [brand.id])
    for start in range(0, len(pairs), BATCH):
        some = pairs[start : start + BATCH]
        with database.reading() as session:
            edits = edit_store.edits_by_id(session, {one.key for pair in some for one in (pair.first, pair.second)})
            tickets = ticket_store.ticket_heads(session, {edit.ticket_id for edit in edits.values()})
        for pair in some:
            verdict, judge = verdicts.get((pair.first.key, pair.second.key), (None, None))
            sides = {name: _side(one, edits, tickets) for name, one in (("first", pair.first), ("second", pair.second))}
            yield {**_alike(pair), "verdict": verdict.value if verdict else None, "judge": judge, **sides}


def _alike(pair: UnlikePair) -> Row:
    return {
        "id": f"{pair.first.key}/{pair.second.key}",
        "brand_id": pair.first.brand_id,
        "differs": pair.differs,
        "alike": pair.alike,
        "intent": pair.first.intent,
        "revision_ids": sorted(pair.first.revision_ids),
        "order_facts": dict(pair.first.order_facts) or None,
    }


def _side(one: ComparedReply, edits: Mapping[str, EditRecord], tickets: Mapping[str, Ticket]) -> Row:
    edit = edits.get(one.key)
    ticket = tickets.get(edit.ticket_id) if edit else None
    text = edit.sent_text if edit else None
    return {
        "edit_id": one.key,
        "ticket": ticket.external_id if ticket else None,
        "ticket_id": ticket.id if ticket else None,
        "resolution": one.resolution,
        "amount": None if one.amount is None else format(one.amount, "f"),
        "actor": one.agent,
        "sent_at": moment_json(one.sent_at),
        "text": blank(text, ticket.requester) if text and ticket else None,
    }
