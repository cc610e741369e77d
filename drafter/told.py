"""What we already told a person, and what in a text contradicts it.

Records are typed and read from the replies that went out whenever they are wanted; nothing of
them is stored, so that they vanish with the reply they were read from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from drafter.assertions import is_same_thing
from drafter.commitments import Commitment, CommitmentKind, commitments_in
from drafter.orders import Order
from knowledge_base.facts import FactKind, find_facts

MOST_REPLIES = 5
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PROMISED = frozenset({"delivery", "dispatch", "refund", "reply", "visit", "pickup"})


@dataclass(frozen=True)
class EarlierReply:
    """A public reply that went out, with the ticket (``ticket`` is the helpdesk's number) and order it belonged to.

    ``id`` is the message's own within its ticket.
    """

    id: str
    ticket_id: str
    text: str
    sent_at: datetime
    ticket: str = ""
    order_number: str | None = None


@dataclass(frozen=True)
class Told:
    """One thing we told a person, in one reply.

    ``due`` is the day by which we said something would be done, ``is_kept`` whether it was;
    offsets are those of the sentence in the reply ``reply_id``.
    """

    commitment: Commitment
    at: datetime
    ticket_id: str
    reply_id: str
    ticket: str = ""
    order_number: str | None = None
    due: date | None = None
    is_kept: bool = False

    @property
    def kind(self) -> CommitmentKind:
        """What it settles: an amount, a day, a decision and so on."""
        return self.commitment.kind

    @property
    def value(self) -> str:
        """What was said, in normal form: ``refund (sum): USD 45.00``."""
        return f"{self.commitment.subject}: {', '.join(sorted(self.commitment.values))}"

    @property
    def reference(self) -> str:
        """Names the sentence in the stored reply: ``tkt_1/m2:0-34``."""
        return f"{self.ticket_id}/{self.reply_id}:{self.commitment.start}-{self.commitment.end}"

    def is_overdue(self, today: date) -> bool:
        """Whether a promised day has passed and nothing shows that the promise was kept."""
        return self.due is not None and self.due < today and not self.is_kept


def told_by(replies: Sequence[EarlierReply], *, order: Order | None = None) -> tuple[Told, ...]:
    """Return what the newest replies told; a promise is kept where the order or a later reply shows it."""
    newest = sorted(replies, key=lambda one: (one.sent_at, one.id), reverse=True)[:MOST_REPLIES]
    later: list[Commitment] = []
    found: list[Told] = []
    for reply in newest:
        commitments = commitments_in(reply.text)
        for one in commitments:
            due = _due(one, reply)
            told = Told(one, reply.sent_at, reply.ticket_id, reply.id, reply.ticket, reply.order_number, due)
            found.append(replace(told, is_kept=due is not None and _is_kept(told, later, order)))
        later += commitments
    return tuple(found)


def overdue(told: Sequence[Told], today: date) -> tuple[Told, ...]:
    """Return the promises whose day has passed unkept, the oldest day first."""
    late = [one for one in told if one.is_overdue(today)]
    return tuple(sorted(late, key=lambda one: (one.due or today, one.reply_id, one.commitment.start)))


def contradicted_by(text: str, told: Sequence[Told]) -> tuple[tuple[Commitment, Told], ...]:
    """Return each statement of a text that contradicts what we told, with the newest record it contradicts.

    What owns up to the change ("as an exception", "earlier I wrote ..., that was wrong") is an
    update, not a contradiction.
    """
    found: list[tuple[Commitment, Told]] = []
    said = commitments_in(text)
    for one in said:
        if one.is_update:
            continue
        earlier = [record for record in told if _is_same_matter(one, record.commitment)]
        if any(_agrees(one, record.commitment, record.at) for record in earlier[:1]):
            continue
        clash = next((record for record in earlier if not _agrees(one, record.commitment, record.at)), None)
        if clash and not any(known[0].start == one.start and known[1] is clash for known in found):
            found.append((one, clash))
    return tuple(_one_each(found))


def _one_each(found: Sequence[tuple[Commitment, Told]]) -> list[tuple[Commitment, Told]]:
    """Keep one contradiction for each pair of sentences: amount and remedy of one sentence tell the same."""
    kept: dict[tuple[int, str, int], tuple[Commitment, Told]] = {}
    for one, record in found:
        kept.setdefault((one.start, record.reply_id, record.commitment.start), (one, record))
    return [*kept.values()]


def _is_same_matter(now: Commitment, earlier: Commitment) -> bool:
    if (now.kind, now.subject) != (earlier.kind, earlier.subject):
        return False
    if now.kind is CommitmentKind.ASSERTION:
        return is_same_thing(now.things, earlier.things, aspect=now.subject)
    if now.things and earlier.things and not now.things & earlier.things:
        return now.kind in (CommitmentKind.PAYER, CommitmentKind.PERIOD) and now.subject != "voucher"
    return True


def _agrees(now: Commitment, earlier: Commitment, at: datetime) -> bool:
    if now.values & earlier.values:
        return True
    if now.subject == "date":
        return now.is_past or _days_agree(now.values, earlier.values, at)
    if now.subject == "cost" and "free" not in now.values | earlier.values:
        return True  # the sums are compared as such
    if now.kind is CommitmentKind.DAY:
        return now.is_past or _days_agree(now.values, earlier.values, at)
    return False


def _days_agree(now: frozenset[str], earlier: frozenset[str], at: datetime) -> bool:
    """Whether two days can be the same: weekdays, days without a year, full dates."""
    known = {day for value in earlier if (day := _day(value, at.date()))}
    claimed = {day for value in now if (day := _day(value, at.date()))}
    return not known or not claimed or bool(known & claimed)


def _day(value: str, near: date) -> date | None:
    """Read a day as one that follows ``near``: "friday", "14 March", "2026-03-14"."""
    if value in _WEEKDAYS:
        return near + timedelta(days=(_WEEKDAYS.index(value) - near.weekday()) % 7)
    for text in (value, f"{value} {near.year}"):
        facts = [fact for fact in find_facts(text) if fact.kind is FactKind.DATE]
        for fact in facts:
            try:
                day = date.fromisoformat(fact.value)
            except ValueError:
                continue
            return day if day >= near - timedelta(days=60) or text == value else day.replace(year=near.year + 1)
    return None


def _due(one: Commitment, reply: EarlierReply) -> date | None:
    if one.is_past or one.subject.split(" time")[0] not in _PROMISED:
        return None
    near = reply.sent_at.date()
    if one.kind is CommitmentKind.DAY:
        return max((day for value in one.values if (day := _day(value, near))), default=None)
    if one.kind is CommitmentKind.PERIOD:
        return max((day for value in one.values if (day := _after(near, value))), default=None)
    return None


def _after(start: date, value: str) -> date | None:
    number, _, unit = value.partition(" ")
    days = int(Decimal(number))
    if unit == "days":
        return start + timedelta(days=days)
    if unit == "business days" and days < 100:
        day = start
        while days:
            day += timedelta(days=1)
            days -= day.weekday() < 5
        return day
    return None


def _is_kept(told: Told, later: Sequence[Commitment], order: Order | None) -> bool:
    subject = told.commitment.subject.removesuffix(" time")
    if any(one.is_past and one.subject.removesuffix(" time").startswith(subject) for one in later):
        return True
    if order is None or (told.order_number and order.order_number and told.order_number != order.order_number):
        return False
    since = told.at.date()
    if subject == "refund":
        return bool(order.refunds) or any(paid.refunded for paid in order.payments)
    days = [order.delivered_on, *(parcel.delivered_on for parcel in order.shipments)]
    if subject == "dispatch":
        days += [parcel.shipped_on for parcel in order.shipments]
    return subject in ("delivery", "dispatch") and any(day and day >= since for day in days)
