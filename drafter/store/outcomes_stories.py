"""Tickets read as stories: what was asked, answered and offered, and what came after; in batches, oldest first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from drafter.decisions import DecisionKind
from drafter.edits import Outcome
from drafter.outcomes import Happened, Happening, Offered, Story, asks_for_refund
from drafter.resolutions import RungKind
from drafter.store.ladder_tables import HandoverRow
from drafter.store.outcomes import newest_shares
from drafter.store.outcomes_tables import HoldbackRow, OutcomeEventRow
from drafter.store.tables import DecisionRow, DraftRow, DraftTextRow, EditRow, MessageRow, ReplyRow, TicketRow
from drafter.tickets import Author

BATCH = 400
SENT = (Outcome.AS_IS.value, Outcome.EDITED.value, Outcome.SCRATCH.value)
Cursor = tuple[datetime, str]


@dataclass(frozen=True)
class _Sibling:
    """Another ticket of the same customer."""

    ticket_id: str
    at: datetime
    order_number: str | None
    intent: str | None
    ordered_at: datetime | None


def read_stories(
    session: Session,
    brand_ids: Sequence[str],
    *,
    since: datetime | None = None,
    after: Cursor | None = None,
    limit: int = BATCH,
) -> tuple[tuple[Story, ...], Cursor | None]:
    """Return one batch of stories of tickets opened since a moment, and where to go on; None at the end."""
    query = select(TicketRow).where(TicketRow.brand_id.in_(brand_ids)).order_by(TicketRow.created_at, TicketRow.id)
    if since:
        query = query.where(TicketRow.created_at >= since)
    if after:
        at, ticket_id = after
        later = and_(TicketRow.created_at == at, TicketRow.id > ticket_id)
        query = query.where(or_(TicketRow.created_at > at, later))
    rows = session.scalars(query.limit(limit)).all()
    last = (rows[-1].created_at, rows[-1].id) if len(rows) == limit else None
    return _Reading(session, rows).stories(), last


class _Reading:
    """Everything that a batch of tickets needs, each kind read with one query."""

    def __init__(self, session: Session, tickets: Sequence[TicketRow]) -> None:
        self._session, self._tickets = session, tickets
        self._ids = [one.id for one in tickets]
        self._brands = sorted({one.brand_id for one in tickets})
        self._messages = self._read_messages()
        self._replies = self._read_replies()
        self._offers, self._edits = self._read_offers()
        self._events = self._read_events()
        self._siblings = self._read_siblings()
        self._purchases = self._read_purchases()
        self._chosen = self._read_chosen()

    def stories(self) -> tuple[Story, ...]:
        return tuple(self._story(one) for one in self._tickets)

    def _story(self, row: TicketRow) -> Story:
        messages, order = self._messages[row.id], _order(row.details)
        requests = tuple(one.created_at for one in messages if one.author == Author.REQUESTER and one.created_at)
        replies = {one.created_at for one in messages if one.author == Author.AGENT and one.created_at}
        offers, edit = self._offers[row.id], self._edits.get(row.id)
        intent = offers[0].intent if offers else None
        key = (row.brand_id, row.requester_key)
        others = [one for one in self._siblings[key] if one.ticket_id != row.id] if row.requester_key else []
        ordered = [one.ordered_at for one in others if one.ordered_at and one.order_number != row.order_number]
        bought = [at for number, at in self._purchases[key] if number is None or number != row.order_number]
        return Story(
            ticket_id=row.id,
            external_id=row.external_id,
            brand_id=row.brand_id,
            created_at=row.created_at,
            customer=row.requester_key,
            asks_refund=_asks_refund(row, messages, intent),
            requests=requests or (row.created_at,),
            replies=tuple(sorted({*replies, *self._replies[row.id]})),
            events=tuple(sorted(self._events[row.id], key=lambda one: (one.at, one.kind))),
            returns=tuple(sorted(one.at for one in others if _is_same_matter(one, row.order_number, intent))),
            purchases=tuple(sorted({*ordered, *bought} if row.requester_key else ())),
            offers=tuple(offers),
            was_refunded=_was_refunded(order),
            was_charged_back=any(one.get("disputed") for one in order.get("payments") or ()),
            reply=edit.outcome if edit else "no_draft",
            edit_id=edit.id if edit else None,
            is_held_back=self._chosen.get(row.id),
        )

    def _read_messages(self) -> Mapping[str, list[MessageRow]]:
        found: dict[str, list[MessageRow]] = defaultdict(list)
        query = select(MessageRow).where(MessageRow.ticket_id.in_(self._ids), MessageRow.is_public)
        for row in self._session.scalars(query.order_by(MessageRow.ticket_id, MessageRow.position)):
            found[row.ticket_id].append(row)
        return found

    def _read_replies(self) -> Mapping[str, list[datetime]]:
        found: dict[str, list[datetime]] = defaultdict(list)
        query = select(ReplyRow.ticket_id, ReplyRow.sent_at).where(ReplyRow.ticket_id.in_(self._ids))
        for ticket_id, at in self._session.execute(query):
            found[ticket_id].append(at)
        return found

    def _read_offers(self) -> tuple[Mapping[str, list[Offered]], Mapping[str, EditRow]]:
        """Return what sent replies offered, oldest first, and the edit of each ticket's first sent reply."""
        newest = select(func.max(EditRow.seq)).where(EditRow.ticket_id.in_(self._ids)).group_by(EditRow.draft_id)
        rows = self._session.execute(
            select(EditRow, DraftTextRow, ReplyRow.sent_at)
            .join(DraftTextRow, DraftTextRow.draft_id == EditRow.draft_id)
            .outerjoin(ReplyRow, ReplyRow.id == EditRow.reply_id)
            .where(EditRow.seq.in_(newest), EditRow.outcome.in_(SENT))
            .order_by(EditRow.seq)
        )
        offers: dict[str, list[Offered]] = defaultdict(list)
        edits: dict[str, EditRow] = {}
        for edit, text, sent_at in rows:
            edits.setdefault(edit.ticket_id, edit)
            offer = _offered(edit, text.content, sent_at or edit.created_at)
            if offer:
                offers[edit.ticket_id].append(offer)
        return offers, edits

    def _read_events(self) -> Mapping[str, list[Happened]]:
        orders = {(one.brand_id, one.order_number): one.id for one in self._tickets if one.order_number}
        by_order: dict[tuple[str, str | None], list[str]] = defaultdict(list)
        for one in self._tickets:
            if one.order_number:
                by_order[one.brand_id, one.order_number].append(one.id)
        of_order = and_(
            OutcomeEventRow.brand_id.in_(self._brands), OutcomeEventRow.order_number.in_({no for _, no in orders})
        )
        found: dict[str, list[Happened]] = defaultdict(list)
        mine = set(self._ids)
        query = select(OutcomeEventRow).where(or_(OutcomeEventRow.ticket_id.in_(self._ids), of_order))
        for row in self._session.scalars(query):
            ids = {*by_order.get((row.brand_id, row.order_number), ()), *([row.ticket_id] if row.ticket_id else ())}
            for ticket_id in ids & mine:
                found[ticket_id].append(_happened(row))
        handed = select(HandoverRow.ticket_id, HandoverRow.created_at).where(HandoverRow.ticket_id.in_(self._ids))
        decided = (
            select(DraftRow.ticket_id, DecisionRow.created_at)
            .join(DraftRow, DraftRow.id == DecisionRow.draft_id)
            .where(DraftRow.ticket_id.in_(self._ids), DecisionRow.kind == DecisionKind.ESCALATED.value)
        )
        for ticket_id, at in (*self._session.execute(handed), *self._session.execute(decided)):
            found[ticket_id].append(Happened(Happening.ESCALATED, at))
        return found

    def _read_siblings(self) -> Mapping[tuple[str, str | None], list[_Sibling]]:
        keys = {one.requester_key for one in self._tickets if one.requester_key}
        theirs = and_(TicketRow.brand_id.in_(self._brands), TicketRow.requester_key.in_(keys))
        drafts = select(DraftRow.ticket_id, func.max(DraftRow.id).label("draft_id")).group_by(DraftRow.ticket_id)
        newest = drafts.where(DraftRow.ticket_id.in_(select(TicketRow.id).where(theirs))).subquery()
        rows = self._session.execute(
            select(TicketRow, DraftTextRow.content["resolution"]["intent"].as_string())
            .outerjoin(newest, newest.c.ticket_id == TicketRow.id)
            .outerjoin(DraftTextRow, DraftTextRow.draft_id == newest.c.draft_id)
            .where(theirs)
        )
        found: dict[tuple[str, str | None], list[_Sibling]] = defaultdict(list)
        for row, intent in rows:
            ordered_at = _ordered_at(_order(row.details))
            one = _Sibling(row.id, row.created_at, row.order_number, intent or None, ordered_at)
            found[row.brand_id, row.requester_key].append(one)
        return found

    def _read_purchases(self) -> Mapping[tuple[str, str | None], list[tuple[str | None, datetime]]]:
        keys = {one.requester_key for one in self._tickets if one.requester_key}
        query = select(OutcomeEventRow).where(
            OutcomeEventRow.brand_id.in_(self._brands),
            OutcomeEventRow.requester_key.in_(keys),
            OutcomeEventRow.kind == Happening.PLACED.value,
        )
        found: dict[tuple[str, str | None], list[tuple[str | None, datetime]]] = defaultdict(list)
        for row in self._session.scalars(query):
            found[row.brand_id, row.requester_key].append((row.order_number, row.at))
        return found

    def _read_chosen(self) -> Mapping[str, bool]:
        shares = newest_shares(self._session, self._brands)
        rows = self._session.scalars(select(HoldbackRow).where(HoldbackRow.ticket_id.in_(self._ids)))
        return {one.ticket_id: one.is_held_back for one in rows if one.share == shares.get(one.brand_id)}


def _order(details: Mapping[str, Any]) -> Mapping[str, Any]:
    return details.get("order") or {}


def _ordered_at(order: Mapping[str, Any]) -> datetime | None:
    """When an order of ticket facts was placed: the moment, else the start of its day."""
    try:
        if moment := order.get("ordered_at"):
            at = datetime.fromisoformat(str(moment))
            return at if at.tzinfo else at.replace(tzinfo=UTC)
        return datetime.combine(date.fromisoformat(str(order["ordered_on"])), time(), UTC)
    except (KeyError, ValueError):
        return None


def _was_refunded(order: Mapping[str, Any]) -> bool:
    paid_back = (one.get("refunded") for one in order.get("payments") or ())
    return any(_money(one) for one in (*(order.get("refunds") or ()), *paid_back))


def _money(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None


def _asks_refund(row: TicketRow, messages: Sequence[MessageRow], intent: str | None) -> bool | None:
    """Whether a refund was asked for; None where the words were erased and nothing else tells."""
    if asks_for_refund(" ".join((intent or "", *row.details.get("tags", ())))):
        return True
    if row.erased_at is not None:
        return None
    first = next((one.text for one in messages if one.author == Author.REQUESTER), "")
    return asks_for_refund(f"{row.subject}\n{first}")


def _is_same_matter(other: _Sibling, order_number: str | None, intent: str | None) -> bool:
    same_order = order_number is not None and other.order_number == order_number
    return same_order or (intent is not None and other.intent == intent)


def _happened(row: OutcomeEventRow) -> Happened:
    return Happened(Happening(row.kind), row.at, row.order_number, _money(row.amount), row.score)


def _offered(edit: EditRow, content: Mapping[str, Any], at: datetime) -> Offered | None:
    resolution = content.get("resolution")
    if not resolution:
        return None
    cited = [one for sentence in content.get("sentences") or () for one in sentence.get("citations") or ()]
    revision = f"{cited[0]['policy']}, revision {cited[0]['revision']}" if cited else ""
    return Offered(
        at=at,
        kind=RungKind(resolution["kind"]),
        rung=resolution.get("rung") or resolution["kind"],
        intent=resolution.get("intent") or "",
        amount=_money(resolution.get("amount")),
        revision=revision,
        edit_id=edit.id,
    )
