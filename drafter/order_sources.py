"""The OrderSource door: where the order that a ticket is about comes from, and what makes it the ticket's.

A number that the helpdesk gave in the ticket's ``order`` is taken as it is.  One that the
requester wrote is only a claim: its order is theirs where the shop says that it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from drafter.drafts import Draft
from drafter.errors import OrderSourceError
from drafter.orders import Order, Payment
from drafter.tickets import Author, Ticket
from drafter.turns import own_words

READ_CHARS = 5_000  # of one message; who names an order does so early
NUMBER_FIELDS = ("order_number", "order", "order_id", "order_no", "order_name", "bestellnummer")
_PLAIN = re.compile(r"[^0-9a-z]+")
_CODE = r"((?=(?:[A-Z-]{0,8}\d){3})[A-Z0-9](?:[A-Z0-9]|-(?=[A-Z0-9])){2,23})\b(?![.,]\d)"
_WITH_THE = r"(?:with|mit|met|avec|con)(?: the| der| dem| le| el)?(?= n)"
_SAID_OF_IT = (
    rf"(?:numbers?|n[uú]m(?:mer|éro|ero)|id|is|ist|est|es|was|lautet|confirmation|ref(?:erence)?|{_WITH_THE})(?!\w)"
)
_IN_WORDS = re.compile(
    r"(?<!\w)(?:orders?|purchase|bestel\w*|auftrags?\w*|commande|pedido)"
    rf"(?:[ \t]{{0,3}}(?:{_SAID_OF_IT}|(?:nos?|nr|n[°ºo])(?![^\W\d])\.?|[:#=(])){{0,6}}[ \t:]{{0,4}}#?[ \t]?{_CODE}",
    re.I,
)
_AFTER_HASH = re.compile(rf"(?<![\w#&/])#{_CODE}", re.I)
_AND_ANOTHER = re.compile(rf"[ \t]*(?:,|&|/|and|und|et|y|e|en)[ \t]*#?{_CODE}", re.I)
_DATE_OR_YEAR = re.compile(r"(?:19|20)\d\d|\d{4}-\d\d-\d\d|\d{1,2}-\d{1,2}-\d{2,4}")
_BEFORE = re.compile(r"([^\W\d_]+)[\s.,:(]*$")
_BEFORE_CHARS = 40
_TO_BUY = frozenset(
    ["again", "can", "could", "d", "i", "ll", "may", "please", "should", "they", "to", "we", "will", "would", "you"]
)
_OTHERS = """account apartment apt box bug card cards case code color colour coupon customer factura facture factuur
invoice item label member model package page parcel part phone question rechnung return rma room shoe size sku step
suite ticket tracking unit"""
_NUMBERED = frozenset(_OTHERS.split())  # things with a number of their own


class OrderSource(Protocol):
    """Finds the order that a ticket is about."""

    def find(self, ticket: Ticket) -> Order | None:
        """Return the ticket's order, or None when there is none to find.  Raises OrderSourceError."""
        ...


class TicketOrders:
    """The order that came with the ticket itself: the source that always works."""

    def find(self, ticket: Ticket) -> Order | None:
        """Return the order in the ticket's own fields."""
        return ticket.order


@dataclass(frozen=True)
class Wanted:
    """The order to look for: its ``number``, and whether only the requester says that it is theirs."""

    number: str
    is_claimed: bool = False


@dataclass(frozen=True)
class ShopOrder:
    """An order as a shop knows it, and the address of whoever ordered; None where the shop does not say."""

    order: Order
    email: str | None = None


def wanted_order(ticket: Ticket) -> Wanted | None:
    """Return which order a ticket is about; None where none is named, or where it could be several.

    The helpdesk's own order counts first, then its custom fields, then the requester's words.
    """
    if ticket.order and ticket.order.order_number:
        return Wanted(ticket.order.order_number)
    fields = {name.casefold().strip().replace(" ", "_"): value for name, value in ticket.custom_fields.items()}
    given = next((fields[name].strip() for name in NUMBER_FIELDS if fields.get(name, "").strip()), "")
    if given and len(given) <= 40 and any(char.isdigit() for char in given):
        return Wanted(given.lstrip("#").strip(), is_claimed=True)
    named = _named(ticket)
    return Wanted(named[0], is_claimed=True) if len(named) == 1 else None


def same_number(left: str, right: str) -> bool:
    """Whether two notations name one order: ``#A-1001`` and ``a1001``."""
    return bool(plain := _PLAIN.sub("", left.casefold())) and plain == _PLAIN.sub("", right.casefold())


def checked_order(found: ShopOrder, wanted: Wanted, ticket: Ticket) -> Order:
    """Return the ticket's order: what the shop knows, with what only the ticket says kept.

    Raises OrderSourceError where the shop answered with another order, or where the requester
    names an order that is not known to be theirs.
    """
    order = found.order
    if order.order_number and not same_number(order.order_number, wanted.number):
        raise OrderSourceError(f"The shop answered with another order than {wanted.number[:40]!r}.")
    if wanted.is_claimed:
        theirs, given = (found.email or "").strip().casefold(), (ticket.requester.email or "").strip().casefold()
        if not theirs or theirs != given:
            raise OrderSourceError(
                f"Order {wanted.number[:40]!r} is named by the customer, but the shop does not say that it is theirs."
            )
    return merged_order(order, ticket.order, number=wanted.number)


def merged_order(order: Order, own: Order | None, *, number: str) -> Order:
    """Return a shop's order with the gaps filled from the ticket's own.

    ``facts`` that came with the ticket count before the shop's, and a dispute that the ticket
    tells of stays open: what was known of an order is never lost.
    """
    if own is None:
        return replace(order, order_number=order.order_number or number)
    kept = {name: getattr(order, name) or getattr(own, name) for name in Order.__dataclass_fields__}
    kept["total"] = own.total if order.total is None else order.total
    kept["order_number"] = own.order_number or order.order_number or number
    kept["facts"] = {**order.facts, **own.facts}
    kept["payments"] = _still_disputed(kept["payments"], own.payments)
    return Order(**kept)


def with_drafts_order(ticket: Ticket, draft: Draft | None) -> Ticket:
    """Return a ticket with the order that a draft of it was written from, where that was looked up."""
    return replace(ticket, order=draft.order) if draft and draft.order else ticket


def _still_disputed(payments: tuple[Payment, ...], own: tuple[Payment, ...]) -> tuple[Payment, ...]:
    if not payments or not any(one.disputed for one in own) or any(one.disputed for one in payments):
        return payments
    return (replace(payments[0], disputed=True), *payments[1:])


def _named(ticket: Ticket) -> list[str]:
    """The order numbers that the requester names, each once, in the newest message that names any."""
    written = [own_words(one.text) for one in ticket.messages if one.author is Author.REQUESTER and one.is_public]
    for text in (*reversed(written), ticket.subject):
        numbers = {_PLAIN.sub("", one.casefold()): one for one in reversed([*_numbers_in(text[:READ_CHARS])])}
        if numbers:
            return list(numbers.values())
    return []


def _numbers_in(text: str) -> Iterator[str]:
    """What reads as the number of an order that was placed; not how many somebody wants to order."""
    for pattern, others in ((_IN_WORDS, _TO_BUY), (_AFTER_HASH, _NUMBERED)):
        for found in pattern.finditer(text):
            before = _BEFORE.search(text[max(0, found.start() - _BEFORE_CHARS) : found.start()])
            if not _DATE_OR_YEAR.fullmatch(found[1]) and not (before and before[1].casefold() in others):
                yield found[1]
                if another := _AND_ANOTHER.match(text, found.end()):
                    yield another[1]
