"""The demo brand's past weeks: what the simulator says happened, told in tickets, drafts and replies.

Pure: drafts are handed in.  Customers' first names and order numbers have one length each, so that a
draft written once serves many tickets without a shift of its sentences.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from drafter.drafts import Draft, DraftStatus
from drafter.orders import Order, OrderItem
from drafter.quality.simulation import START, SimulatedReply, World, simulate
from drafter.tickets import Author, Message, Requester, Ticket, TicketStatus
from knowledge_base.foundation.ids import id_at
from webhook.demo.playing import play
from webhook.demo.week_texts import AskedOften, Colleague, WeekTexts

WEEKS = 8
SEED = 7
WORLD = World(
    agents=24, replies_per_week=60, agent_share=0.12, deviating=0.05, held_back=0.06, misread=0.0, stamped=0.1
)
GAP_EVERY = 24  # one in so many tickets asks what no policy answers
ADDING = timedelta(days=28)  # for how long agents have been adding the same sentence
DELIVERED_DAYS = (8, 45, 75)  # one for each band of order age
FLAWS = {"greet": "tone", "sign": "tone", "drop": "completeness"}  # what each change does to the brand's draft
OWN_WORDS = frozenset({"tone", "completeness"})
NAME, NUMBER = "Maria", "NW-70000"
_DAYS = re.compile(r"\b(\d{1,2})( (?:business )?days)\b")

Archetypes = dict[tuple[int, int], Draft]
"""A draft for each intent and band of order age; gaps are the intents behind the last."""


@dataclass(frozen=True)
class PastReply:
    """One ticket with what became of it.  ``draft`` is None where it was held back.

    ``score`` is the simulator's; ``flaws`` are the lines of the scorecard on which what the agent did to
    the draft falls short, so that a careful reviewer can see it, and an automatic score can learn it.
    """

    ticket: Ticket
    draft: Draft | None
    sent: str
    agent: Colleague
    at: datetime
    read_s: float
    score: float
    is_wrong: bool = False
    is_gap: bool = False
    flaws: frozenset[str] = frozenset()


def archetype_ticket(texts: WeekTexts, intent: int, band: int, *, brand_id: str, now: datetime) -> Ticket:
    """Return the ticket that an archetype's draft is written for."""
    return _ticket(texts, (intent, band), 0, brand_id=brand_id, at=now, names=(NAME, NUMBER))


def archetype_keys(texts: WeekTexts) -> tuple[tuple[int, int], ...]:
    """Return the intents and bands of order age that are answered differently, and the gaps."""
    keys = [(i, band) for i, one in enumerate(texts.intents) for band in (range(3) if one.by_age else (0,))]
    return (*keys, *((len(texts.intents) + i, 0) for i in range(len(texts.gaps))))


def plan_weeks(
    texts: WeekTexts, drafts: Archetypes, *, brand_id: str, connection_id: str, now: datetime, weeks: int = WEEKS
) -> tuple[PastReply, ...]:
    """Return the replies of the last weeks, oldest first; the same for the same moment."""
    begin, chance = now - timedelta(weeks=weeks), np.random.default_rng(SEED)
    found = []
    for number, one in enumerate(simulate(WORLD, weeks, seed=SEED)):
        at = begin + (one.sent.sent_at - START) - timedelta(minutes=30)
        made = _Telling(texts, drafts, brand_id, connection_id, now, chance).told(number, one, at)
        if made:
            found.append(made)
    return tuple(found)


@dataclass(frozen=True)
class _Sent:
    """The words that were sent, and what a careful reviewer sees in them."""

    text: str
    is_wrong: bool = False
    flaws: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Telling:
    texts: WeekTexts
    drafts: Archetypes
    brand_id: str
    connection_id: str
    now: datetime
    chance: np.random.Generator

    def told(self, number: int, one: SimulatedReply, at: datetime) -> PastReply | None:
        """Return a simulated reply in words; None where its archetype could not be drafted."""
        key, names = self._key(number, one), (self._any(self.texts.first_names), f"NW-{50000 + number:05d}")
        ticket = _ticket(self.texts, key, number, brand_id=self.brand_id, at=at, names=names)
        ticket = replace(ticket, id=id_at("tkt", at, str(number)), connection_id=self.connection_id)
        agent = self.texts.agents[int(one.sent.agent.split()[1]) - 1]
        archetype = self.drafts.get(key)
        if key[0] >= len(self.texts.intents):
            reply = self.texts.gaps[key[0] - len(self.texts.intents)].reply
            draft = self._draft(archetype, ticket, one, at, names) if archetype else None
            words = self._letter(reply, names, agent)
            return PastReply(ticket, draft, words, agent, at, 0, one.score, is_gap=True, flaws=frozenset({"tone"}))
        if archetype is None or archetype.status is not DraftStatus.READY:
            return None
        draft = self._draft(archetype, ticket, one, at, names)
        told = self._sent(draft, one, self.texts.intents[key[0]], agent, names, at)
        shown = None if one.held_back else draft
        score, read_s = one.score, one.read_s
        return PastReply(ticket, shown, told.text, agent, at, read_s, score, told.is_wrong, flaws=told.flaws)

    def _key(self, number: int, one: SimulatedReply) -> tuple[int, int]:
        if number % GAP_EVERY == GAP_EVERY - 1:
            return len(self.texts.intents) + (number // GAP_EVERY) % len(self.texts.gaps), 0
        intent = int(one.sent.intent.split()[1]) - 1
        band = ("under 30 days", "30 to 90 days", "over 90 days").index(one.sent.order_facts["age"])
        return intent, band if self.texts.intents[intent].by_age else 0

    def _draft(
        self, archetype: Draft, ticket: Ticket, one: SimulatedReply, at: datetime, names: tuple[str, str]
    ) -> Draft:
        """Return the archetype's draft for another customer; wrong where the simulator says it was rubber-stamped."""
        text = _renamed(archetype.text, names)
        fitted = replace(
            archetype,
            id=id_at("dft", at, ticket.external_id),
            ticket_id=ticket.id,
            newest_message_id="m1",
            text=text,
            sentences=tuple(replace(each, text=text[each.start : each.end]) for each in archetype.sentences),
            questions=(ticket.messages[0].text.split("\n\n")[1],),
            created_at=at - timedelta(seconds=one.read_s + 8),
            ready_at=at - timedelta(seconds=one.read_s),
            order=None,
        )
        return _with_wrong_days(fitted) if one.is_wrong and one.as_is else fitted

    def _sent(
        self,
        draft: Draft,
        one: SimulatedReply,
        asked: AskedOften,
        agent: Colleague,
        names: tuple[str, str],
        at: datetime,
    ) -> "_Sent":
        """Return what the agent sent, and what is wrong with it."""
        if one.held_back or (not one.as_is and self.chance.random() < 0.08):
            return _Sent(self._letter(self._any(self.texts.own_words), names, agent), flaws=OWN_WORDS)
        if one.is_deviant:
            return _Sent(play(draft.text, [("add", self._deviation(one, asked))]), flaws=frozenset({"policy"}))
        if asked.adds and not one.is_wrong and self.now - at <= ADDING and self.chance.random() < 0.6:
            return _Sent(play(draft.text, [("add", self._any(asked.adds))]))
        if one.as_is:
            return _Sent(draft.text, one.is_wrong and bool(_DAYS.search(draft.text)))
        if one.is_wrong and (found := _DAYS.search(draft.text)):
            return _Sent(draft.text[: found.start(1)] + _other(found[1]) + draft.text[found.end(1) :], True)
        change = self._change(asked, agent, at)
        flaws = {FLAWS[op[0]] for op in change if op[0] in FLAWS and play(draft.text, [op]) != draft.text}
        return _Sent(play(draft.text, change), flaws=frozenset(flaws))

    def _change(self, asked: AskedOften, agent: Colleague, at: datetime) -> list[tuple[str, str]]:
        if asked.drops and self.now - at <= ADDING and self.chance.random() < 0.8:
            return [("drop", "")]
        changes: tuple[Callable[[], tuple[str, str]], ...] = (
            lambda: ("greet", self._any(("Hello", "Dear", "Good day"))),
            lambda: ("sign", f"{agent.first_name}, Northway Outdoor"),
            lambda: ("add", self._any(self.texts.small_adds)),
            lambda: ("drop", ""),
        )
        count = 1 + int(self.chance.integers(0, 2))
        return [changes[int(place)]() for place in self.chance.choice(len(changes), count, replace=False)]

    def _deviation(self, one: SimulatedReply, asked: AskedOften) -> str:
        credit = 10 + 5 * int(self.chance.integers(0, 4))
        return self.texts.deviations[one.sent.resolution].format(price=asked.price or "25.00", credit=f"{credit}.00")

    def _letter(self, words: str, names: tuple[str, str], agent: Colleague) -> str:
        return f"Hi {names[0]},\n\n{words}\n\n{agent.first_name}, Northway Outdoor"

    def _any(self, choices: Sequence[str]) -> str:
        return choices[int(self.chance.integers(0, len(choices)))]


def _ticket(
    texts: WeekTexts, key: tuple[int, int], number: int, *, brand_id: str, at: datetime, names: tuple[str, str]
) -> Ticket:
    (intent, band), (first, order_number) = key, names
    gap = intent - len(texts.intents)
    subject, asks = (
        (texts.gaps[gap].subject, texts.gaps[gap].asks)
        if gap >= 0
        else (texts.intents[intent].subject, texts.intents[intent].asks)
    )
    ask, opening, closing = (ones[number % len(ones)] for ones in (asks, texts.openings, texts.closings))
    last = texts.last_names[number % len(texts.last_names)]
    asked_at = at - timedelta(hours=2 + number % 7)
    return Ticket(
        id=f"tkt_{number}",
        external_id=f"NW-{30000 + number}",
        brand_id=brand_id,
        messages=(Message("m1", Author.REQUESTER, f"{opening}\n\n{ask}\n\n{closing}", created_at=asked_at),),
        subject=subject,
        language="en",
        status=TicketStatus.SOLVED,
        requester=Requester(f"c-{30000 + number}", f"{first} {last}", f"{first}.{last}{number}@example.com".lower()),
        order=None if gap >= 0 else _order(texts.intents[intent], band, order_number, at),
        created_at=asked_at,
        updated_at=at,
    )


def _order(asked: AskedOften, band: int, number: str, at: datetime) -> Order | None:
    if not asked.item or not asked.price:
        return None
    delivered = at.date() - timedelta(days=DELIVERED_DAYS[band])
    price = Decimal(asked.price)
    return Order(
        order_number=number,
        currency="USD",
        total=price,
        items=(OrderItem(asked.item, None, 1, price),),
        ordered_on=delivered - timedelta(days=5),
        delivered_on=delivered,
        status="delivered",
    )


def _renamed(text: str, names: tuple[str, str]) -> str:
    return text.replace(NAME, names[0]).replace(NUMBER, names[1])


def _with_wrong_days(draft: Draft) -> Draft:
    found = _DAYS.search(draft.text)
    if not found:
        return draft
    text = draft.text[: found.start(1)] + _other(found[1]) + draft.text[found.end(1) :]
    return replace(
        draft, text=text, sentences=tuple(replace(one, text=text[one.start : one.end]) for one in draft.sentences)
    )


def _other(number: str) -> str:
    """Return another number of days of the same length."""
    return str((int(number[0]) + 2) % 9 + 1) + number[1:]
