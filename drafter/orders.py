"""Order: what was bought, paid, shipped.  Facts a draft may rest on; money is exact.

The shapes follow the documented ticket JSON; every field may be missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class OrderItem:
    """One line of an order."""

    name: str
    sku: str | None = None
    quantity: int = 1
    price: Decimal | None = None


@dataclass(frozen=True)
class Payment:
    """One payment of an order; amounts in the order's currency."""

    method: str | None = None
    authorised: Decimal | None = None
    captured: Decimal | None = None
    refunded: Decimal | None = None
    disputed: bool = False


@dataclass(frozen=True)
class Shipment:
    """One parcel of an order."""

    tracking: str | None = None
    carrier: str | None = None
    items: tuple[str, ...] = ()
    status: str | None = None
    shipped_on: date | None = None
    delivered_on: date | None = None


@dataclass(frozen=True)
class OrderReturn:
    """Goods on their way back: ``status`` is labelled, in_transit, received or inspected."""

    number: str | None = None
    items: tuple[str, ...] = ()
    status: str | None = None


@dataclass(frozen=True)
class Order:
    """What a ticket is about, as the shop knows it.

    ``ordered_at`` is there where the shop gave the moment and not only the day; ``ship_to``
    is the country it goes to, with its part where known (``DE``, ``US-CA``).  ``facts`` are
    what only the shop can tell, by the names of ``drafter.order_facts`` (``item_in_stock``).
    """

    order_number: str | None = None
    currency: str | None = None
    total: Decimal | None = None
    items: tuple[OrderItem, ...] = ()
    ordered_on: date | None = None
    delivered_on: date | None = None
    tracking: str | None = None
    carrier: str | None = None
    status: str | None = None
    payments: tuple[Payment, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    returns: tuple[OrderReturn, ...] = ()
    refunds: tuple[Decimal, ...] = ()
    discounts: tuple[Decimal, ...] = ()
    seller: str | None = None
    fulfilled_by: str | None = None
    ordered_at: datetime | None = None
    ship_to: str | None = None
    facts: Mapping[str, bool | int | Decimal | str] = field(default_factory=dict)
