"""What was sent, compared across agents."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from drafter import handling
from drafter.brands import Brand
from drafter.comparing import RecentComparisons, compare_sent, decision_of_text, is_on_tone
from drafter.decisions import Action
from drafter.orders import Order, OrderItem
from knowledge_base.foundation.database import Database
from tests.makers import make_draft, make_hit, make_ticket
from tests.tools.acting import AGENT, Acts
from tests.tools.clocks import SettableClock

RULE = "A broken lid is replaced free of charge within 30 days."
HIT = make_hit(RULE, policy="Damaged items")


@pytest.mark.parametrize(
    ("text", "decision", "amount"),
    [
        ("We have refunded the full $64.00 to your card. You can keep the thermos.", "refund", "64.00"),
        ("I will send a replacement today.", "replace", None),
        ("We refunded $64.00.", "refund", "64.00"),
        ("We refund 20 USD as a gift card.", "credit", "20.00"),
        ("You can return boots within 30 days.", "explain", None),
        ("", "explain", None),
    ],
)
def test_decision_is_read_from_the_sent_text(text: str, decision: str, amount: str | None) -> None:
    assert decision_of_text(text) == (decision, Decimal(amount) if amount else None)


def test_like_tickets_with_unlike_replies_are_found(
    database: Database, brand: Brand, clock: SettableClock, new_id: Callable[[str], str]
) -> None:
    acts = Acts(database, clock, new_id)
    items = (OrderItem("Thermos", price=Decimal(64)),)
    order = Order(order_number="A1", currency="USD", delivered_on=date(2026, 3, 1), items=items)
    said = ["I will send a replacement today."] * 3 + ["We have refunded the full $64.00 to your card."]
    for number, words in enumerate(said):
        ticket = acts.record(make_ticket("The lid has a crack.", external_id=f"T-{number}", order=order))
        draft = acts.ready(ticket, (RULE, [HIT]))
        with database.writing() as session:
            handling.decide(
                session,
                draft.id,
                Action.EDIT,
                actor=replace(AGENT, id=f"agent {number}"),
                text=f"Hi,\n\n{words}",
                now=clock(),
                new_id=new_id,
            )
    with database.reading() as session:
        found = compare_sent(session, [brand], now=clock())

    [pair] = found.comparison.pairs
    assert (pair.first.resolution, pair.first.amount, pair.second.resolution) == ("refund", Decimal("64.00"), "replace")
    assert (found.sent, found.agents, pair.alike) == (4, 4, 4)
    assert pair.first.order_facts["delivered"] == "up to 30 days"
    assert not found.by_agent.is_enough


def test_nothing_sent_compares_nothing(database: Database, brand: Brand, clock: SettableClock) -> None:
    with database.reading() as session:
        found = compare_sent(session, [brand], now=clock())

    assert (found.sent, found.comparison.pairs, found.by_agent.value) == (0, (), None)


def test_comparison_is_remembered_until_a_reply_is_sent(
    database: Database, brand: Brand, clock: SettableClock, new_id: Callable[[str], str]
) -> None:
    acts, recent = Acts(database, clock, new_id), RecentComparisons()

    def send(number: str) -> None:
        ticket = acts.record(make_ticket("The lid has a crack.", external_id=number))
        acts.decide(acts.ready(ticket, (RULE, [HIT])), Action.ACCEPT)

    with database.reading() as session:
        empty = recent.compare_sent(session, [brand], now=clock())
        assert recent.compare_sent(session, [brand], now=clock()) is empty
    send("T-1")
    with database.reading() as session:
        one = recent.compare_sent(session, [brand], now=clock())
        other = recent.compare_sent(session, [], now=clock())
        later = recent.compare_sent(session, [brand], now=clock() + timedelta(weeks=13))

    assert (empty.sent, one.sent, other.sent, later.sent) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("text", "is_on"),
    [
        ("We will send a new lid today.", True),
        ("No greeting and no name, and that is form, not tone.", True),
        ("That is your own fault. We will send a new lid today.", False),
        ("We will send a new lid today!!!", False),
        ("", True),
    ],
)
def test_tone_is_manners_and_voice_but_not_form(text: str, is_on: bool, brand: Brand) -> None:
    draft = make_draft()

    assert is_on_tone(text, draft, make_ticket(), brand) is is_on


def test_tone_of_one_brand_is_told_without_another(
    database: Database, brand: Brand, clock: SettableClock, new_id: Callable[[str], str]
) -> None:
    acts = Acts(database, clock, new_id)
    ticket = acts.record(make_ticket("The lid has a crack.", external_id="T-1"))
    draft = acts.ready(ticket, (RULE, [HIT]))
    with database.writing() as session:
        handling.decide(
            session,
            draft.id,
            Action.EDIT,
            actor=AGENT,
            text="Hi,\n\nThat is your own fault!!!",
            now=clock(),
            new_id=new_id,
        )
    with database.reading() as session:
        mine = compare_sent(session, [brand], now=clock()).tone
        others = compare_sent(session, [replace(brand, id="brd_other")], now=clock()).tone

    assert (mine.whole.everybody.count, mine.whole.everybody.n) == (0, 1)
    assert (mine.weeks[-1].shares.everybody.n, len(mine.weeks), others.whole.everybody.n) == (1, 12, 0)
