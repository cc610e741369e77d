"""Compare what was sent across agents: like tickets, unlike replies; and what the differences go with."""

from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Lock

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.checks.context import CheckContext
from drafter.checks.tone import check_tone
from drafter.commitments import CommitmentKind, commitments_in
from drafter.drafts import Draft
from drafter.granting import granted_by
from drafter.order_facts import facts_of
from drafter.people import placed_at
from drafter.quality.pairs import ComparedReply, Comparison, compare
from drafter.quality.spread import Answered, Share, between_agents, between_classes, centred
from drafter.quality.tone_weeks import ToneOverTime, ToneReply, tone_over_time
from drafter.resolutions import RungKind
from drafter.store import drafts as draft_store
from drafter.store import edits as edit_store
from drafter.store import tickets as ticket_store
from drafter.store.edits import EditRecord
from drafter.store.people import placements_of
from drafter.tickets import Ticket
from drafter.tones import in_language, in_tone
from drafter.wishes import Wish
from knowledge_base.wording import sentences_of

WEEKS = 12
NEW_DAYS = 90
MOST_REPLIES = 5000
BATCH = 500
KEPT_S, MOST_KEPT = 600, 8
NOT_TONE = ("Greeting:", "Name:", "Sign-off:", "Must be said", "Length:")  # how such findings begin
SENT = ("as_is", "edited", "scratch")
NEW, SETTLED = "under 90 days", "over 90 days"

# How much a decision gives away where no amount is said: only the order matters for the shares of variance.
COST: dict[str, float] = {
    RungKind.EXPLAIN: 0.0,
    RungKind.ESCALATE: 0.0,
    RungKind.EXCHANGE: 0.3,
    RungKind.REPLACE: 0.6,
    RungKind.CREDIT: 0.6,
    RungKind.PARTIAL_REFUND: 0.5,
    RungKind.REFUND: 1.0,
}


# A refund as a gift card is a credit, so that comes first.
_REMEDIES = (
    ("credit", RungKind.CREDIT),
    ("partial refund", RungKind.PARTIAL_REFUND),
    ("refund", RungKind.REFUND),
    ("replacement", RungKind.REPLACE),
    ("exchange", RungKind.EXCHANGE),
)


@dataclass(frozen=True)
class Across:
    """What comparing found over the last weeks.

    ``by_agent``, ``by_site`` and ``by_tenure`` are shares of the variance of resolutions,
    ``reviews_by_…`` of review scores; ``agents`` counts who sent them.  ``tone`` is of all of them together.
    """

    comparison: Comparison
    sent: int
    agents: int
    by_agent: Share
    by_site: Share
    by_tenure: Share
    reviews_by_agent: Share
    reviews_by_site: Share
    reviews_by_tenure: Share
    weeks: int
    tone: ToneOverTime


def compare_sent(session: Session, brands: Sequence[Brand], *, now: datetime, weeks: int = WEEKS) -> Across:
    """Return like tickets with unlike replies among what these brands sent, and what the differences go with."""
    since = now - timedelta(weeks=weeks)
    by_id = {brand.id: brand for brand in brands}
    found, on_tone = [], []
    for record, draft, ticket in _sent(session, list(by_id), since):
        found.append(_sent_reply(record, draft, ticket, by_id[record.brand_id]))
        on_tone.append(is_on_tone(record.sent_text or "", draft, ticket, by_id[record.brand_id]))
    tell = _Telling(session, list(by_id), {one.agent for one in found})
    told_of = [tell.answered(one, repr(one.like), _cost(one)) for one in found]
    resolutions = centred(told_of)
    scores = [tell.answered(one, "all", score) for one, score in _reviewed(session, found)]
    return Across(
        comparison=compare(found),
        sent=len(found),
        agents=len({reply.agent for reply in found}),
        by_agent=between_agents(resolutions),
        by_site=_between_sites(resolutions),
        by_tenure=_between_tenures(resolutions),
        reviews_by_agent=between_agents(scores),
        reviews_by_site=_between_sites(scores),
        reviews_by_tenure=_between_tenures(scores),
        weeks=weeks,
        tone=tone_over_time(
            [
                ToneReply(one.sent_at, one.agent, told.is_new, is_on)
                for one, told, is_on in zip(found, told_of, on_tone, strict=True)
            ],
            until=now,
            weeks=weeks,
        ),
    )


class _Telling:
    """Says of a reply whose it was: where they worked on that day, and whether they were new."""

    def __init__(self, session: Session, brand_ids: Sequence[str], agents: Collection[str]) -> None:
        self._first = edit_store.first_edits(session, brand_ids)
        self._placements = placements_of(session, agents)

    def answered(self, reply: ComparedReply, group: str, value: float) -> Answered:
        """Return a reply as what variance is split by."""
        placement = placed_at(self._placements.get(reply.agent, ()), reply.sent_at)
        if placement and placement.started_on:
            days = (reply.sent_at.date() - placement.started_on).days
        else:
            days = (reply.sent_at - self._first.get(reply.agent, reply.sent_at)).days
        return Answered(group, reply.agent, placement.site if placement else "", days < NEW_DAYS, value)


def _between_sites(replies: Sequence[Answered]) -> Share:
    placed = [one for one in replies if one.site]
    return between_classes(placed, {one.agent: one.site for one in placed})


def _between_tenures(replies: Sequence[Answered]) -> Share:
    return between_classes(replies, {one.agent: NEW if one.is_new else SETTLED for one in replies})


@dataclass
class RecentComparisons:
    """``compare_sent``, remembered for a few minutes for who goes from pair to pair: 5,000 replies take seconds."""

    _kept: OrderedDict[tuple[str, ...], tuple[object, Across]] = field(default_factory=OrderedDict, repr=False)
    _comparing: Lock = field(default_factory=Lock, repr=False)

    def compare_sent(self, session: Session, brands: Sequence[Brand], *, now: datetime) -> Across:
        """Return what ``compare_sent`` does; anew after a reply or a review, and every ten minutes."""
        key = tuple(sorted(brand.id for brand in brands))
        state = (edit_store.state_of(session, key), int(now.timestamp()) // KEPT_S)
        with self._comparing:  # a second reader waits for the first one's answer
            known = self._kept.get(key)
            if known is None or known[0] != state:
                known = self._kept[key] = (state, compare_sent(session, brands, now=now))
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return known[1]


def decision_of_text(text: str) -> tuple[str, Decimal | None]:
    """Return what a sent reply decides, a kind of resolution, and the amount it gives away, None where it says none."""
    said = commitments_in(text)
    remedies = {value for one in said if one.kind is CommitmentKind.REMEDY for value in one.values}
    remedies |= {one.subject.removesuffix(" (sum)") for one in said if one.kind is CommitmentKind.AMOUNT}
    kind = next((kind for word, kind in _REMEDIES if word in remedies), None)
    stated = (granted_by([one], None).value for one in sentences_of(text))
    decided = kind or next((RungKind(one) for one in stated if one != RungKind.EXPLAIN), RungKind.EXPLAIN)
    if decided is RungKind.EXPLAIN:
        return decided.value, None
    amounts = (_money(value) for one in said if one.kind is CommitmentKind.AMOUNT for value in one.values)
    return decided.value, max((amount for amount in amounts if amount is not None), default=None)


def is_on_tone(text: str, draft: Draft, ticket: Ticket, brand: Brand) -> bool:
    """Whether a sent reply keeps every rule of tone: of good manners, and of the brand's voice as it stands now.

    Today's rules for every week: else a new rule would look like a change of tone.  Greeting, name, sign-off,
    what must be said and length are left out: a helpdesk adds some of them, and none is tone.
    """
    sounding = in_language(in_tone(brand, Wish.read(draft.steer).tone), draft.language)
    found = check_tone(CheckContext(text=text, ticket=ticket, brand=sounding, language=draft.language))
    return all(one.message.startswith(NOT_TONE) for one in found)


def _sent(session: Session, brand_ids: Sequence[str], since: datetime) -> Iterator[tuple[EditRecord, Draft, Ticket]]:
    before, seen = None, 0
    while seen < MOST_REPLIES:
        batch = edit_store.list_edits(session, brand_ids=brand_ids, before=before, limit=BATCH)
        drafts = draft_store.drafts_by_id(session, {one.draft_id for one in batch})
        tickets = ticket_store.tickets_by_id(session, {one.ticket_id for one in batch})
        for one in batch:
            if one.created_at < since:
                return
            if one.edit.outcome.value in SENT and one.sent_text and one.draft_id in drafts:
                seen += 1
                yield one, drafts[one.draft_id], tickets[one.ticket_id]
        if len(batch) < BATCH:
            return
        before = batch[-1].id


def _sent_reply(record: EditRecord, draft: Draft, ticket: Ticket, brand: Brand) -> ComparedReply:
    cited = [one for sentence in draft.sentences for one in sentence.citations]
    decision, amount = decision_of_text(record.sent_text or "")
    intent = draft.resolution.intent if draft.resolution and draft.resolution.intent else ""
    return ComparedReply(
        key=record.id,
        agent=record.actor_id,
        brand_id=record.brand_id,
        intent=intent or (" > ".join((cited[0].policy, *cited[0].heading)) if cited else ticket.subject.lower()),
        revision_ids=frozenset({cited[0].revision_id} if cited else ()),
        resolution=decision,
        sent_at=record.created_at,
        amount=amount,
        order_facts=_bands(ticket, brand, record.created_at),
    )


def _bands(ticket: Ticket, brand: Brand, at: datetime) -> dict[str, str]:
    """Return the order's facts that decide, in bands wide enough that like orders are alike."""
    facts = facts_of(ticket, brand, brand.day_of(at))
    if not facts.get("order_known"):
        return {}
    bands: dict[str, str] = {
        name: str(facts[name]) for name in ("status", "seller_fulfilled", "disputed") if name in facts
    }
    age = facts.get("days_since_delivery")
    if isinstance(age, int):
        bands["delivered"] = next((f"up to {days} days" for days in (30, 60, 90) if age <= days), "over 90 days")
    price = facts.get("item_price") or facts.get("total")
    if isinstance(price, Decimal):
        bands["value"] = next((f"up to {top}" for top in (20, 50, 100, 200, 500) if price <= top), "over 500")
    return bands


def _cost(reply: ComparedReply) -> float:
    return COST.get(reply.resolution, 0.0)


def _reviewed(session: Session, replies: Sequence[ComparedReply]) -> list[tuple[ComparedReply, float]]:
    """Return the reviewed ones of these replies, each with its review's score."""
    by_key = {reply.key: reply for reply in replies}
    found, before = [], None
    brand_ids = list({reply.brand_id for reply in replies})
    while batch := edit_store.list_reviews(session, brand_ids=brand_ids, before=before, limit=BATCH):
        found += [(by_key[one.edit_id], one.score) for one in batch if one.edit_id in by_key and one.score is not None]
        before = batch[-1].id
    return found


def _money(value: str) -> Decimal | None:
    number = value.rpartition(" ")[2].replace(",", "")
    try:
        return Decimal(number)
    except ArithmeticError:
        return None
