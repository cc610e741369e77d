"""Evidence: the texts that a fact which an agent added may rest on."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from drafter.drafts import Draft
from drafter.orders import Order
from drafter.tickets import Ticket


def evidence_of(draft: Draft, ticket: Ticket) -> tuple[str, ...]:
    """Return the passages that the draft cites and what the shop knows about the order, as texts."""
    cited = {citation.snippet_id for sentence in draft.sentences for citation in sentence.citations}
    passages = [
        "\n".join((hit.text, hit.internal, *hit.steps)).strip() for hit in draft.hits if hit.snippet_id in cited
    ]
    return (*passages, *(order_texts(ticket.order) if ticket.order else ()))


def order_texts(order: Order) -> tuple[str, ...]:
    """Return the order's facts, one short text for each: ``total 120.00 USD``, ``delivered on 2026-03-09``."""
    return tuple(f"{name} {value}" for name, value in _facts(order) if value)


def _facts(order: Order) -> Iterator[tuple[str, str | None]]:
    yield "order number", order.order_number
    yield "total", _money(order.total, order)
    yield "ordered on", _day(order.ordered_on)
    yield "delivered on", _day(order.delivered_on)
    yield "tracking number", order.tracking
    yield "carrier", order.carrier
    yield "status", order.status
    yield "sold by", order.seller
    for item in order.items:
        yield f"{item.quantity} x {item.name}", _money(item.price, order)
    for payment in order.payments:
        yield "paid", _money(payment.captured or payment.authorised, order)
        yield "refunded", _money(payment.refunded, order)
    for parcel in order.shipments:
        yield "tracking number", parcel.tracking
        yield "shipped on", _day(parcel.shipped_on)
        yield "delivered on", _day(parcel.delivered_on)
    for back in order.returns:
        yield "return number", back.number
    for amount in order.refunds:
        yield "refund", _money(amount, order)
    for amount in order.discounts:
        yield "discount", _money(amount, order)
    if codes := order.facts.get("discount_codes"):
        yield "discount codes", str(codes)


def _money(amount: Decimal | None, order: Order) -> str | None:
    return f"{amount} {order.currency or ''}".strip() if amount is not None else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
