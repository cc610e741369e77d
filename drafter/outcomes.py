"""What became of tickets afterwards: was one contact enough, was money given back, did the customer buy again.

Definitions and windows are those of the quality spec, section 11.  A verdict stands only once its window
is over; until then it is open, and counted as such.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from drafter.resolutions import CONCESSIONS, MONEY, RungKind


class Happening(StrEnum):
    """What may happen to a ticket or an order."""

    SOLVED = "solved"
    REOPENED = "reopened"
    ESCALATED = "escalated"
    RATED = "rated"
    PLACED = "placed"
    REFUNDED = "refunded"
    EXCHANGED = "exchanged"
    RETURNED = "returned"
    CHARGED_BACK = "charged_back"


OF_TICKETS = frozenset({Happening.SOLVED, Happening.REOPENED, Happening.ESCALATED, Happening.RATED})


class Metric(StrEnum):
    """A share of tickets or customers that is reported."""

    FIRST_CONTACT = "first_contact"
    ESCALATED = "escalated"
    REFUND_AVOIDED = "refund_avoided"
    BOUGHT_AGAIN = "bought_again"
    REOPENED = "reopened"


class Verdict(StrEnum):
    """``open``: the window is not over; ``out``: the figure is not about this ticket."""

    YES = "yes"
    NO = "no"
    OPEN = "open"
    OUT = "out"


@dataclass(frozen=True)
class Windows:
    """How many days each figure waits: of 3, 7 or 14 for a contact, of 30, 60 or 90 for another purchase."""

    contact_days: int = 7
    purchase_days: int = 30
    refund_days: int = 30
    reopen_days: int = 7


CONTACT_DAYS = (3, 7, 14)
PURCHASE_DAYS = (30, 60, 90)


@dataclass(frozen=True)
class Happened:
    """One event; ``score`` is 0 to 1 of a rating, ``amount`` money in the order's currency."""

    kind: Happening
    at: datetime
    order_number: str | None = None
    amount: Decimal | None = None
    score: float | None = None


@dataclass(frozen=True)
class Offered:
    """What a sent reply offered: the rung of its draft, with the revision that it cites first.

    ``revision`` is as people read it ("Returns, revision 3"); ``edit_id`` opens the reply.
    """

    at: datetime
    kind: RungKind
    rung: str
    intent: str = ""
    amount: Decimal | None = None
    revision: str = ""
    edit_id: str | None = None


@dataclass(frozen=True)
class Story:
    """All that is known of one ticket and what came after it; every moment is aware.

    ``returns`` are when the same customer opened another ticket on the same order or intent.
    ``reply`` is the outcome class of its sent reply (``as_is``, ``edited``, ``scratch``, ``no_draft``).
    ``is_held_back`` is what chance chose, None where nothing was chosen.
    """

    ticket_id: str
    external_id: str
    brand_id: str
    created_at: datetime
    customer: str | None = None
    asks_refund: bool | None = None
    requests: tuple[datetime, ...] = ()
    replies: tuple[datetime, ...] = ()
    events: tuple[Happened, ...] = ()
    returns: tuple[datetime, ...] = ()
    purchases: tuple[datetime, ...] = ()
    offers: tuple[Offered, ...] = ()
    was_refunded: bool = False
    was_charged_back: bool = False
    reply: str = "no_draft"
    edit_id: str | None = None
    is_held_back: bool | None = None

    def first(self, kind: Happening) -> datetime | None:
        """When something of this kind first happened."""
        return min((one.at for one in self.events if one.kind is kind), default=None)


@dataclass(frozen=True)
class OfferVerdict:
    """What became of the last offer: taken as it was, and whether anything was conceded in the end."""

    offer: Offered
    accepted: Verdict
    conceded: Verdict


@dataclass(frozen=True)
class TicketOutcome:
    """A ticket's verdicts with the reason of each; ``first_reply_s`` in seconds, ``satisfaction`` 0 to 100."""

    story: Story
    solved_at: datetime | None
    first_reply_s: float | None
    satisfaction: float | None
    verdicts: Mapping[Metric, Verdict]
    reasons: Mapping[Metric, str] = field(default_factory=dict)
    offer: OfferVerdict | None = None


_REFUND = re.compile(
    r"\b(?:refund\w*|(?:my|the|our) money(?! order)|money back|reimburs\w*|charge ?back|pay me back"
    r"|geld zur[uü]ck\w*|zur[uü]ck(?:zahl|erstatt)\w*|r[uü]ck(?:zahl|erstatt)\w*|erstatt\w*|rembours\w*"
    r"|reembols\w*|(?:devolver|devuelv\w*|devoluci[oó]n)\b.{0,20}\bdinero|mi dinero|terugbeta\w*|geld terug"
    r"|rimbors\w*)",
    re.I | re.S,
)
# One of these is in whatever the expression finds; looking for them first takes a hundredth of its time.
_STEMS = (
    *("refund", "money", "reimburs", "charge", "pay me back", "geld zur", "ckzahl", "erstatt"),
    *("rembours", "reembols", "dinero", "terug", "rimbors"),
)
_RANK = {
    RungKind.EXPLAIN: 0,
    RungKind.ESCALATE: 0,
    RungKind.EXCHANGE: 1,
    RungKind.REPLACE: 2,
    RungKind.CREDIT: 3,
    RungKind.PARTIAL_REFUND: 4,
    RungKind.REFUND: 5,
}
OFFER_DAYS = 30


def asks_for_refund(words: str) -> bool:
    """Whether a customer's words ask for money back, in any language that drafts are written in."""
    lowered = words.lower()
    return any(stem in lowered for stem in _STEMS) and bool(_REFUND.search(words))


def outcome_of(story: Story, *, now: datetime, windows: Windows | None = None) -> TicketOutcome:
    """Return what became of a ticket as far as ``now`` tells."""
    span = windows or Windows()
    solved = story.first(Happening.SOLVED)
    found = {
        Metric.FIRST_CONTACT: _first_contact(story, solved, now, timedelta(days=span.contact_days)),
        Metric.ESCALATED: _escalated(story, solved),
        Metric.REFUND_AVOIDED: _refund_avoided(story, solved, now, timedelta(days=span.refund_days)),
        Metric.BOUGHT_AGAIN: _bought_again(story, solved, now, timedelta(days=span.purchase_days)),
        Metric.REOPENED: _reopened(story, solved, now, timedelta(days=span.reopen_days)),
    }
    scores = sorted(
        (one.at, one.score) for one in story.events if one.kind is Happening.RATED and one.score is not None
    )
    return TicketOutcome(
        story=story,
        solved_at=solved,
        first_reply_s=_first_reply_s(story),
        satisfaction=scores[-1][1] * 100 if scores else None,
        verdicts={metric: verdict for metric, (verdict, _) in found.items()},
        reasons={metric: reason for metric, (_, reason) in found.items()},
        offer=_offer(story, now),
    )


def bought_again(story: Story, *, now: datetime, days: int) -> Verdict:
    """Return whether the customer placed another order within so many days of solving, as ``outcome_of`` does."""
    return _bought_again(story, story.first(Happening.SOLVED), now, timedelta(days=days))[0]


Told = tuple[Verdict, str]
_NOT_SOLVED: Told = (Verdict.OUT, "Not solved yet.")


def _first_contact(story: Story, solved: datetime | None, now: datetime, window: timedelta) -> Told:
    if solved is None:
        return _NOT_SOLVED
    if now < solved + window:
        return Verdict.OPEN, _until(solved + window)
    episodes = _episodes([at for at in story.requests if at <= solved], story.replies)
    if episodes > 1:
        return Verdict.NO, f"The customer had to write {episodes} times."
    if _within(_times(story, Happening.REOPENED), solved, window):
        return Verdict.NO, "It was reopened."
    if _within(story.returns, story.created_at, solved + window - story.created_at):
        return Verdict.NO, "The customer opened another ticket about it."
    return Verdict.YES, "Solved with one contact."


def _episodes(requests: Sequence[datetime], replies: Sequence[datetime]) -> int:
    """Count runs of the customer's messages that no reply interrupts."""
    turns = sorted([(at, 0) for at in requests] + [(at, 1) for at in replies])
    whose = [who for _, who in turns]
    return sum(who == 0 and (place == 0 or whose[place - 1] == 1) for place, who in enumerate(whose))


def _escalated(story: Story, solved: datetime | None) -> Told:
    if not story.replies:
        return Verdict.OUT, "Not answered yet."
    moved = [at for at in _times(story, Happening.ESCALATED) if solved is None or at <= solved]
    if moved:
        return Verdict.YES, "It was handed to somebody else."
    return (Verdict.OPEN, "Not solved yet.") if solved is None else (Verdict.NO, "Solved where it began.")


def _refund_avoided(story: Story, solved: datetime | None, now: datetime, window: timedelta) -> Told:
    if not story.asks_refund:
        return Verdict.OUT, "No refund was asked for." if story.asks_refund is False else "The words were erased."
    if solved is None or now < solved + window:
        return Verdict.OPEN, "Not solved yet." if solved is None else _until(solved + window)
    end = solved + window
    if story.was_charged_back or any(at <= end for at in _times(story, Happening.CHARGED_BACK)):
        return Verdict.NO, "The payment was charged back."
    if story.was_refunded or any(at <= end for at in _times(story, Happening.REFUNDED)):
        return Verdict.NO, "Money was given back."
    return Verdict.YES, "Closed without refund or chargeback."


def _bought_again(story: Story, solved: datetime | None, now: datetime, window: timedelta) -> Told:
    if solved is None:
        return _NOT_SOLVED
    if story.customer is None:
        return Verdict.OUT, "The customer is not known."
    if now < solved + window:
        return Verdict.OPEN, _until(solved + window)
    if _within(story.purchases, solved, window):
        return Verdict.YES, "Placed another order."
    return Verdict.NO, "No order since."


def _reopened(story: Story, solved: datetime | None, now: datetime, window: timedelta) -> Told:
    if solved is None:
        return _NOT_SOLVED
    if now < solved + window:
        return Verdict.OPEN, _until(solved + window)
    if _within(_times(story, Happening.REOPENED), solved, window):
        return Verdict.YES, "It was reopened."
    return Verdict.NO, "It stayed solved."


def _offer(story: Story, now: datetime) -> OfferVerdict | None:
    """Return what became of the first offer: whatever was given later counts against it."""
    offers = sorted(story.offers, key=lambda one: (one.at, one.rung))
    if not offers:
        return None
    offer, window = offers[0], timedelta(days=OFFER_DAYS)
    if now < offer.at + window:
        return OfferVerdict(offer, Verdict.OPEN, Verdict.OPEN)
    end = offer.at + window
    later = [one for one in offers[1:] if one.at <= end and _is_higher(one, offer)]
    given = [one for one in story.events if offer.at < one.at <= end and _gives_more(one, offer)]
    accepted = Verdict.NO if later or given else Verdict.YES
    is_conceded = offer.kind in CONCESSIONS or any(one.kind in CONCESSIONS for one in later) or bool(given)
    return OfferVerdict(offer, accepted, Verdict.YES if is_conceded else Verdict.NO)


def _is_higher(later: Offered, offer: Offered) -> bool:
    if _RANK[later.kind] != _RANK[offer.kind]:
        return _RANK[later.kind] > _RANK[offer.kind]
    return later.amount is not None and offer.amount is not None and later.amount > offer.amount


def _gives_more(event: Happened, offer: Offered) -> bool:
    """Whether an event gave the customer more than was offered; a chargeback always did."""
    if event.kind is Happening.CHARGED_BACK:
        return True
    if event.kind is Happening.EXCHANGED:
        return _RANK[offer.kind] < _RANK[RungKind.EXCHANGE]
    if event.kind is not Happening.REFUNDED:
        return False
    if offer.kind not in MONEY:
        return True
    if offer.amount is not None and event.amount is not None:
        return event.amount > offer.amount
    return offer.kind is not RungKind.REFUND and event.amount is None


def _first_reply_s(story: Story) -> float | None:
    asked = min(story.requests, default=None)
    answered = min((at for at in story.replies if asked is not None and at >= asked), default=None)
    return (answered - asked).total_seconds() if asked is not None and answered is not None else None


def _times(story: Story, kind: Happening) -> list[datetime]:
    return [one.at for one in story.events if one.kind is kind]


def _within(moments: Sequence[datetime], since: datetime, window: timedelta) -> bool:
    """Whether one of the moments lies after ``since`` and up to the end of the window, which counts."""
    return any(since < at <= since + window for at in moments)


def _until(end: datetime) -> str:
    return f"Known from {end.day} {end:%B %Y}."
