"""Further Shopify orders, written after the reader: what may still be given back of each, worked out by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from drafter.boundaries import limits_of
from drafter.brands import Brand
from drafter.order_facts import facts_of
from drafter.resolutions import CONCESSIONS, GOODS, RungKind
from tests.makers import make_ticket
from tests.tools.shops import fulfillment, line, money, returned, shopify_answer, shopify_order, transaction
from webhook.orders.shopify import read_answer

BRAND = Brand("brd_1", "northway", "Northway Outdoor")
TODAY = date(2026, 11, 25)


def listed(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"nodes": list(nodes), "pageInfo": {"hasNextPage": False}}


AUTH = transaction("a", "AUTHORIZATION", "100.0")
MULTI = transaction("a", "AUTHORIZATION", "100.0", multiCapturable=True)
TWO_PAID = [transaction("v", "SALE", "70.0"), transaction("g", "SALE", "30.0", gateway="gift_card")]
# name: what differs, the most money that may go back (None: no money), whether goods may be sent
ORDERS: dict[str, tuple[dict[str, Any], str | None, bool]] = {
    "captured in two parts": (
        {
            "transactions": [
                MULTI,
                transaction("c1", "CAPTURE", "60.0", parent="a"),
                transaction("c2", "CAPTURE", "40.0", parent="a"),
            ]
        },
        "100.0",
        True,
    ),
    "one of two captures still to come": (
        {"transactions": [MULTI, transaction("c1", "CAPTURE", "60.0", parent="a")]},
        None,
        True,
    ),
    "capture failed, then went through": (
        {
            "transactions": [
                AUTH,
                transaction("c1", "CAPTURE", "100.0", parent="a", status="FAILURE"),
                transaction("c2", "CAPTURE", "100.0", parent="a"),
            ]
        },
        "100.0",
        True,
    ),
    "refund of a capture counts for its authorisation": (
        {
            "transactions": [
                AUTH,
                transaction("c1", "CAPTURE", "100.0", parent="a"),
                transaction("r", "REFUND", "25.0", parent="c1"),
            ]
        },
        "75.0",
        False,
    ),
    "two refunds, one failed, one went through": (
        {
            "transactions": [
                transaction("t1", "SALE", "100.0"),
                transaction("r1", "REFUND", "100.0", parent="t1", status="ERROR"),
                transaction("r2", "REFUND", "40.0", parent="t1"),
            ]
        },
        "60.0",
        False,
    ),
    "gift card part given back": (
        {"transactions": [*TWO_PAID, transaction("r", "REFUND", "30.0", parent="g", gateway="gift_card")]},
        "70.0",
        False,
    ),
    "given back as store credit, without a parent": (
        {"transactions": [*TWO_PAID, transaction("r", "REFUND", "100.0", gateway="shopify_store_credit")]},
        None,
        False,
    ),
    "cancelled before anything was taken": (
        {
            "cancelledAt": "2026-11-16T08:00:00Z",
            "displayFinancialStatus": "VOIDED",
            "displayFulfillmentStatus": "UNFULFILLED",
            "fulfillments": [],
            "transactions": [AUTH, transaction("v", "VOID", "0.0", parent="a")],
        },
        None,
        True,
    ),
    "bank transfer that has not come": (
        {"transactions": [transaction("t", "SALE", "100.0", gateway="Bank Deposit", status="PENDING")]},
        None,
        True,
    ),
    "test of a card before the sale": (
        {
            "transactions": [
                transaction("t0", "AUTHORIZATION", "1.0", status="FAILURE"),
                transaction("t", "SALE", "100.0"),
            ]
        },
        "100.0",
        True,
    ),
    "chargeback that Shopify took back for the bank": ({"disputes": [{"status": "CHARGE_REFUNDED"}]}, None, False),
    "one dispute won, another under review": (
        {"disputes": [{"status": "WON"}, {"status": "UNDER_REVIEW"}]},
        None,
        False,
    ),
    "dispute of a word we do not know": ({"disputes": [{"status": "SOMETHING_NEW"}]}, None, False),
    "two returns, one received, one under way": (
        {"returns": listed(returned("CLOSED"), returned("OPEN", backs=("CLOSED", "OPEN")))},
        None,
        False,
    ),
    "return without any parcel yet": ({"returns": listed(returned("OPEN"))}, None, False),
    "return cancelled": ({"returns": listed(returned("CANCELED"))}, "100.0", True),
    "exchange already sent": ({"returns": listed(returned("CLOSED", exchanged=2))}, "100.0", False),
    "vendor sells for itself": (
        {"lineItems": listed(line("Tent", "60.0"), line("Stove", "40.0", vendor="peakline "))},
        None,
        False,
    ),
    "parcel lost, of two": (
        {
            "fulfillments": [fulfillment("Pegs"), fulfillment("Tent", displayStatus="NOT_DELIVERED", deliveredAt=None)],
            "lineItems": listed(line("Tent", "80.0"), line("Pegs", "20.0")),
        },
        None,
        False,
    ),
    "one parcel cancelled and sent again": (
        {"fulfillments": [fulfillment("Tent", status="CANCELLED", deliveredAt=None), fulfillment("Tent")]},
        "100.0",
        True,
    ),
    "attribute of the shop says that a replacement went out": (
        {"customAttributes": [{"key": "replacements_sent", "value": "1"}]},
        "100.0",
        False,
    ),
    "attributes of others mean nothing": (
        {"customAttributes": [{"key": "gift_note", "value": "Happy birthday"}, {"key": "refunded", "value": "100"}]},
        "100.0",
        True,
    ),
    "paid more than once, taken twice": (
        {"transactions": [transaction("t1", "SALE", "100.0"), transaction("t2", "SALE", "100.0")]},
        "200.0",
        True,
    ),
    "free order": ({"transactions": [], "totalPriceSet": money("0.0")}, None, True),
}


@pytest.mark.parametrize("name", ORDERS)
def test_what_may_still_be_given_is_what_is_left(name: str) -> None:
    changed, most, goods = ORDERS[name]
    found = read_answer(shopify_answer(shopify_order(**changed)), "1001", sellers=("Peakline",))

    limits = limits_of(facts_of(make_ticket(), BRAND, TODAY, order=found.order), found.order)

    blocked = limits.refusal(RungKind.REFUND) or (None if limits.most and limits.most > 0 else "nothing left")
    assert (None if blocked else limits.most) == (Decimal(most) if most else None), blocked
    assert all((limits.refusal(kind) is None) is goods for kind in GOODS)
    assert limits.refusal(RungKind.EXPLAIN) is None
    assert CONCESSIONS >= GOODS
