"""Limits that stand beneath every ladder: ten cases in which nothing is conceded twice.  No brand can lift them.

::

    refunded in full           nothing more          refunded in part          no goods; money up to the rest
    dispute open               nothing               return not yet received   nothing
    shipped by a seller        nothing               split shipment            nothing while a parcel is on its way,
                                                                               else what was in the lost one
    authorised, not captured   no money              paid by gift card         each method up to what it paid
    promotion taken back       money less that       second replacement        no goods

Explaining and handing over are always possible.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from drafter.order_facts import ON_ITS_WAY, Facts, FactValue, clawed_back, is_gift_card, lost_value
from drafter.orders import Order
from drafter.resolutions import CONCESSIONS, GOODS, MONEY, Part, RungKind


@dataclass(frozen=True)
class Limits:
    """What may still be conceded: ``blocked`` kinds with the reason, ``most`` money and why no more."""

    blocked: Mapping[RungKind, str] = field(default_factory=dict)
    most: Decimal | None = None
    why_most: str = ""

    def refusal(self, kind: RungKind) -> str | None:
        """Return why this kind is out of the question, None where it is not."""
        return self.blocked.get(kind)


def limits_of(facts: Facts, order: Order | None) -> Limits:
    """Return the limits for what is known of a ticket and its order.  Never raises."""
    blocked: dict[RungKind, str] = {}
    for kinds, reason in _refusals(facts, order):
        blocked.update({kind: reason for kind in kinds if kind not in blocked})
    most, why = _most(facts, order)
    return Limits(blocked, most, why)


def parts_of(amount: Decimal, order: Order | None) -> tuple[Part, ...]:
    """Return how an amount goes back to the payments it came from, other methods first and gift cards last.

    Empty where all of it goes one way, or where the payments are not known.
    """
    if order is None or not any(is_gift_card(one) for one in order.payments):
        return ()
    left, parts = amount, []
    for payment in sorted(order.payments, key=is_gift_card):
        paid = (payment.captured or Decimal(0)) - (payment.refunded or Decimal(0))
        share = min(max(paid, Decimal(0)), left)
        if share:
            parts.append(Part(payment.method or "the payment", share))
            left -= share
    return tuple(parts)


def _refusals(facts: Facts, order: Order | None) -> list[tuple[frozenset[RungKind], str]]:
    found: list[tuple[frozenset[RungKind], str]] = []
    if facts.get("disputed"):
        found.append((CONCESSIONS, "a card dispute is open; the bank decides on this money"))
    if facts.get("refunded_in_full"):
        found.append((CONCESSIONS, "the order was refunded in full already"))
    if facts.get("seller_fulfilled"):
        found.append((CONCESSIONS, "a marketplace seller shipped it; we can't concede for the seller"))
    if facts.get("return_status") in ON_ITS_WAY or facts.get("return_received") is False:
        found.append((CONCESSIONS, "a return is on its way and has not arrived"))
    if facts.get("split_shipment") and _count(facts.get("undelivered_shipments")):
        found.append((CONCESSIONS, "a parcel of this order is still on its way"))
    if facts.get("split_shipment") and _count(facts.get("lost_shipments")) and _lost(order) is None:
        found.append((MONEY, "it is not known what was in the lost parcel"))
    if facts.get("partly_refunded"):
        found.append((GOODS, "a part of the order was refunded already"))
    if _count(facts.get("replacements_sent")):
        found.append((GOODS, "a replacement was sent before"))
    if _money(facts.get("authorised_not_captured")):
        found.append((MONEY, "an amount is only authorised and was never taken; it lapses by itself"))
    if "captured" in facts and not _money(facts["captured"]):
        found.append((MONEY, "nothing was taken, so there is nothing to pay back"))
    if facts.get("promotion_clawed_back") and not (order and clawed_back(order)):
        found.append((MONEY, "a promotion was taken back, and it is not known how much"))
    return found


def _most(facts: Facts, order: Order | None) -> tuple[Decimal | None, str]:
    """The most money that may go back, and what sets it."""
    bounds: list[tuple[Decimal, str]] = []
    left = facts.get("left_to_refund")
    if isinstance(left, Decimal):
        bounds.append((left, "what was paid and not refunded yet"))
    elif isinstance(total := facts.get("total"), Decimal):
        bounds.append((total, "the order's total"))
    taken_back = clawed_back(order) if order else Decimal(0)
    if taken_back and bounds:
        # A refund that came before has set the promotion off already, where it took it back.
        bounds.append((max(bounds[0][0] - taken_back, Decimal(0)), "what was paid less the promotion taken back"))
    lost = _lost(order)
    if facts.get("split_shipment") and _count(facts.get("lost_shipments")) and lost is not None:
        bounds.append((lost, "the price of what was in the lost parcel"))
    return min(bounds, key=lambda bound: bound[0]) if bounds else (None, "")


def _lost(order: Order | None) -> Decimal | None:
    return lost_value(order) if order else None


def _count(value: FactValue | None) -> bool:
    return isinstance(value, int) and value > 0


def _money(value: FactValue | None) -> bool:
    return isinstance(value, Decimal) and value > 0
