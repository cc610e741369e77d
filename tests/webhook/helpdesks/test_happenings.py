"""What events say of ratings and orders, in the shapes vendors document."""

from decimal import Decimal
from typing import Any

import pytest

from drafter.outcomes import Happening
from webhook.helpdesks.base import EventKind, InboundEvent
from webhook.helpdesks.happenings import score_in, told_of


@pytest.mark.parametrize(
    ("kind", "body", "score"),
    [
        ("generic", {"rating": {"score": 4, "of": 5}}, 0.8),
        ("generic", {"rating": {"score": 9, "of": 10}}, 0.9),
        ("generic", {"rating": {"score": "3"}}, 0.6),
        ("zendesk", {"ticket": {"satisfaction_rating": {"score": "good", "comment": "Quick"}}}, 1.0),
        ("zendesk", {"raw": {"satisfaction_rating": {"score": "bad"}}}, 0.0),
        ("zendesk", {"raw": {"satisfaction_rating": {"score": "unoffered"}}}, None),
        ("helpscout", {"rating": {"rating": 1}}, 1.0),
        ("helpscout", {"rating": {"rating": "not_good"}}, 0.0),
        ("helpscout", {"rating": {"rating": 2.5}}, None),
        ("intercom", {"item": {"conversation_rating": {"rating": 5, "remark": "Thanks"}}}, 1.0),
        ("gorgias", {"ticket": {"satisfaction_survey": {}}, "score": 2}, 0.4),
        ("generic", {"rating": {"score": 7}}, None),
        ("generic", {"rating": {"score": -1}}, None),
        ("generic", {"rating": {"score": True}}, None),
        ("generic", {"rating": {"score": "NaN"}}, None),
        ("generic", {"rating": {"score": 1, "of": 0}}, None),
        ("generic", {"rating": []}, None),
        ("generic", {}, None),
    ],
)
def test_rating_is_read_as_a_share(kind: str, body: dict[str, Any], score: float | None) -> None:
    assert score_in(body, kind) == (None if score is None else pytest.approx(score))


def test_order_event_says_order_customer_and_amount() -> None:
    data = {
        "order": {"order_number": "A-1", "currency": "USD"},
        "requester": {"email": " Mo@Example.com "},
        "amount": "12.50",
    }

    told = told_of(InboundEvent("e1", EventKind.ORDER_REFUNDED, data), "generic")

    assert told is not None
    assert (told.kind, told.order_number, told.customer) == (Happening.REFUNDED, "A-1", "mo@example.com")
    assert (told.amount, told.currency) == (Decimal("12.50"), "USD")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"order": 7, "requester": []},
        {"order": {"order_number": True}, "amount": "much"},
        {"amount": "-1"},
        {"amount": "1e-999999999"},
    ],
)
def test_senseless_order_event_says_nothing_and_never_fails(data: dict[str, Any]) -> None:
    told = told_of(InboundEvent("e1", EventKind.ORDER_PLACED, data), "generic")

    assert told is not None
    assert (told.order_number, told.customer, told.amount) == (None, None, None)


def test_order_events_currency_is_cut_to_its_column() -> None:
    told = told_of(InboundEvent("e1", EventKind.ORDER_REFUNDED, {"order": {"currency": "E" * 300}}), "generic")

    assert told is not None
    assert told.currency == "E" * 16


def test_other_events_say_nothing() -> None:
    assert told_of(InboundEvent("e1", EventKind.TICKET_REPLIED, {"rating": 5}), "generic") is None
