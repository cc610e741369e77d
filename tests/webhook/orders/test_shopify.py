"""Shopify's Admin shape as our order: the ten boundary cases, and what may not be read half."""

import copy
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from drafter.brands import Brand
from drafter.errors import OrderSourceError, OrderUnknownError
from drafter.ladders import Cap, Ladder, Rung, walk
from drafter.order_facts import facts_of
from drafter.orders import Order
from drafter.resolutions import CONCESSIONS, RungKind
from tests.makers import make_ticket
from tests.tools.shops import fulfillment, line, money, returned, shopify_answer, shopify_order, transaction
from webhook.orders.asking import read_found
from webhook.orders.configs import OrderSourceConfig
from webhook.orders.shopify import read_answer, variables

NORTHWAY = Brand("brd_1", "northway", "Northway Outdoor", home_region="US")
TODAY = date(2026, 11, 25)
NOTHING: dict[RungKind, str | None] = dict.fromkeys(CONCESSIONS)
GOODS = {RungKind.REPLACE: "", RungKind.EXCHANGE: ""}


def up_to(most: str, *, goods: bool) -> dict[RungKind, str | None]:
    """What is conceded in full: money up to an amount, goods or not."""
    caps = {RungKind.REFUND: most, RungKind.CREDIT: "30.00", RungKind.PARTIAL_REFUND: "50.00"}
    given = {kind: str(min(Decimal(most), Decimal(cap))) for kind, cap in caps.items()}
    return {**given, RungKind.REPLACE: "" if goods else None, RungKind.EXCHANGE: "" if goods else None}


def refund(amount: str, **changes: Any) -> dict[str, Any]:
    return transaction("r1", "REFUND", amount, parent="t1", **changes)


SALE = transaction("t1", "SALE", "100.0")
BOUNDARIES = {
    "nothing special": ({}, up_to("100.00", goods=True)),
    "already refunded": ({"transactions": [SALE, refund("100.0")], "displayFinancialStatus": "REFUNDED"}, NOTHING),
    "refunded in part": ({"transactions": [SALE, refund("80.0")]}, up_to("20.00", goods=False)),
    "refund failed": ({"transactions": [SALE, refund("80.0", status="FAILURE")]}, up_to("100.00", goods=True)),
    "refund pending": ({"transactions": [SALE, refund("100.0", status="PENDING")]}, NOTHING),
    "dispute open": ({"disputes": [{"status": "NEEDS_RESPONSE"}]}, NOTHING),
    "dispute lost": ({"disputes": [{"status": "LOST"}]}, NOTHING),
    "dispute won": ({"disputes": [{"status": "WON"}]}, up_to("100.00", goods=True)),
    "return not yet received": (
        {"returns": {"nodes": [returned("OPEN", backs=("OPEN",))], "pageInfo": {}}},
        NOTHING,
    ),
    "return asked for": ({"returns": {"nodes": [returned("REQUESTED")], "pageInfo": {}}}, NOTHING),
    "return received": (
        {"returns": {"nodes": [returned("OPEN", backs=("CLOSED",))], "pageInfo": {}}},
        up_to("100.00", goods=True),
    ),
    "return declined": ({"returns": {"nodes": [returned("DECLINED")], "pageInfo": {}}}, up_to("100.00", goods=True)),
    "seller-fulfilled": (
        {"fulfillments": [fulfillment("Tent", service={"serviceName": "Peakline", "type": "THIRD_PARTY"})]},
        NOTHING,
    ),
    "split shipment": (
        {
            "fulfillments": [
                fulfillment("Pegs"),
                fulfillment("Tent", displayStatus="IN_TRANSIT", deliveredAt=None),
            ]
        },
        NOTHING,
    ),
    "split, the rest not shipped yet": (
        {
            "displayFulfillmentStatus": "PARTIALLY_FULFILLED",
            "fulfillments": [fulfillment("Pegs")],
            "lineItems": {"nodes": [line("Tent", "100.0", unfulfilledQuantity=1)], "pageInfo": {}},
        },
        NOTHING,
    ),
    "duplicate authorisation not captured": (
        {"transactions": [SALE, transaction("t2", "AUTHORIZATION", "100.0")]},
        {**NOTHING, **GOODS},
    ),
    "duplicate authorisation voided": (
        {
            "transactions": [
                SALE,
                transaction("t2", "AUTHORIZATION", "100.0"),
                transaction("v", "VOID", "0", parent="t2"),
            ]
        },
        up_to("100.00", goods=True),
    ),
    "authorised more than captured": (
        {
            "transactions": [
                transaction("t1", "AUTHORIZATION", "120.0"),
                transaction("t2", "CAPTURE", "100.0", parent="t1"),
            ]
        },
        up_to("100.00", goods=True),
    ),
    "payment failed": ({"transactions": [{**SALE, "status": "FAILURE"}]}, {**NOTHING, **GOODS}),
    "gift card part-payment": (
        {
            "transactions": [
                transaction("t1", "SALE", "60.0"),
                transaction("t2", "SALE", "40.0", gateway="gift_card"),
            ]
        },
        up_to("100.00", goods=True),
    ),
    "promotion clawed back": (
        {"customAttributes": [{"key": "promotion_clawed_back", "value": "10.00"}]},
        up_to("90.00", goods=True),
    ),
    "promotion clawed back, amount unknown": (
        {"customAttributes": [{"key": "promotion_clawed_back", "value": "true"}]},
        {**NOTHING, **GOODS},
    ),
    "second replacement, tagged": (
        {"tags": ["Replacement-Sent"]},
        {**up_to("100.00", goods=False)},
    ),
    "second replacement, exchanged": (
        {"returns": {"nodes": [returned("CLOSED", exchanged=1)], "pageInfo": {}}},
        {**up_to("100.00", goods=False)},
    ),
}


def read(**changes: Any) -> Order:
    answer = shopify_answer(shopify_order(**changes))
    return read_answer(answer, "1001", sellers=("Peakline",), replacement_tag="replacement-sent").order


@pytest.mark.parametrize("kind", RungKind)
@pytest.mark.parametrize("name", BOUNDARIES)
def test_boundary_case_concedes_nothing_twice(name: str, kind: RungKind) -> None:
    changed, wanted = BOUNDARIES[name]
    caps = {RungKind.CREDIT: Cap(Decimal("30.00")), RungKind.PARTIAL_REFUND: Cap(percent=50)}
    greedy = Ladder("l", "b", "Greedy", (Rung("Give", kind, "", caps.get(kind, Cap())),))
    order = read(**changed)

    chosen = walk(greedy, facts_of(make_ticket(), NORTHWAY, TODAY, order=order), order=order, authority=9).chosen

    amount = "" if chosen and chosen.amount is None else f"{chosen.amount:.2f}" if chosen else None
    assert amount == (wanted[kind] if kind in CONCESSIONS else "")


def test_gift_card_is_passed_on_as_the_payment_it_is() -> None:
    order = read(
        transactions=[transaction("t1", "SALE", "60.0"), transaction("t2", "SALE", "40.0", gateway="gift_card")]
    )

    facts = facts_of(make_ticket(), NORTHWAY, TODAY, order=order)

    assert (facts["gift_card_paid"], facts["gift_card_share"], facts["captured"]) == (40, 40, 100)


def test_order_reads_as_the_shop_tells_it() -> None:
    order = read()

    facts = facts_of(make_ticket(), NORTHWAY, TODAY, order=order)

    assert (order.order_number, order.currency, order.status, order.ship_to) == ("#1001", "USD", "delivered", "US-CA")
    assert (order.shipments[0].carrier, order.shipments[0].tracking) == ("Cascade Parcel", "CP1")
    assert (facts["days_since_delivery"], facts["days_since_order"], facts["item_price"]) == (5, 10, 100)
    assert "replacements_sent" in facts
    assert "item_in_stock" not in facts


def test_nothing_is_guessed_of_replacements_where_no_tag_tells() -> None:
    order = read_answer(shopify_answer(shopify_order()), "1001").order

    assert "replacements_sent" not in order.facts


def test_cancelled_parcel_is_none() -> None:
    assert (
        read(fulfillments=[fulfillment("Tent", status="CANCELLED")], displayFulfillmentStatus="UNFULFILLED").shipments
        == ()
    )


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}, "slow down"),
        (
            {
                "data": {"orders": {"nodes": [shopify_order(returns=None)]}},
                "errors": [{"message": "Access denied for returns", "extensions": {"code": "ACCESS_DENIED"}}],
            },
            "read_returns",
        ),
        ({"errors": "[API] Invalid"}, "Invalid"),
        (shopify_answer(shopify_order(disputes=None)), "dispute"),
        (shopify_answer(shopify_order(transactions=None)), "transactions"),
        (shopify_answer(shopify_order(returns=None)), "returns"),
        (shopify_answer(shopify_order(transactions=[SALE] * 40)), "more 'transactions' than"),
        (shopify_answer(shopify_order(lineItems={"nodes": [], "pageInfo": {"hasNextPage": True}})), "more 'lineItems'"),
        (shopify_answer(shopify_order(totalPriceSet=money("a lot"))), "can't be read"),
        ([], "something else"),
        ("no", "something else"),
        ({"data": 3}, "something else"),
    ],
)
def test_half_an_order_is_none(answer: Any, says: str) -> None:
    with pytest.raises(OrderSourceError, match=says):
        read_answer(answer, "1001")


@pytest.mark.parametrize("orders", [(), (shopify_order(name="#10010"),), (shopify_order(), shopify_order())])
def test_order_that_is_not_there_or_not_one_is_unknown(orders: tuple[dict[str, Any], ...]) -> None:
    with pytest.raises(OrderUnknownError):
        read_answer(shopify_answer(*orders), "1001")


def test_number_cannot_widen_the_search() -> None:
    assert variables('1001" OR email:"*')["query"] == 'name:"1001 OR email"'


@pytest.mark.parametrize("value", [None, 3, "x", [], {}, [None], {"nodes": 3}, [{"id": None}], [["x"]], {"nodes": [3]}])
@pytest.mark.parametrize("name", sorted(shopify_order()))
def test_garbage_in_any_place_is_read_or_refused_in_words(name: str, value: Any) -> None:
    config = OrderSourceConfig("brd_1", "shopify", {"base_url": "https://shop.example"}, "x")
    answer = copy.deepcopy(shopify_answer(shopify_order(**{name: value})))
    with suppress(OrderSourceError):
        assert facts_of(make_ticket(), NORTHWAY, TODAY, order=read_found(config, "1001", answer).order)
