"""Like tickets with unlike replies."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from drafter.quality.pairs import ComparedReply, compare

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def reply(key: str, resolution: str = "replace", amount: str | None = None, **over: object) -> ComparedReply:
    values = {
        "key": key,
        "agent": f"agent of {key}",
        "brand_id": "brd_1",
        "intent": "damaged",
        "revision_ids": frozenset({"rev_1"}),
        "resolution": resolution,
        "sent_at": MONDAY + timedelta(hours=int(key)),
        "amount": Decimal(amount) if amount else None,
        "order_facts": {"age": "under 30 days"},
        **over,
    }
    return ComparedReply(**values)  # type: ignore[arg-type]


def test_like_tickets_with_one_odd_reply_make_one_pair() -> None:
    found = compare([reply("1"), reply("2"), reply("3", "refund", "64.00"), reply("9")])

    [pair] = found.pairs
    assert (pair.first.key, pair.second.key, pair.differs, pair.alike) == ("3", "2", "resolution", 4)
    assert (found.replies, found.groups) == (4, 1)


def test_unlike_amounts_make_a_pair() -> None:
    found = compare([reply("1", "credit", "20"), reply("2", "credit", "20.10"), reply("3", "credit", "35")])

    assert [(pair.first.key, pair.differs) for pair in found.pairs] == [("3", "amount")]


def test_other_brand_revision_intent_or_order_is_no_like_ticket() -> None:
    others = [
        reply("2", "refund", brand_id="brd_2"),
        reply("3", "refund", revision_ids=frozenset({"rev_2"})),
        reply("4", "refund", intent="late"),
        reply("5", "refund", order_facts={"age": "over 90 days"}),
    ]

    assert compare([reply("1"), *others]).pairs == ()


def test_alike_replies_make_no_pair() -> None:
    assert compare([reply(str(i)) for i in range(5)]).pairs == ()
    assert compare([]).pairs == ()


def test_order_of_arrival_does_not_matter() -> None:
    replies = [reply("1"), reply("2", "refund"), reply("3"), reply("4", "refund")]

    assert compare(replies) == compare(replies[::-1])
