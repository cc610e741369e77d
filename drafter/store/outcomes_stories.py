"""Tickets read as stories: what was asked, answered and offered, and what came after; in batches, oldest first."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select, tuple_
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

BATCH = 1000
SENT = (Outcome.AS_IS.value, Outcome.EDITED.value, Outcome.SCRATCH.value)
Cursor = tuple[datetime, str]
_K = TypeVar("_K")
_V = TypeVar("_V")
Customer = tuple[str, str | None]  # a brand's id and a requester key

# Rows are read as columns, and of JSON only the parts that are asked for: whole rows were nine tenths of the time.
_TICKET = (
    TicketRow.id,
    TicketRow.external_id,
    TicketRow.brand_id,
    TicketRow.created_at,
    TicketRow.requester_key,
    TicketRow.order_number,
    TicketRow.subject,
    TicketRow.erased_at,
    TicketRow.details["tags"].as_string().label("tags"),
    TicketRow.details[("order", "payments")].as_string().label("payments"),
    TicketRow.details[("order", "refunds")].as_string().label("refunds"),
)
_EVENT = (
    OutcomeEventRow.id.label("event_id"),
    OutcomeEventRow.kind,
    OutcomeEventRow.at,
    OutcomeEventRow.order_number,
    OutcomeEventRow.amount,
    OutcomeEventRow.score,
)


@dataclass(frozen=True)
class _Sibling:
    """Another ticket of the same customer."""

    ticket_id: str
    at: datetime
    order_number: str | None
    intent: str | None
    ordered_at: datetime | None


@dataclass
class _Turns:
    """Who wrote when on a ticket, and what the customer wrote first."""

    requests: list[datetime]
    replies: list[datetime]
    first: str | None = None


def read_stories(
    session: Session,
    brand_ids: Sequence[str],
    *,
    since: datetime | None = None,
    after: Cursor | None = None,
    limit: int = BATCH,
) -> tuple[tuple[Story, ...], Cursor | None]:
    """Return one batch of stories of tickets opened since a moment, and where to go on; None at the end."""
    place = (TicketRow.created_at, TicketRow.id)
    wanted: list[ColumnElement[bool]] = [TicketRow.brand_id.in_(brand_ids)]
    if since:
        wanted.append(TicketRow.created_at >= since)
    if after:  # the first bound is for the index, which an "or" does not use
        at, ticket_id = after
        later = and_(TicketRow.created_at == at, TicketRow.id > ticket_id)
        wanted += [TicketRow.created_at >= at, or_(TicketRow.created_at > at, later)]
    keys = session.execute(select(*place).where(*wanted).order_by(*place).limit(limit)).all()
    if not keys:
        return (), None
    at, ticket_id = keys[-1]
    sooner = and_(TicketRow.created_at == at, TicketRow.id <= ticket_id)
    wanted += [TicketRow.created_at <= at, or_(TicketRow.created_at < at, sooner)]
    stories = _Reading(session, and_(*wanted)).stories()
    return stories, (at, ticket_id) if len(keys) == limit else None


class _Reading:
    """Everything that a batch of tickets needs, each kind read with one query over all of them."""

    def __init__(self, session: Session, is_mine: ColumnElement[bool]) -> None:
        self._session, self._is_mine = session, is_mine
        self._mine = select(TicketRow.id).where(is_mine)
        query = select(*_TICKET).where(is_mine).order_by(TicketRow.created_at, TicketRow.id)
        self._tickets = session.execute(query).all()
        known = select(TicketRow.brand_id, TicketRow.requester_key).where(is_mine, TicketRow.requester_key.is_not(None))
        self._customers = known.distinct()
        self._turns = self._read_turns()
        self._replies = self._read_replies()
        self._offers, self._edits = self._read_offers()
        self._events = self._read_events()
        self._siblings = self._read_siblings()
        self._purchases = self._read_purchases()
        self._chosen = self._read_chosen()

    def stories(self) -> tuple[Story, ...]:
        return tuple(self._story(one) for one in self._tickets)

    def _story(self, row: Row[Any]) -> Story:
        turns, offers = self._turns.get(row.id) or _Turns([], []), self._offers.get(row.id, ())
        edit_id, outcome = self._edits.get(row.id, (None, "no_draft"))
        intent = offers[0].intent if offers else None
        key = (row.brand_id, row.requester_key)
        others = [one for one in self._siblings.get(key, ()) if one.ticket_id != row.id]
        ordered = [one.ordered_at for one in others if one.ordered_at and one.order_number != row.order_number]
        bought = [at for number, at in self._purchases.get(key, ()) if number is None or number != row.order_number]
        return Story(
            ticket_id=row.id,
            external_id=row.external_id,
            brand_id=row.brand_id,
            created_at=row.created_at,
            customer=row.requester_key,
            asks_refund=_asks_refund(row, turns.first, intent),
            requests=tuple(turns.requests) or (row.created_at,),
            replies=tuple(sorted({*turns.replies, *self._replies.get(row.id, ())})),
            events=tuple(sorted(self._events.get(row.id, ()), key=lambda one: (one.at, one.kind))),
            returns=tuple(sorted(one.at for one in others if _is_same_matter(one, row.order_number, intent))),
            purchases=tuple(sorted({*ordered, *bought})),
            offers=tuple(offers),
            was_refunded=_was_refunded(row),
            was_charged_back=any(one.get("disputed") for one in _listed(row.payments)),
            reply=outcome,
            edit_id=edit_id,
            is_held_back=self._chosen.get(row.id),
        )

    def _read_turns(self) -> Mapping[str, _Turns]:
        found: dict[str, _Turns] = {}
        words = case((MessageRow.author == Author.REQUESTER.value, MessageRow.text))
        query = select(MessageRow.ticket_id, MessageRow.author, MessageRow.created_at, words)
        public = query.where(MessageRow.ticket_id.in_(self._mine), MessageRow.is_public)
        for ticket_id, author, at, text in self._session.execute(
            public.order_by(MessageRow.ticket_id, MessageRow.position)
        ):
            turns = found.get(ticket_id) or found.setdefault(ticket_id, _Turns([], []))
            if author == Author.REQUESTER:
                turns.first = text if turns.first is None else turns.first
                turns.requests += [at] if at else []
            elif author == Author.AGENT and at:
                turns.replies.append(at)
        return found

    def _read_replies(self) -> Mapping[str, list[datetime]]:
        query = select(ReplyRow.ticket_id, ReplyRow.sent_at).where(ReplyRow.ticket_id.in_(self._mine))
        return _grouped((ticket_id, at) for ticket_id, at in self._session.execute(query))

    def _read_offers(self) -> tuple[Mapping[str, list[Offered]], Mapping[str, tuple[str, str]]]:
        """Return what sent replies offered, oldest first, and id and outcome of each ticket's first sent reply."""
        drafts = select(DraftRow.id).where(DraftRow.ticket_id.in_(self._mine))
        newest = select(func.max(EditRow.seq)).where(EditRow.draft_id.in_(drafts)).group_by(EditRow.draft_id)
        rows = self._session.execute(
            select(
                EditRow.id,
                EditRow.ticket_id,
                EditRow.outcome,
                func.coalesce(ReplyRow.sent_at, EditRow.created_at, type_=EditRow.created_at.type),
                DraftTextRow.content["resolution"],
                DraftTextRow.content["sentences"].as_string(),
            )
            .join(DraftTextRow, DraftTextRow.draft_id == EditRow.draft_id)
            .outerjoin(ReplyRow, ReplyRow.id == EditRow.reply_id)
            .where(EditRow.seq.in_(newest), EditRow.outcome.in_(SENT))
            .order_by(EditRow.seq)
        )
        offers: dict[str, list[Offered]] = defaultdict(list)
        edits: dict[str, tuple[str, str]] = {}
        for edit_id, ticket_id, outcome, at, resolution, sentences in rows:
            edits.setdefault(ticket_id, (edit_id, outcome))
            if resolution:
                offers[ticket_id].append(_offered(edit_id, resolution, sentences, at))
        return offers, edits

    def _read_events(self) -> Mapping[str, list[Happened]]:
        told = select(OutcomeEventRow.ticket_id, *_EVENT).where(OutcomeEventRow.ticket_id.in_(self._mine))
        is_of_order = and_(
            OutcomeEventRow.brand_id == TicketRow.brand_id, OutcomeEventRow.order_number == TicketRow.order_number
        )
        of_orders = select(TicketRow.id, *_EVENT).join(OutcomeEventRow, is_of_order).where(self._is_mine)
        # An event may be told of the ticket and of its order at once; it happened once.
        read: list[Any] = [*self._session.execute(told), *self._session.execute(of_orders)]
        rows = {(row[0], row.event_id): row for row in read}
        found: dict[str, list[Happened]] = _grouped((row[0], _happened(row)) for row in rows.values())
        handed = select(HandoverRow.ticket_id, HandoverRow.created_at).where(HandoverRow.ticket_id.in_(self._mine))
        decided = (
            select(DraftRow.ticket_id, DecisionRow.created_at)
            .join(DraftRow, DraftRow.id == DecisionRow.draft_id)
            .where(DraftRow.ticket_id.in_(self._mine), DecisionRow.kind == DecisionKind.ESCALATED.value)
        )
        for ticket_id, at in (*self._session.execute(handed), *self._session.execute(decided)):
            found.setdefault(ticket_id, []).append(Happened(Happening.ESCALATED, at))
        return found

    def _read_siblings(self) -> Mapping[Customer, list[_Sibling]]:
        """Return all tickets of the batch's customers who wrote more than one."""
        known = self._customers.subquery()
        is_theirs = and_(TicketRow.brand_id == known.c.brand_id, TicketRow.requester_key == known.c.requester_key)
        several = (
            select(known.c.brand_id, known.c.requester_key)
            .join(TicketRow, is_theirs)
            .group_by(known.c.brand_id, known.c.requester_key)
            .having(func.count() > 1)
        )
        theirs = tuple_(TicketRow.brand_id, TicketRow.requester_key).in_(several)
        intents: dict[str, str | None] = dict(
            self._session.execute(
                select(DraftRow.ticket_id, DraftTextRow.content[("resolution", "intent")].as_string())
                .join(DraftTextRow, DraftTextRow.draft_id == DraftRow.id)
                .where(DraftRow.ticket_id.in_(select(TicketRow.id).where(theirs)))
                .order_by(DraftRow.id)
            ).all()
        )
        rows = self._session.execute(
            select(
                TicketRow.brand_id,
                TicketRow.requester_key,
                TicketRow.id,
                TicketRow.created_at,
                TicketRow.order_number,
                TicketRow.details[("order", "ordered_at")].as_string(),
                TicketRow.details[("order", "ordered_on")].as_string(),
            ).where(theirs)
        )
        return _grouped(
            ((brand_id, key), _Sibling(ticket_id, at, number, intents.get(ticket_id) or None, _ordered_at(moment, day)))
            for brand_id, key, ticket_id, at, number, moment, day in rows
        )

    def _read_purchases(self) -> Mapping[Customer, list[tuple[str | None, datetime]]]:
        customer = tuple_(OutcomeEventRow.brand_id, OutcomeEventRow.requester_key)
        query = select(
            OutcomeEventRow.brand_id, OutcomeEventRow.requester_key, OutcomeEventRow.order_number, OutcomeEventRow.at
        ).where(customer.in_(self._customers), OutcomeEventRow.kind == Happening.PLACED.value)
        return _grouped(((brand_id, key), (number, at)) for brand_id, key, number, at in self._session.execute(query))

    def _read_chosen(self) -> Mapping[str, bool]:
        shares = newest_shares(self._session, sorted({one.brand_id for one in self._tickets}))
        query = select(HoldbackRow.ticket_id, HoldbackRow.brand_id, HoldbackRow.share, HoldbackRow.is_held_back)
        rows = self._session.execute(query.where(HoldbackRow.ticket_id.in_(self._mine)))
        return {one.ticket_id: one.is_held_back for one in rows if one.share == shares.get(one.brand_id)}


def _grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, list[_V]]:
    found: dict[_K, list[_V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _listed(text: str | None) -> Sequence[Any]:
    """Read a list of JSON; nearly all are empty, which takes no reading."""
    return json.loads(text) if text and text not in ("[]", "null") else ()


@lru_cache(maxsize=4096)  # of many orders only the day is known, and a customer's tickets are met once for each batch
def _ordered_at(moment: str | None, day: str | None) -> datetime | None:
    """When an order of ticket facts was placed: the moment, else the start of its day."""
    try:
        if moment:
            at = datetime.fromisoformat(moment)
            return at if at.tzinfo else at.replace(tzinfo=UTC)
        return datetime.combine(date.fromisoformat(day), time(), UTC) if day else None
    except ValueError:
        return None


def _was_refunded(row: Row[Any]) -> bool:
    paid_back = (one.get("refunded") for one in _listed(row.payments))
    return any(_money(one) for one in (*_listed(row.refunds), *paid_back))


def _money(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None


def _asks_refund(row: Row[Any], first: str | None, intent: str | None) -> bool | None:
    """Whether a refund was asked for; None where the words were erased and nothing else tells."""
    if asks_for_refund(" ".join((intent or "", *_listed(row.tags)))):
        return True
    if row.erased_at is not None:
        return None
    return asks_for_refund(f"{row.subject}\n{first or ''}")


def _is_same_matter(other: _Sibling, order_number: str | None, intent: str | None) -> bool:
    same_order = order_number is not None and other.order_number == order_number
    return same_order or (intent is not None and other.intent == intent)


def _happened(row: Row[Any]) -> Happened:
    return Happened(Happening(row.kind), row.at, row.order_number, _money(row.amount), row.score)


def _offered(edit_id: str, resolution: Mapping[str, Any], sentences: str | None, at: datetime) -> Offered:
    said = json.loads(sentences) if sentences and '"policy"' in sentences else ()
    cited = next((one for sentence in said for one in sentence.get("citations") or ()), None)
    return Offered(
        at=at,
        kind=RungKind(resolution["kind"]),
        rung=resolution.get("rung") or resolution["kind"],
        intent=resolution.get("intent") or "",
        amount=_money(resolution.get("amount")),
        revision=f"{cited['policy']}, revision {cited['revision']}" if cited else "",
        edit_id=edit_id,
    )
