"""Any shop's JSON as our order, by a mapping."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from drafter.errors import OrderSourceError
from webhook.errors import RequestFieldsError
from webhook.orders.mapping import check_mapping, read_mapped

DOCS = Path(__file__).parents[3] / "docs" / "orders.md"
EXAMPLE = json.loads(re.search(r"```json\n(.*?)```", DOCS.read_text("utf-8"), re.S)[1])  # type: ignore[index]
ANSWER: dict[str, Any] = {
    "data": {
        "number": 77,
        "customer": {"mail": "dana@example.com"},
        "currency": "EUR",
        "total_cents": 12050,
        "placed_at": "2026-11-03T10:00:00Z",
        "lines": [{"title": "Boots", "count": 1, "unit_price": "120.50"}],
        "payments": [
            {"type": "Geschenkkarte", "reserved": "20.50", "paid": "20.50", "given_back": None, "chargeback": None},
            {"type": "Visa", "reserved": "100.00", "paid": "100.00", "chargeback": {"open": True}},
        ],
        "parcels": [{"code": "CP9", "contents": [{"title": "Boots"}], "state": "UNTERWEGS", "arrived_at": None}],
        "rmas": [{"state": "OPEN"}],
        "refunds": [{"amount": "5.00"}],
        "discounts": [],
        "sold_by": None,
        "stock": {"available": False},
    }
}


def test_documented_mapping_reads_an_order() -> None:
    check_mapping(EXAMPLE)

    found = read_mapped(ANSWER, EXAMPLE)

    order = found.order
    assert (found.email, order.order_number, order.total) == ("dana@example.com", "77", Decimal("120.5"))
    assert [(one.method, one.captured, one.disputed) for one in order.payments] == [
        ("Geschenkkarte", Decimal("20.50"), False),
        ("Visa", Decimal("100.00"), True),
    ]
    assert (order.shipments[0].status, order.shipments[0].items) == ("in_transit", ("Boots",))
    assert (order.returns[0].status, order.refunds) == ("in_transit", (Decimal("5.00"),))
    assert order.facts == {"item_in_stock": False}
    assert order.ordered_at is not None


@pytest.mark.parametrize("own", [{"order_number": "A1", "total": "9.00"}, {"order": {"order_number": "A1"}}])
def test_own_shape_needs_no_mapping(own: dict[str, Any]) -> None:
    assert read_mapped(own, {}).order.order_number == "A1"


@pytest.mark.parametrize("gone", ["payments", "rmas", "refunds", "parcels"])
def test_list_that_is_not_told_of_is_not_an_empty_one(gone: str) -> None:
    data = {name: value for name, value in ANSWER["data"].items() if name != gone}

    with pytest.raises(OrderSourceError, match="nothing at"):
        read_mapped({"data": data}, EXAMPLE)


def test_list_that_is_null_is_empty() -> None:
    assert read_mapped({"data": {**ANSWER["data"], "rmas": None}}, EXAMPLE).order.returns == ()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"payments": "none"}, "no list at 'data.payments'"),
        ({"payments": [{"paid": "a lot"}]}, "payments.0.captured"),
        ({"total_cents": "a lot"}, "hundredths"),
        ({"lines": [{}] * 501}, "more than 500"),
    ],
)
def test_what_can_not_be_read_is_refused_by_its_place(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(OrderSourceError, match=says):
        read_mapped({"data": {**ANSWER["data"], **changed}}, EXAMPLE)


@pytest.mark.parametrize("answer", [None, [], 3, "x", {}, {"data": None}, {"data": []}])
@pytest.mark.parametrize("mapping", [{}, {"order_number": "data.number", "total": "data.sum"}])
def test_answer_without_an_order_is_refused(answer: Any, mapping: dict[str, Any]) -> None:
    with pytest.raises(OrderSourceError):
        read_mapped(answer, mapping)


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"totals": "x"}, "'totals' is none of an order"),
        ({"total": 3}, "should lead to a path"),
        ({"total": "|cents"}, "should lead to a path"),
        ({"items.name": "title"}, "needs 'items' too"),
        ({"items": "x", "items.colour": "c"}, "'items.colour' is none"),
        ({"facts.mood": "x"}, "'facts.mood' is none"),
        ({"values": {"total": "x"}}, "their word: ours"),
        ({"values": {"mood": {}}}, "'mood', which is no field"),
    ],
)
def test_mapping_that_can_not_work_is_refused(mapping: dict[str, Any], says: str) -> None:
    with pytest.raises(RequestFieldsError, match=says):
        check_mapping(mapping)
