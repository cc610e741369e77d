"""Which order a ticket is about, whose it is, and what is kept of what the ticket said itself."""

from dataclasses import replace
from decimal import Decimal

import pytest

from drafter.errors import OrderSourceError
from drafter.order_sources import ShopOrder, Wanted, checked_order, same_number, wanted_order
from drafter.orders import Order, OrderReturn, Payment
from drafter.tickets import Requester, Ticket
from tests.makers import make_ticket

DANA = Requester("c-1", "Dana", "dana@example.com")


def ticket(text: str = "Hello", **changes: object) -> Ticket:
    return replace(make_ticket(text), **{"order": None, "requester": DANA, **changes})


NAMED = {
    "My order A10482 has not come.": "A10482",
    "order number: 1001": "1001",
    "Order no. NW-20417 please": "NW-20417",
    "Where is #1001?": "1001",
    "Bestellnummer: 48213, bitte helfen": "48213",
    "Meine Bestellung Nr. 48213 fehlt": "48213",
    "Ma commande n° 55120 est cassée": "55120",
    "El pedido número 77120 no llega": "77120",
    "Mijn bestelling 33123 is stuk": "33123",
    "The order id is 9981-22": "9981-22",
    "order #1001 and again order 1001": "1001",
}
NOT_NAMED = [
    "I want to order 2 tents.",
    "I ordered in 2025 and paid 129.00",
    "order 1001 and order 1002 are both late",
    "My order came on 2026-03-04.",
    "Call me on +49 170 1234567",
    "see https://shop.example/#12345678",
    "",
    "order " * 500,
    "Order of 2025 was great",
]


@pytest.mark.parametrize(("text", "number"), NAMED.items())
def test_number_in_the_request_is_a_claim(text: str, number: str) -> None:
    assert wanted_order(ticket(text)) == Wanted(number, is_claimed=True)


@pytest.mark.parametrize("text", NOT_NAMED)
def test_what_is_no_number_or_could_be_two_is_not_looked_up(text: str) -> None:
    assert wanted_order(ticket(text, subject="")) is None


def test_helpdesks_own_order_comes_first_and_its_fields_next() -> None:
    fields = {"Order Number": "#2002"}

    assert wanted_order(ticket("order 1001", order=Order(order_number="3003"), custom_fields=fields)) == Wanted("3003")
    assert wanted_order(ticket("order 1001", custom_fields=fields)) == Wanted("2002", is_claimed=True)


@pytest.mark.parametrize(
    ("left", "right", "same"), [("#A-1001", "a1001", True), ("1001", "10010", False), ("", "", False)]
)
def test_numbers_are_compared_without_their_dress(left: str, right: str, same: bool) -> None:
    assert same_number(left, right) is same


@pytest.mark.parametrize("email", [None, "", "eve@example.com"])
def test_claimed_order_of_somebody_else_is_refused(email: str | None) -> None:
    with pytest.raises(OrderSourceError, match="does not say that it is theirs"):
        checked_order(ShopOrder(Order(order_number="1001"), email), Wanted("1001", True), ticket())


def test_claimed_order_is_theirs_by_the_address() -> None:
    found = ShopOrder(Order(order_number="#1001"), "Dana@Example.com ")

    assert checked_order(found, Wanted("1001", True), ticket()).order_number == "#1001"


def test_another_order_than_asked_for_is_refused() -> None:
    with pytest.raises(OrderSourceError, match="another order"):
        checked_order(ShopOrder(Order(order_number="1002")), Wanted("1001"), ticket())


def test_what_came_with_the_ticket_is_never_lost() -> None:
    own = Order(
        order_number="1001",
        total=Decimal(90),
        returns=(OrderReturn("R1", status="in_transit"),),
        payments=(Payment("Visa", disputed=True),),
        facts={"replacements_sent": 1, "loyalty": "gold"},
    )
    shops = Order(
        order_number="#1001",
        total=Decimal(100),
        payments=(Payment("visa", captured=Decimal(100)),),
        facts={"replacements_sent": 0, "item_in_stock": True},
    )

    order = checked_order(ShopOrder(shops), Wanted("1001"), ticket(order=own))

    assert (order.order_number, order.total, order.returns) == ("1001", 100, own.returns)
    assert order.facts == {"replacements_sent": 1, "loyalty": "gold", "item_in_stock": True}
    assert [one.disputed for one in order.payments] == [True]
    assert order.payments[0].captured == 100


def test_total_of_nothing_is_not_filled_in() -> None:
    order = checked_order(
        ShopOrder(Order(order_number="1", total=Decimal(0))), Wanted("1"), ticket(order=Order("1", total=Decimal(9)))
    )

    assert order.total == 0
