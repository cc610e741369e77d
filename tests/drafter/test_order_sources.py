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
    "Hi there, ref order NW-48213-B – the zip broke after two days": "NW-48213-B",
    "Order Number 100234567 was supposed to arrive Monday.": "100234567",
    "I placed order #A-20417 on 3 March and nothing came": "A-20417",
    "my order (no. 55120) is missing one item": "55120",
    "Auftragsnummer 7781290 – Zelt beschädigt angekommen": "7781290",
    "Ihre Bestellung #48213 ist nicht vollständig": "48213",
    "Numéro de commande : 998812, toujours rien": "998812",
    "Commande n°77120-FR non reçue": "77120-FR",
    "Mi número de pedido es 6620193": "6620193",
    "Bestelnummer 441902, waar blijft mijn pakket?": "441902",
    "Order ID: 3f9a2b17c": "3f9a2b17c",
    "what happened to #20417?!": "20417",
    "ORDER 20417 STILL NOT HERE": "20417",
    "order no 20417, paid 129.00 on 2026-03-01, phone 555 0100": "20417",
    "It's about purchase 88213.": "88213",
    "The invoice #5521 and order #5520 differ": "5520",
    "Re: your order 5561203 has shipped - but it has not!": "5561203",
    "Kundennummer 4711, Bestellnr. DE-90213": "DE-90213",
    "J'ai passé la commande 44120 hier": "44120",
    "Quiero devolver mi pedido #ES44120": "ES44120",
    "Order: W100-2231": "W100-2231",
    "Hello, I need to return order 88120 and get a refund": "88120",
    "please cancel order number: #70011": "70011",
    "Can you check on order 31007 please": "31007",
    "Model #X200 from order #31007 is broken": "31007",
    "RMA #5512 for order no. 31008": "31008",
    "Room #204, order 31009": "31009",
    "ich habe die bestellung 31010 am 12.03. bekommen": "31010",
    "pls help #31011": "31011",
    "(order #31012)": "31012",
    "order=31013": "31013",
    "Subject line says order 81001 is delayed, why?": "81001",
    "Order nr 81003 (2 x lamp) arrived smashed": "81003",
    "Bestellnummer lautet 81004.": "81004",
    "Auftrag 81005 bitte stornieren": "81005",
    "Votre commande numéro 81006 est en retard": "81006",
    "Pedido nº 81007: falta una pieza": "81007",
    "Mijn bestelling met nummer 81008 is kwijt": "81008",
    "Order 81009 - refund $129.99": "81009",
    "The order no. is SO-2026-00917": "SO-2026-00917",
    "order #81010\nitem #4455": "81010",
    "PO 4500012345 / order 81011": "81011",
    "order 81012, order 81012, ORDER 81012!!": "81012",
    "Please help: #GB-81013": "GB-81013",
    "order confirmation 81014": "81014",
    "Your order 81015? Mine is 81015.": "81015",
    "Order reference 90001 has a hole in it": "90001",
    "Meine Bestellung mit der Nummer 90002 kam nie an": "90002",
    "ma commande avec le numéro 90003 svp": "90003",
    "order#90004 wrong size": "90004",
    "my orders from 2024 were fine; order 90007 is not": "90007",
    "Order A1B2C3D4 never came": "A1B2C3D4",
    "Returned order 90009, label #5533": "90009",
    "Bestelling: NL-90012!": "NL-90012",
    "I was charged 199 for order 90013.": "90013",
    "order 90014.": "90014",
}
NOT_NAMED = [
    "I'd like to order 150 mugs for our company",
    "Can I order 200 of these?",
    "order total was 1,299.00 EUR",
    "My order of 12 March 2026 is late",
    "In order 2 days passed",
    "Please order again; my zip is 90210",
    "Tracking CP100200300 says delivered",
    "Gift card #GC-9912-8812",
    "step #100 of your guide",
    "I ordered 3 pairs, size 42",
    "pedido 1201 y pedido 1202",
    "Visa ending 4242, ordered last week",
    "see ticket #88120",
    "order 66",
    "Bestellung vom 3.3.: Nr. 90213, bitte stornieren",
    "orders 70011 and 70012 came together",
    "We would like to order 500 bottles by June",
    "I want to order 3000 napkins",
    "My account #99120 shows nothing",
    "order date 2026-02-11",
    "the order was 129.99 in total",
    "order number unknown, email dana@example.com",
    "order number is missing, phone 030 123456",
    "Order\n31014",
    "Orders #81001, #81002 – where are they",
    "I ordered 1200 flyers and got 900",
    "could you reorder 250 labels",
    "How do I order 100 gift cards?",
    "Case #5512. Thanks",
    "We ordered on 12/03/2026 for 300 EUR",
    "color #ff8800 please",
    "Is order 90005 the same as order 90006?",
    "I want to order 800 of item #4410",
    "I'd order 250 more if it worked",
    "El pedido es el 90008",
    "see invoice #12345",
    "your order 90010/90011",
    "order 90,015 units",
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
