"""What became of a ticket: each verdict at the edges of its window."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from drafter.outcomes import (
    Happened,
    Happening,
    Metric,
    Offered,
    Story,
    TicketOutcome,
    Verdict,
    Windows,
    asks_for_refund,
    outcome_of,
)
from drafter.resolutions import RungKind

ASKED = datetime(2026, 3, 1, 9, tzinfo=UTC)
REPLIED = ASKED + timedelta(hours=2)
SOLVED = ASKED + timedelta(hours=3)
LATER = SOLVED + timedelta(days=200)
SECOND = timedelta(seconds=1)


def story(*events: Happened, **changes: Any) -> Story:
    """Return a ticket asked at nine, answered at eleven, solved at noon, with these events besides."""
    made = Story(
        ticket_id="tkt_1",
        external_id="T-1",
        brand_id="brd_1",
        created_at=ASKED,
        customer="mo@example.com",
        asks_refund=True,
        requests=(ASKED,),
        replies=(REPLIED,),
        events=(Happened(Happening.SOLVED, SOLVED), *events),
    )
    return replace(made, **changes)


def verdict(metric: Metric, given: Story, *, now: datetime = LATER, windows: Windows | None = None) -> Verdict:
    return outcome_of(given, now=now, windows=windows).verdicts[metric]


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (timedelta(0), Verdict.YES),
        (SECOND, Verdict.NO),
        (timedelta(days=7), Verdict.NO),
        (timedelta(days=7) + SECOND, Verdict.YES),
    ],
    ids=["in the same moment", "a second later", "at the window's end", "a second after it"],
)
def test_reopening_counts_within_seven_days_of_solving(after: timedelta, found: Verdict) -> None:
    reopened = story(Happened(Happening.REOPENED, SOLVED + after))

    assert verdict(Metric.FIRST_CONTACT, reopened) is found
    assert verdict(Metric.REOPENED, reopened) is (Verdict.YES if found is Verdict.NO else Verdict.NO)


@pytest.mark.parametrize(
    ("metric", "days"), [(Metric.FIRST_CONTACT, 7), (Metric.REOPENED, 7), (Metric.REFUND_AVOIDED, 30)]
)
def test_verdict_is_open_until_its_window_is_over(metric: Metric, days: int) -> None:
    end = SOLVED + timedelta(days=days)

    assert verdict(metric, story(), now=end - SECOND) is Verdict.OPEN
    assert verdict(metric, story(), now=end) is not Verdict.OPEN


@pytest.mark.parametrize("days", [3, 7, 14])
def test_another_ticket_on_the_matter_counts_within_the_chosen_window(days: int) -> None:
    windows, end = Windows(contact_days=days), SOLVED + timedelta(days=days)

    assert verdict(Metric.FIRST_CONTACT, story(returns=(end,)), windows=windows) is Verdict.NO
    assert verdict(Metric.FIRST_CONTACT, story(returns=(end + SECOND,)), windows=windows) is Verdict.YES
    assert verdict(Metric.FIRST_CONTACT, story(returns=(ASKED,)), windows=windows) is Verdict.YES


def test_messages_without_a_reply_between_are_one_contact() -> None:
    twice = story(requests=(ASKED, ASKED + timedelta(minutes=5)))
    again = story(requests=(ASKED, REPLIED + SECOND))
    thanks = story(requests=(ASKED, SOLVED + SECOND))

    found = [verdict(Metric.FIRST_CONTACT, one) for one in (twice, again, thanks)]

    assert found == [Verdict.YES, Verdict.NO, Verdict.YES]


@pytest.mark.parametrize("days", [30, 60, 90])
def test_purchase_counts_after_solving_and_within_a_complete_window(days: int) -> None:
    windows, end = Windows(purchase_days=days), SOLVED + timedelta(days=days)

    def bought(at: datetime, now: datetime = LATER) -> Verdict:
        return verdict(Metric.BOUGHT_AGAIN, story(purchases=(at,)), windows=windows, now=now)

    assert [bought(SOLVED), bought(SOLVED + SECOND), bought(end), bought(end + SECOND)] == [
        Verdict.NO,
        Verdict.YES,
        Verdict.YES,
        Verdict.NO,
    ]
    assert bought(SOLVED + SECOND, now=end - SECOND) is Verdict.OPEN  # also where there is a purchase already


@pytest.mark.parametrize("kind", [Happening.REFUNDED, Happening.CHARGED_BACK])
def test_refund_is_avoided_where_no_money_went_back_within_thirty_days(kind: Happening) -> None:
    end = SOLVED + timedelta(days=30)

    assert verdict(Metric.REFUND_AVOIDED, story()) is Verdict.YES
    assert verdict(Metric.REFUND_AVOIDED, story(Happened(kind, end))) is Verdict.NO
    assert verdict(Metric.REFUND_AVOIDED, story(Happened(kind, end + SECOND))) is Verdict.YES
    assert verdict(Metric.REFUND_AVOIDED, story(asks_refund=False)) is Verdict.OUT
    assert verdict(Metric.REFUND_AVOIDED, story(asks_refund=None)) is Verdict.OUT


def test_escalation_counts_of_answered_tickets_until_they_are_solved() -> None:
    early = Happened(Happening.ESCALATED, SOLVED)
    late = Happened(Happening.ESCALATED, SOLVED + SECOND)

    assert verdict(Metric.ESCALATED, story(early)) is Verdict.YES
    assert verdict(Metric.ESCALATED, story(late)) is Verdict.NO
    assert verdict(Metric.ESCALATED, story(events=())) is Verdict.OPEN
    assert verdict(Metric.ESCALATED, story(replies=())) is Verdict.OUT


def test_ticket_that_is_not_solved_is_in_no_share_of_solved_ones() -> None:
    found = outcome_of(story(events=()), now=LATER).verdicts

    assert {found[metric] for metric in (Metric.FIRST_CONTACT, Metric.BOUGHT_AGAIN, Metric.REOPENED)} == {Verdict.OUT}


def test_first_reply_time_and_last_rating_are_read() -> None:
    rated = [
        Happened(Happening.RATED, SOLVED + timedelta(days=day), score=score) for day, score in ((2, 0.8), (1, 0.2))
    ]

    found = outcome_of(story(*rated, replies=(ASKED - SECOND, REPLIED)), now=LATER)

    assert (found.first_reply_s, found.satisfaction) == (7200, 80)


OFFER = Offered(REPLIED, RungKind.PARTIAL_REFUND, "half", amount=Decimal("20"))
END = REPLIED + timedelta(days=30)


def refund(amount: str | None, at: datetime = SOLVED) -> Happened:
    return Happened(Happening.REFUNDED, at, amount=None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("offer", "event", "accepted", "conceded"),
    [
        (OFFER, None, Verdict.YES, Verdict.YES),
        (OFFER, refund("20.00"), Verdict.YES, Verdict.YES),
        (OFFER, refund("20.01"), Verdict.NO, Verdict.YES),
        (OFFER, refund("40", END), Verdict.NO, Verdict.YES),
        (OFFER, refund("40", END + SECOND), Verdict.YES, Verdict.YES),
        (OFFER, refund(None), Verdict.NO, Verdict.YES),
        (replace(OFFER, kind=RungKind.REFUND, amount=None), refund(None), Verdict.YES, Verdict.YES),
        (replace(OFFER, kind=RungKind.EXPLAIN, amount=None), None, Verdict.YES, Verdict.NO),
        (replace(OFFER, kind=RungKind.EXPLAIN, amount=None), refund("5"), Verdict.NO, Verdict.YES),
        (replace(OFFER, kind=RungKind.REPLACE), Happened(Happening.EXCHANGED, SOLVED), Verdict.YES, Verdict.YES),
        (replace(OFFER, kind=RungKind.EXPLAIN), Happened(Happening.EXCHANGED, SOLVED), Verdict.NO, Verdict.YES),
        (replace(OFFER, kind=RungKind.REFUND), Happened(Happening.CHARGED_BACK, SOLVED), Verdict.NO, Verdict.YES),
        (OFFER, Happened(Happening.RETURNED, SOLVED), Verdict.YES, Verdict.YES),
    ],
)
def test_offer_is_accepted_unless_more_was_given_within_thirty_days(
    offer: Offered, event: Happened | None, accepted: Verdict, conceded: Verdict
) -> None:
    found = outcome_of(story(*([event] if event else []), offers=(offer,)), now=LATER).offer

    assert found is not None
    assert (found.accepted, found.conceded) == (accepted, conceded)


def test_higher_rung_in_a_later_reply_means_the_first_was_not_accepted() -> None:
    lower = Offered(REPLIED, RungKind.REPLACE, "replace")
    higher = Offered(END, RungKind.CREDIT, "credit")

    def found(*offers: Offered, now: datetime = LATER) -> TicketOutcome:
        return outcome_of(story(offers=offers), now=now)

    assert found(lower, higher).offer.accepted is Verdict.NO  # type: ignore[union-attr]
    assert found(lower, replace(higher, at=END + SECOND)).offer.accepted is Verdict.YES  # type: ignore[union-attr]
    assert found(higher, now=END).offer.accepted is Verdict.OPEN  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("I want a refund for the tent", True),
        ("Give me my money back!", True),
        ("Ich möchte mein Geld zurück", True),
        ("Je demande un remboursement", True),
        ("Quiero un reembolso", True),
        ("Ik wil mijn geld terugbetaald", True),
        ("Where is my parcel?", False),
        ("", False),
    ],
)
def test_refund_is_heard_in_several_languages(words: str, asks: bool) -> None:
    assert asks_for_refund(words) is asks
