"""The documented order JSON: a stranger's order to ours, and back."""

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from drafter.orders import Order, OrderItem, OrderReturn, Payment, Shipment
from webhook.json_values import (
    MAX_ITEMS,
    MAX_MONEY,
    MAX_NAME,
    Day,
    Moment,
    Money,
    Name,
    Names,
    Shape,
    false_if_none,
    moment_text,
    money_text,
    one_if_none,
    or_no_items,
)

MAX_PLACE = 56  # the longest name of a country
_AMOUNT = re.compile(r"\d{1,12}\.\d{1,4}")
_ZONED = re.compile(r"T\d{2}:?\d{2}.*(?:Z|[+-]\d{2}:?\d{2})\s*$", re.I)


def order_json(order: Order) -> dict[str, Any]:
    """Return an order as the documented JSON; money as decimal strings."""
    return {
        "order_number": order.order_number,
        "currency": order.currency,
        "total": money_text(order.total),
        "items": [
            {"sku": item.sku, "name": item.name, "qty": item.quantity, "price": money_text(item.price)}
            for item in order.items
        ],
        "ordered_on": moment_text(order.ordered_on),
        "ordered_at": moment_text(order.ordered_at),
        "ship_to": order.ship_to,
        "delivered_on": moment_text(order.delivered_on),
        "tracking": order.tracking,
        "carrier": order.carrier,
        "status": order.status,
        "payments": [
            {
                "method": payment.method,
                "authorised": money_text(payment.authorised),
                "captured": money_text(payment.captured),
                "refunded": money_text(payment.refunded),
                "disputed": payment.disputed,
            }
            for payment in order.payments
        ],
        "shipments": [
            {
                "tracking": parcel.tracking,
                "carrier": parcel.carrier,
                "items": list(parcel.items),
                "status": parcel.status,
                "shipped_on": moment_text(parcel.shipped_on),
                "delivered_on": moment_text(parcel.delivered_on),
            }
            for parcel in order.shipments
        ],
        "returns": [{"number": r.number, "items": list(r.items), "status": r.status} for r in order.returns],
        "refunds": [money_text(amount) for amount in order.refunds],
        "discounts": [money_text(amount) for amount in order.discounts],
        "seller": order.seller,
        "fulfilled_by": order.fulfilled_by,
        "facts": {name: str(one) if isinstance(one, Decimal) else one for name, one in order.facts.items()},
    }


def _place(value: Any) -> Any:
    """Take a country as text, or an address with ``country_code`` or ``country``."""
    if isinstance(value, Mapping):
        value = value.get("country_code") or value.get("country") or ""
    if not isinstance(value, str):
        return value
    return value.strip() if len(value.strip()) <= MAX_PLACE else None  # a street address: nobody's business here


def _facts(value: Any) -> Any:
    """Keep plain values only; a decimal string is an amount, as everywhere in an order."""
    if not isinstance(value, Mapping):
        return {}
    kept: dict[str, bool | int | Decimal | str] = {}
    for key, one in list(value.items())[:MAX_ITEMS]:
        if isinstance(one, bool) or (isinstance(one, int) and abs(one) <= MAX_MONEY):
            kept[str(key)[:MAX_NAME]] = one
        elif (isinstance(one, float) and math.isfinite(one)) or (isinstance(one, str) and _AMOUNT.fullmatch(one)):
            kept[str(key)[:MAX_NAME]] = Decimal(str(one))
        elif isinstance(one, str):
            kept[str(key)[:MAX_NAME]] = one[:MAX_NAME]
    return kept


def _amounts(value: Any) -> Any:
    """Take amounts as decimal strings, or as objects that hold one, as shops list refunds and discounts."""
    if not isinstance(value, list):
        return [] if value is None else value
    return [_amount_in(one) if isinstance(one, Mapping) else one for one in value]


def _amount_in(listed: Mapping[Any, Any]) -> Any:
    return next((listed[name] for name in ("amount", "value", "total") if listed.get(name) is not None), None)


def _codes(listed: Any) -> list[str]:
    """The codes that discounts were given by."""
    found = [one.get("code") for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    return [one.strip()[:MAX_NAME] for one in found if isinstance(one, str) and one.strip()]


def _named(value: Any) -> Any:
    """Take a name, or an object that has one, as shops list what is in a parcel or who sells."""
    if isinstance(value, Mapping):
        return next((value[name] for name in ("name", "title", "sku", "id") if value.get(name) is not None), None)
    return value


def _all_named(value: Any) -> Any:
    if not isinstance(value, list):
        return [] if value is None else value
    return [name for one in value if (name := _named(one)) is not None]


class ItemShape(Shape):
    """One line of an order."""

    sku: Name | None = None
    name: Name | None = None
    qty: Annotated[int, BeforeValidator(one_if_none), Field(ge=0, le=1_000_000)] = 1
    price: Money = None


class PaymentShape(Shape):
    """One payment."""

    method: Name | None = None
    authorised: Money = None
    captured: Money = None
    refunded: Money = None
    disputed: Annotated[bool, BeforeValidator(false_if_none)] = False


class ShipmentShape(Shape):
    """One parcel."""

    tracking: Name | None = None
    carrier: Name | None = None
    items: Annotated[Names, BeforeValidator(_all_named)] = Field(default_factory=list)
    status: Name | None = None
    shipped_on: Day = None
    delivered_on: Day = None


class ReturnShape(Shape):
    """Goods on their way back."""

    number: Name | None = None
    items: Annotated[Names, BeforeValidator(_all_named)] = Field(default_factory=list)
    status: Name | None = None


class OrderShape(Shape):
    """What was bought."""

    order_number: Name | None = None
    currency: Name | None = None
    total: Money = None
    items: Annotated[list[ItemShape], BeforeValidator(or_no_items)] = Field(default_factory=list)
    ordered_on: Day = None
    delivered_on: Day = None
    tracking: Name | None = None
    carrier: Name | None = None
    status: Name | None = None
    payments: Annotated[list[PaymentShape], BeforeValidator(or_no_items)] = Field(default_factory=list)
    shipments: Annotated[list[ShipmentShape], BeforeValidator(or_no_items)] = Field(default_factory=list)
    returns: Annotated[list[ReturnShape], BeforeValidator(or_no_items)] = Field(default_factory=list)
    refunds: Annotated[list[Money], BeforeValidator(_amounts)] = Field(default_factory=list)
    discounts: Annotated[list[Money], BeforeValidator(_amounts)] = Field(default_factory=list)
    seller: Annotated[Name | None, BeforeValidator(_named)] = None
    fulfilled_by: Annotated[Name | None, BeforeValidator(_named)] = None
    ordered_at: Moment = None
    ship_to: Annotated[str | None, BeforeValidator(_place)] = None
    facts: Annotated[dict[Name, bool | int | Decimal | str], BeforeValidator(_facts)] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _keeps_more_than_fields(cls, data: Any) -> Any:
        """Keep codes of discounts, and the moment given as a day: which day depends on the brand's time zone."""
        if isinstance(data, dict) and (codes := _codes(data.get("discounts"))):
            told = data.get("facts")
            kept = {"discount_codes": ", ".join(codes)[:MAX_NAME], **(told if isinstance(told, dict) else {})}
            data = {**data, "facts": kept}
        day = data.get("ordered_on") if isinstance(data, dict) else None
        if isinstance(day, str) and _ZONED.search(day) and data.get("ordered_at") is None:
            return {**data, "ordered_at": day}
        return data


def parse_order(shape: OrderShape) -> Order:
    """Return the order that a checked shape describes."""
    return Order(
        order_number=shape.order_number,
        currency=shape.currency,
        total=shape.total,
        items=tuple(OrderItem(i.name or i.sku or "item", i.sku, i.qty, i.price) for i in shape.items),
        ordered_on=shape.ordered_on,
        delivered_on=shape.delivered_on,
        tracking=shape.tracking,
        carrier=shape.carrier,
        status=shape.status,
        payments=tuple(Payment(p.method, p.authorised, p.captured, p.refunded, p.disputed) for p in shape.payments),
        shipments=tuple(
            Shipment(s.tracking, s.carrier, tuple(s.items), s.status, s.shipped_on, s.delivered_on)
            for s in shape.shipments
        ),
        returns=tuple(OrderReturn(r.number, tuple(r.items), r.status) for r in shape.returns),
        refunds=tuple(amount for amount in shape.refunds if amount is not None),
        discounts=tuple(amount for amount in shape.discounts if amount is not None),
        seller=shape.seller,
        fulfilled_by=shape.fulfilled_by,
        ordered_at=shape.ordered_at,
        ship_to=shape.ship_to or None,
        facts=dict(shape.facts),
    )
