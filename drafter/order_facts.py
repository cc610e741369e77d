"""The facts that a ladder's conditions may speak of: their names, their kinds, and their values for a ticket.

A fact that is not known is left out, never guessed: a condition that needs it does not hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from drafter.brands import Brand
from drafter.orders import Order, OrderItem, OrderReturn, Payment, Shipment
from drafter.tickets import Ticket

FactValue = bool | int | Decimal | str
Facts = Mapping[str, FactValue]

RECEIVED = frozenset({"received", "inspected"})
ON_ITS_WAY = ("labelled", "in_transit")
LOST = frozenset({"lost", "missing", "stolen", "returned_to_sender", "damaged_in_transit"})
_REFUNDED = frozenset({"refunded", "fully_refunded"})
_DISPUTED = frozenset({"disputed", "charged_back", "chargeback"})
_OURS = frozenset({"us", "own", "self", "ourselves", "warehouse"})
_NOTHING = Decimal(0)


class FactKind(StrEnum):
    """What a fact's values are."""

    FLAG = "yes or no"
    COUNT = "whole number"
    MONEY = "amount"
    TEXT = "text"


@dataclass(frozen=True)
class Fact:
    """One word of the vocabulary: what it means, and for flags how yes and no read."""

    name: str
    kind: FactKind
    meaning: str
    yes: str = ""
    no: str = ""
    given: bool = False

    @property
    def words(self) -> str:
        """The name in plain words."""
        return self.name.replace("_", " ")


def _flag(name: str, yes: str, no: str, *, given: bool = False) -> Fact:
    return Fact(name, FactKind.FLAG, f"{yes}, or {no}", yes, no, given)


def _count(name: str, meaning: str, *, given: bool = False) -> Fact:
    return Fact(name, FactKind.COUNT, meaning, given=given)


def _money(name: str, meaning: str, *, given: bool = False) -> Fact:
    return Fact(name, FactKind.MONEY, meaning, given=given)


def _text(name: str, meaning: str, *, given: bool = False) -> Fact:
    return Fact(name, FactKind.TEXT, meaning, given=given)


# ``given``: no order says so by itself; the helpdesk or the order source has to send it in ``order.facts``.
VOCABULARY: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        _flag("order_known", "the order is known", "no order is known"),
        _text("status", "the order's status as the shop says it, in small letters"),
        _text("channel", "how the ticket came in, such as 'email' or 'chat'"),
        _text("region", "where the order goes, such as 'US-CA'; else where the brand is at home"),
        _text("currency", "the order's currency, such as 'USD'"),
        _count("days_since_order", "whole days from the order to today"),
        _count("days_since_shipment", "whole days since the parcel still out left, else since the last one did"),
        _count("days_since_delivery", "whole days since the last parcel was delivered; not known before that"),
        _flag("delivered", "everything was delivered", "not everything was delivered"),
        _money("total", "the order's total"),
        _money("item_price", "price of one piece of the item in question; not known where it could be several"),
        _count("item_count", "how many different items the order has"),
        _money("authorised", "all that was authorised"),
        _money("captured", "all that was really taken"),
        _money("authorised_not_captured", "authorised and never taken"),
        _money("refunded", "refunded so far"),
        _money("left_to_refund", "taken and not refunded yet"),
        _flag("refunded_in_full", "all of it was refunded", "not all of it was refunded"),
        _flag("partly_refunded", "a part was refunded", "no part was refunded"),
        _flag("disputed", "a card dispute is open", "no card dispute is open"),
        _money("gift_card_paid", "paid by gift card"),
        _count("gift_card_share", "percent of what was taken that came from a gift card"),
        _money("discount", "discounts on the order"),
        _flag("promotion_clawed_back", "a promotion was taken back", "no promotion was taken back"),
        _flag("return_started", "a return was started", "no return was started"),
        _text("return_status", "the least advanced return: 'labelled', 'in_transit', 'received' or 'inspected'"),
        _flag("return_received", "every return has arrived", "a return has not arrived"),
        _flag("seller_fulfilled", "a marketplace seller shipped it", "we shipped it ourselves"),
        _count("parcels", "how many parcels the order has"),
        _flag("split_shipment", "the order went out in several parcels", "the order went out in one parcel"),
        _count("undelivered_shipments", "parcels on their way"),
        _count("lost_shipments", "parcels that were lost"),
        _flag("photo_attached", "a photo is attached", "no photo is attached"),
        _count("replacements_sent", "replacements sent before", given=True),
        _flag("part_in_stock", "the part is in stock", "the part is not in stock", given=True),
        _money("part_price", "price of the part", given=True),
        _flag("item_in_stock", "the item is in stock", "the item is out of stock", given=True),
        _flag("variant_in_stock", "another variant is in stock", "no other variant is in stock", given=True),
        _count("days_out_of_stock", "days until the item is back, or since it ran out", given=True),
        _flag("wants_to_keep", "the customer wants to keep it", "the customer does not want to keep it", given=True),
        _text("loyalty", "level in the loyalty scheme, in small letters", given=True),
    )
}


def facts_of(ticket: Ticket, brand: Brand, today: date, *, order: Order | None = None) -> dict[str, FactValue]:
    """Return what is known about a ticket and its order on a day, by the vocabulary's names.

    ``order`` stands in for the ticket's own.  Money is exact.  Raises nothing.
    """
    order = order or ticket.order
    facts: dict[str, FactValue] = {
        "order_known": order is not None,
        "channel": ticket.channel.lower(),
        "photo_attached": any((file.content_type or "").startswith("image/") for file in ticket.attachments),
    }
    if brand.home_region:
        facts["region"] = brand.home_region
    if order is None:
        return facts
    item = item_in_question(ticket, order)
    known: dict[str, FactValue | None] = {
        **facts,
        "status": order.status.lower() if order.status else None,
        "region": order.ship_to or brand.home_region,
        "currency": order.currency,
        "total": order.total,
        "item_price": item.price if item else None,
        "item_count": len(order.items) or None,
        "days_since_order": _days(order.ordered_on or (order.ordered_at and brand.day_of(order.ordered_at)), today),
        "discount": sum((one for one in order.discounts if one > 0), _NOTHING),
        "seller_fulfilled": _is_sellers(order, brand),
        **_money_facts(order),
        **_parcel_facts(order, today),
        **_return_facts(order.returns),
        **_given_facts(order),
    }
    return {name: value for name, value in known.items() if value is not None}


def item_in_question(ticket: Ticket, order: Order) -> OrderItem | None:
    """Return the one item the newest request can be about; None where it could be several.

    The only item of the order, else the only one whose name stands in the request, else the
    only one in a lost parcel.
    """
    if len(order.items) == 1:
        return order.items[0]
    newest = ticket.newest_request
    said = f"{ticket.subject}\n{newest.text if newest else ''}".casefold()
    named = [item for item in order.items if item.name and item.name.casefold() in said]
    if len(named) == 1:
        return named[0]
    lost = {name.casefold() for parcel in order.shipments if _state(parcel) in LOST for name in parcel.items}
    missing = [item for item in order.items if item.name.casefold() in lost]
    return missing[0] if not named and len(missing) == 1 else None


def is_gift_card(payment: Payment) -> bool:
    """Whether a payment came from a gift card or store credit."""
    method = (payment.method or "").casefold().replace("_", " ").replace("-", " ")
    return any(word in method for word in ("gift", "store credit", "geschenk", "gutschein", "carte cadeau", "regalo"))


def clawed_back(order: Order) -> Decimal:
    """Return what was taken back of promotions: the negative ones among the discounts."""
    return -sum((one for one in order.discounts if one < 0), _NOTHING)


def lost_value(order: Order) -> Decimal | None:
    """Return the price of all that was in lost parcels; None where that can't be told."""
    prices = {item.name.casefold(): item.price for item in order.items if item.price is not None}
    lost = [name.casefold() for parcel in order.shipments if _state(parcel) in LOST for name in parcel.items]
    if not lost or any(name not in prices for name in lost):
        return None
    return sum((prices[name] for name in lost), _NOTHING)


def _is_sellers(order: Order, brand: Brand) -> bool:
    ours = {brand.name.casefold(), brand.slug.casefold(), *_OURS}
    seller, shipper = (order.seller or "").strip().casefold(), (order.fulfilled_by or "").strip().casefold()
    if shipper:
        return shipper not in ours and (shipper in ("seller", "merchant") or (bool(seller) and seller not in ours))
    return bool(seller) and seller not in ours


def _money_facts(order: Order) -> dict[str, FactValue | None]:
    payments, status = order.payments, (order.status or "").lower()
    refunded = _refunded(order)
    is_full: bool | None = True if status in _REFUNDED else None
    if order.total is not None and refunded is not None:
        is_full = is_full or (refunded >= order.total and order.total > 0)
    disputed: bool | None = any(one.disputed for one in payments) if payments else None
    captured = sum((one.captured or _NOTHING for one in payments), _NOTHING) if payments else None
    base = captured if captured is not None else order.total
    by_card = sum((one.captured or _NOTHING for one in payments if is_gift_card(one)), _NOTHING) if payments else None
    taken_back = True if clawed_back(order) else None
    return {
        "authorised": sum((one.authorised or _NOTHING for one in payments), _NOTHING) if payments else None,
        "captured": captured,
        "authorised_not_captured": sum((_open(one) for one in payments), _NOTHING) if payments else None,
        "refunded": refunded,
        "left_to_refund": max(base - refunded, _NOTHING) if base is not None and refunded is not None else None,
        "refunded_in_full": is_full,
        "partly_refunded": None if refunded is None else refunded > 0 and not is_full,
        "disputed": True if status in _DISPUTED else disputed,
        "gift_card_paid": by_card,
        "gift_card_share": int(by_card * 100 / captured) if by_card is not None and captured else None,
        "promotion_clawed_back": taken_back,
    }


def _refunded(order: Order) -> Decimal | None:
    """What went back: payments and the list of refunds tell of the same money, so the greater counts."""
    if not order.payments and not order.refunds:
        return None
    by_payment = sum((one.refunded or _NOTHING for one in order.payments), _NOTHING)
    return max(by_payment, sum((abs(one) for one in order.refunds), _NOTHING))


def _open(payment: Payment) -> Decimal:
    return max((payment.authorised or _NOTHING) - (payment.captured or _NOTHING), _NOTHING)


def _parcel_facts(order: Order, today: date) -> dict[str, FactValue | None]:
    parcels = order.shipments
    out = [one for one in parcels if not _is_delivered(one)]
    lost = [one for one in out if _state(one) in LOST]
    arrived = [one.delivered_on for one in parcels if one.delivered_on]
    delivered_on = order.delivered_on or (max(arrived) if arrived and not out else None)
    left = [one.shipped_on for one in (out or parcels) if one.shipped_on]
    delivered: bool | None = True if delivered_on and not out else (False if out else None)
    if delivered is None and not parcels and order.status:
        delivered = False if order.status.lower() in ("processing", "shipped", "unfulfilled", "in_transit") else None
    return {
        "delivered": delivered,
        "days_since_delivery": _days(delivered_on, today),
        "days_since_shipment": _days(min(left) if out else max(left), today) if left else None,
        "parcels": len(parcels) or None,
        "split_shipment": len(parcels) > 1 if parcels else None,
        "undelivered_shipments": len(out) - len(lost) if parcels else None,
        "lost_shipments": len(lost) if parcels else None,
    }


def _return_facts(returns: Sequence[OrderReturn]) -> dict[str, FactValue | None]:
    if not returns:
        return {"return_started": False}
    order = (*ON_ITS_WAY, "received", "inspected")
    states = [(one.status or "").lower() for one in returns]
    known = [state for state in order if state in states]
    is_clear = all(state in order for state in states)
    return {
        "return_started": True,
        "return_status": known[0] if known and is_clear else None,
        "return_received": all(state in RECEIVED for state in states) if is_clear else None,
    }


def _given_facts(order: Order) -> dict[str, FactValue | None]:
    """What the shop says of itself, where it is of the kind it should be."""
    found: dict[str, FactValue | None] = {}
    for name, value in order.facts.items():
        fact = VOCABULARY.get(name)
        if fact is None or not (fact.given or name == "promotion_clawed_back"):
            continue
        found[name] = _of_kind(fact.kind, value)
    return found


def _of_kind(kind: FactKind, value: FactValue) -> FactValue | None:
    if kind is FactKind.MONEY:
        return _amount(value)
    if kind is FactKind.FLAG or isinstance(value, bool):
        return value if kind is FactKind.FLAG and isinstance(value, bool) else None
    if kind is FactKind.COUNT:
        return value if isinstance(value, int) and value >= 0 else None
    return value.lower() if isinstance(value, str) else None


def _amount(value: FactValue) -> Decimal | None:
    try:
        amount = Decimal(value) if not isinstance(value, bool) else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() and amount >= 0 else None


def _is_delivered(parcel: Shipment) -> bool:
    return parcel.delivered_on is not None or _state(parcel) == "delivered"


def _state(parcel: Shipment) -> str:
    return (parcel.status or "").lower().replace(" ", "_").replace("-", "_")


def _days(since: date | None, today: date) -> int | None:
    days = (today - since).days if since else None
    return days if days is not None and days >= 0 else None
