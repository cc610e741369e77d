"""What we told a person, on labelled pairs of an earlier reply and a new one (all invented)."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from drafter.checks import CheckContext
from drafter.checks.told import check_told
from drafter.findings import Severity
from drafter.orders import Order
from drafter.told import EarlierReply, Told, contradicted_by, overdue, told_by

DATA = Path(__file__).parents[1] / "data/checks"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def told(text: str, *, at: datetime = MONDAY, order: Order | None = None) -> tuple[Told, ...]:
    """Read what one earlier reply told."""
    return told_by([EarlierReply("m2", "tkt_1", text, at, "T-1")], order=order)


@pytest.mark.parametrize(("name", "least"), [("told.jsonl", 60), ("told_unseen.jsonl", 30)])
def test_contradictions_are_caught_and_agreement_left_alone(name: str, least: int) -> None:
    pairs = [json.loads(line) for line in (DATA / name).open(encoding="utf-8")]
    found = [(pair, bool(contradicted_by(pair["draft"], told(pair["earlier"])))) for pair in pairs]
    missed = [pair["id"] for pair, is_found in found if pair["contradicts"] and not is_found]
    false = [pair["id"] for pair, is_found in found if not pair["contradicts"] and is_found]

    assert len(pairs) >= 2 * least
    assert len(missed) <= 0.05 * least, missed
    assert len(false) <= 2 * least / 60, false


@pytest.mark.parametrize(
    ("name", "share"),
    [("told_third.jsonl", 0.07), ("told_fourth.jsonl", 0.07), ("told_fifth.jsonl", 0.07), ("told_sixth.jsonl", 0.15)],
)
def test_whole_replies_in_five_languages_contradict_and_agree(name: str, share: float) -> None:
    """What costs, terms and denials of any thing, each batch written before the reading was fitted to it."""
    pairs = [json.loads(line) for line in (DATA / name).open(encoding="utf-8")]
    found = [(pair, bool(contradicted_by(pair["draft"], told(pair["earlier"])))) for pair in pairs]
    contradicting = [pair["id"] for pair, _ in found if pair["contradicts"]]
    missed = [pair["id"] for pair, is_found in found if pair["contradicts"] and not is_found]
    false = [pair["id"] for pair, is_found in found if not pair["contradicts"] and is_found]

    assert len(missed) <= share * len(contradicting), missed
    assert len(false) <= (len(pairs) - len(contradicting)) / 30, false


@pytest.mark.parametrize("text", ["", "\x00", "(" * 9000, "not free " * 3000, "30 days " * 2000, "💥" * 5000])
def test_garbage_tells_nothing_and_never_raises(text: str) -> None:
    contradicted_by(text, told("Engraving is free. We don't ship to Norway."))
    told(text)


def test_contradiction_is_a_high_finding_that_names_the_earlier_sentence() -> None:
    text = "Hi Maya,\n\nYour refund of $35.00 is on its way."
    earlier = "Hi Maya. We will refund $45.00."

    (finding,) = check_told(CheckContext(text, told=told(earlier)))

    assert finding.severity is Severity.HIGH
    assert text[finding.start : finding.end] == finding.text == "Your refund of $35.00 is on its way."
    assert "2 March 2026, ticket T-1 (refund: USD 45.00)" in finding.message
    assert finding.reference == f"tkt_1/m2:{earlier.index('We')}-{len(earlier)}"


def test_finding_holds_no_word_of_the_earlier_reply() -> None:
    (finding,) = check_told(
        CheckContext("You can't return the lamp.", told=told("Sure, the gorgeous lamp can be returned."))
    )

    assert "gorgeous" not in finding.message + (finding.reference or "")


def test_last_word_counts_where_replies_changed_their_mind() -> None:
    replies = [
        EarlierReply("m2", "tkt_1", "We will refund $45.00.", MONDAY),
        EarlierReply("m4", "tkt_1", "As an exception we will refund $60.00.", MONDAY.replace(day=3)),
    ]

    assert not contradicted_by("Your refund of $60.00 is on its way.", told_by(replies))
    assert contradicted_by("Your refund of $45.00 is on its way.", told_by(replies))


def test_promise_whose_day_passed_is_overdue() -> None:
    record = told("You'll get the money within 5 business days. Your parcel arrives on Friday.")

    late = overdue(record, date(2026, 3, 10))

    assert [(one.commitment.subject, one.due) for one in late] == [
        ("delivery", date(2026, 3, 6)),
        ("refund time", date(2026, 3, 9)),
    ]
    assert not overdue(record, date(2026, 3, 6))


def test_promise_is_kept_once_the_order_shows_it() -> None:
    order = Order("A1", refunds=(Decimal("45.00"),))

    assert not overdue(told("You'll get the money within 5 business days.", order=order), date(2026, 4, 1))


def test_promise_is_kept_once_a_later_reply_says_so() -> None:
    replies = [
        EarlierReply("m2", "tkt_1", "Your replacement ships on 4 March.", MONDAY),
        EarlierReply("m4", "tkt_1", "Your replacement was shipped on 5 March.", MONDAY.replace(day=5)),
    ]

    assert not overdue(told_by(replies), date(2026, 4, 1))


@pytest.mark.parametrize("text", ["", "\x00", "refund " * 3000, "$" * 5000, "31 February 9999. By 99 May.", "𝓡𝓮𝓯𝓾𝓷𝓭 ½"])
def test_whatever_is_written_raises_nothing(text: str) -> None:
    check_told(CheckContext(text, told=told(text)))
