"""The documented ticket JSON: strangers' bytes to our Ticket, and back.

``read_json`` turns bytes into plain values that any database can keep; ``parse_ticket``
checks the fields and names each wrong one by its path.  Everything but ``id`` and one
message (or ``body``) may be missing; unknown fields are ignored.
"""

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from drafter.errors import TicketFormatError
from drafter.orders import Order, OrderItem, OrderReturn, Payment, Shipment
from drafter.tickets import Attachment, Author, Message, Requester, Ticket, TicketStatus, merge_messages
from webhook.errors import MalformedEventError

MAX_DEPTH = 40  # a ticket needs five levels
MAX_ID = 200
MAX_NAME = 255
MAX_PLACE = 56  # the longest name of a country
MAX_SUBJECT = 2_000
MAX_TEXT = 100_000  # longer messages are cut; a model reads far less
MAX_MESSAGES = 500  # the newest are kept
MAX_ITEMS = 500
MAX_MONEY = Decimal("1e12")
_SURROGATES = re.compile("[\ud800-\udfff]")
_AMOUNT = re.compile(r"\d{1,12}\.\d{1,4}")
_ZONED = re.compile(r"T\d{2}:?\d{2}.*(?:Z|[+-]\d{2}:?\d{2})\s*$", re.I)
YEARS = range(1970, 2200)  # outside, adding a time zone or a deadline would overflow


def read_json(body: bytes) -> Any:
    """Return the JSON value in ``body`` as plain values a database can keep.

    Zero bytes go, lone surrogates become U+FFFD.  Raises MalformedEventError for bytes that
    are not UTF-8 JSON, not-a-number values, and nesting deeper than MAX_DEPTH.
    """
    try:
        return _clean(json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant), 0)
    except UnicodeDecodeError as error:
        raise MalformedEventError(f"The body is not UTF-8 text: byte {error.start} does not fit.") from error
    except json.JSONDecodeError as error:
        raise MalformedEventError(
            f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from error
    except (ValueError, RecursionError) as error:
        raise MalformedEventError("The body holds a number or a nesting beyond what JSON readers keep.") from error


def clean_text(text: str) -> str:
    """Return text that any database can keep: without zero bytes, lone surrogates as U+FFFD."""
    return _SURROGATES.sub("\ufffd", text.replace("\x00", ""))


def parse_ticket(data: Any, *, message_id: str = "m1", needs_message: bool = True) -> Ticket:
    """Return the ticket in ``data``; ``id`` and ``brand_id`` are empty, ``external_id`` is its ``id``.

    ``message_id`` is the id of a message that has none.  Raises TicketFormatError naming the
    path of each wrong field.
    """
    try:
        shape = TicketShape.model_validate(data)
    except ValidationError as error:
        raise TicketFormatError(describe_errors(error)) from error
    messages = _messages(shape, message_id)
    if needs_message and not messages:
        raise TicketFormatError("Ticket field 'messages' holds no message; give one, or its text as 'body'.")
    return Ticket(
        id="",
        external_id=shape.id,
        brand_id="",
        messages=messages,
        subject=shape.subject or "",
        channel=shape.channel or "email",
        language=shape.language,
        status=shape.status or TicketStatus.OPEN,
        tags=tuple(shape.tags),
        requester=Requester(shape.requester.id, shape.requester.name, shape.requester.email),
        order=parse_order(shape.order) if shape.order else None,
        assignee=shape.assignee,
        priority=shape.priority,
        due_at=shape.due_at,
        custom_fields=shape.custom_fields,
        headers=shape.headers,
        attachments=tuple(Attachment(a.name or "file", a.size, a.content_type) for a in shape.attachments),
        created_at=shape.created_at,
        updated_at=shape.updated_at,
    )


def ticket_json(ticket: Ticket) -> dict[str, Any]:
    """Return a ticket as the documented JSON; ``id`` is the helpdesk's own."""
    return {
        "id": ticket.external_id,
        "subject": ticket.subject,
        "channel": ticket.channel,
        "language": ticket.language,
        "status": ticket.status.value,
        "tags": list(ticket.tags),
        "requester": {"id": ticket.requester.id, "name": ticket.requester.name, "email": ticket.requester.email},
        "order": order_json(ticket.order) if ticket.order else None,
        "messages": [message_json(message) for message in ticket.messages],
        "assignee": ticket.assignee,
        "priority": ticket.priority,
        "due_at": _moment(ticket.due_at),
        "custom_fields": dict(ticket.custom_fields),
        "headers": dict(ticket.headers),
        "attachments": [
            {"name": file.name, "size": file.size, "content_type": file.content_type} for file in ticket.attachments
        ],
        "created_at": _moment(ticket.created_at),
        "updated_at": _moment(ticket.updated_at),
    }


def message_json(message: Message) -> dict[str, Any]:
    """Return one message as the documented JSON."""
    return {
        "id": message.id,
        "author": message.author.value,
        "public": message.is_public,
        "text": message.text,
        "created_at": _moment(message.created_at),
        "author_id": message.author_id,
        "author_name": message.author_name,
    }


def order_json(order: Order) -> dict[str, Any]:
    """Return an order as the documented JSON; money as decimal strings."""
    return {
        "order_number": order.order_number,
        "currency": order.currency,
        "total": _money_text(order.total),
        "items": [
            {"sku": item.sku, "name": item.name, "qty": item.quantity, "price": _money_text(item.price)}
            for item in order.items
        ],
        "ordered_on": _moment(order.ordered_on),
        "ordered_at": _moment(order.ordered_at),
        "ship_to": order.ship_to,
        "delivered_on": _moment(order.delivered_on),
        "tracking": order.tracking,
        "carrier": order.carrier,
        "status": order.status,
        "payments": [
            {
                "method": payment.method,
                "authorised": _money_text(payment.authorised),
                "captured": _money_text(payment.captured),
                "refunded": _money_text(payment.refunded),
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
                "shipped_on": _moment(parcel.shipped_on),
                "delivered_on": _moment(parcel.delivered_on),
            }
            for parcel in order.shipments
        ],
        "returns": [{"number": r.number, "items": list(r.items), "status": r.status} for r in order.returns],
        "refunds": [_money_text(amount) for amount in order.refunds],
        "discounts": [_money_text(amount) for amount in order.discounts],
        "seller": order.seller,
        "fulfilled_by": order.fulfilled_by,
        "facts": {name: str(one) if isinstance(one, Decimal) else one for name, one in order.facts.items()},
    }


def describe_errors(error: ValidationError, *, most: int = 4) -> str:
    """Return what is wrong with which field, without quoting the sender's values."""
    parts = []
    for problem in error.errors(include_input=False, include_url=False)[:most]:
        path = ".".join(str(part) for part in problem["loc"]) or "(the whole)"
        parts.append(f"Field '{path[:120]}': {problem['msg']}")
    more = error.error_count() - most
    return "; ".join(parts) + (f"; and {more} more." if more > 0 else ".")


def _text_of(limit: int) -> BeforeValidator:
    def cut(value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError("should be text")
        if isinstance(value, int | float):
            value = str(value)
        return value[:limit] if isinstance(value, str) else value

    return BeforeValidator(cut)


def _identifier(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value.strip() if isinstance(value, str) else value


def _money(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError('should be a decimal string such as "120.00"')
    try:
        amount = Decimal(str(value).strip())
    except (InvalidOperation, ValueError) as error:
        raise ValueError('should be a decimal string such as "120.00"') from error
    exponent = amount.as_tuple().exponent
    # A tiny text such as 1e-999999999 would be written out in a thousand million digits.
    if not isinstance(exponent, int) or abs(exponent) > MAX_MONEY.adjusted() or amount.copy_abs() > MAX_MONEY:
        raise ValueError("should be an amount of money below a trillion")
    return amount


def _when(value: Any) -> Any:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError("should be a time such as 2026-03-10T09:00:00Z")
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise ValueError("should be a time such as 2026-03-10T09:00:00Z") from error
    if moment.year not in YEARS:
        raise ValueError(f"should lie between {YEARS.start} and {YEARS.stop - 1}")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _day(value: Any) -> Any:
    moment = _when(value)
    if moment is None:
        return None
    # A day is the sender's own: its date as written, not the date in UTC.
    return datetime.fromisoformat(value.strip()).date()


def _place(value: Any) -> Any:
    """Take a country as text, or an address with ``country_code`` or ``country``."""
    if isinstance(value, Mapping):
        value = value.get("country_code") or value.get("country") or ""
    if not isinstance(value, str):
        return value
    return value.strip() if len(value.strip()) <= MAX_PLACE else None  # a street address: nobody's business here


def _list(value: Any) -> Any:
    if value is None:
        return []
    return value[-MAX_ITEMS:] if isinstance(value, list) else value


def _mapping(value: Any) -> Any:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError("should be an object")
    plain = {str(key)[:MAX_NAME]: one for key, one in list(value.items())[:MAX_ITEMS] if one is not None}
    return {
        key: (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False))[:MAX_SUBJECT]
        for key, one in plain.items()
    }


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


def _or_empty(value: Any) -> Any:
    return {} if value is None else value


def _flag_or_default(value: Any) -> Any:
    return True if value is None else value


def _flag(value: Any) -> Any:
    return False if value is None else value


def _quantity(value: Any) -> Any:
    return 1 if value is None else value


Id = Annotated[str, BeforeValidator(_identifier), Field(min_length=1, max_length=MAX_ID)]
Name = Annotated[str, _text_of(MAX_NAME)]
Money = Annotated[Decimal | None, BeforeValidator(_money)]
Moment = Annotated[datetime | None, BeforeValidator(_when)]
Day = Annotated[date | None, BeforeValidator(_day)]
Names = Annotated[list[Name], BeforeValidator(_list)]


class Shape(BaseModel):
    """A part of the ticket JSON: unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore")


class RequesterShape(Shape):
    """The person who asks."""

    id: Id | None = None
    name: Name | None = None
    email: Name | None = None


class MessageShape(Shape):
    """One turn."""

    id: Id | None = None
    author: Author = Author.REQUESTER
    public: Annotated[bool, BeforeValidator(_flag_or_default)] = True
    text: Annotated[str, _text_of(MAX_TEXT)]
    created_at: Moment = None
    author_id: Id | None = None
    author_name: Name | None = None


class ItemShape(Shape):
    """One line of an order."""

    sku: Name | None = None
    name: Name | None = None
    qty: Annotated[int, BeforeValidator(_quantity), Field(ge=0, le=1_000_000)] = 1
    price: Money = None


class PaymentShape(Shape):
    """One payment."""

    method: Name | None = None
    authorised: Money = None
    captured: Money = None
    refunded: Money = None
    disputed: Annotated[bool, BeforeValidator(_flag)] = False


class ShipmentShape(Shape):
    """One parcel."""

    tracking: Name | None = None
    carrier: Name | None = None
    items: Names = []
    status: Name | None = None
    shipped_on: Day = None
    delivered_on: Day = None


class ReturnShape(Shape):
    """Goods on their way back."""

    number: Name | None = None
    items: Names = []
    status: Name | None = None


class OrderShape(Shape):
    """What was bought."""

    order_number: Name | None = None
    currency: Name | None = None
    total: Money = None
    items: Annotated[list[ItemShape], BeforeValidator(_list)] = []
    ordered_on: Day = None
    delivered_on: Day = None
    tracking: Name | None = None
    carrier: Name | None = None
    status: Name | None = None
    payments: Annotated[list[PaymentShape], BeforeValidator(_list)] = []
    shipments: Annotated[list[ShipmentShape], BeforeValidator(_list)] = []
    returns: Annotated[list[ReturnShape], BeforeValidator(_list)] = []
    refunds: Annotated[list[Money], BeforeValidator(_list)] = []
    discounts: Annotated[list[Money], BeforeValidator(_list)] = []
    seller: Name | None = None
    fulfilled_by: Name | None = None
    ordered_at: Moment = None
    ship_to: Annotated[str | None, BeforeValidator(_place)] = None
    facts: Annotated[dict[Name, bool | int | Decimal | str], BeforeValidator(_facts)] = {}

    @model_validator(mode="before")
    @classmethod
    def _day_may_be_a_moment(cls, data: Any) -> Any:
        """Keep the moment where one is given as the day: which day it is depends on the brand's time zone."""
        day = data.get("ordered_on") if isinstance(data, dict) else None
        if isinstance(day, str) and _ZONED.search(day) and data.get("ordered_at") is None:
            return {**data, "ordered_at": day}
        return data


class AttachmentShape(Shape):
    """A file sent along."""

    name: Name | None = None
    size: Annotated[int, Field(ge=0, le=2**53)] | None = None
    content_type: Name | None = None


class TicketShape(Shape):
    """The whole."""

    id: Id
    subject: Annotated[str, _text_of(MAX_SUBJECT)] | None = None
    channel: Name | None = None
    language: Name | None = None
    status: TicketStatus | None = None
    tags: Names = []
    requester: Annotated[RequesterShape, BeforeValidator(_or_empty)] = RequesterShape()
    order: OrderShape | None = None
    messages: Annotated[list[MessageShape], BeforeValidator(_list)] = []
    body: Annotated[str, _text_of(MAX_TEXT)] | None = None
    assignee: Name | None = None
    priority: Name | None = None
    due_at: Moment = None
    custom_fields: Annotated[dict[str, str], BeforeValidator(_mapping)] = {}
    headers: Annotated[dict[str, str], BeforeValidator(_mapping)] = {}
    attachments: Annotated[list[AttachmentShape], BeforeValidator(_list)] = []
    created_at: Moment = None
    updated_at: Moment = None

    @model_validator(mode="before")
    @classmethod
    def _assignee_may_be_an_object(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("assignee"), dict):
            person = data["assignee"]
            return {**data, "assignee": person.get("name") or person.get("id")}
        return data


class AgentShape(Shape):
    """Who replied."""

    id: Id | None = None
    name: Name | None = None


class ReplyShape(Shape):
    """What an agent sent."""

    id: Id | None = None
    text: Annotated[str, _text_of(MAX_TEXT)]
    agent: Annotated[AgentShape, BeforeValidator(_or_empty)] = AgentShape()
    sent_at: Moment = None


class _WithReply(Shape):
    reply: ReplyShape


def check_reply(data: Any) -> ReplyShape:
    """Return the reply in an ``agent.replied`` event's data.  Raises TicketFormatError."""
    try:
        return _WithReply.model_validate(data).reply
    except ValidationError as error:
        raise TicketFormatError(describe_errors(error)) from error


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


def _messages(shape: TicketShape, message_id: str) -> tuple[Message, ...]:
    messages = []
    nameless = 0
    for given in shape.messages[-MAX_MESSAGES:]:
        own_id = given.id
        if own_id is None:
            own_id = message_id if not nameless else f"{message_id}:{nameless}"
            nameless += 1
        messages.append(
            Message(
                own_id, given.author, given.text, given.public, given.created_at, given.author_id, given.author_name
            )
        )
    if shape.body and shape.body.strip() and not messages:
        messages.append(Message(message_id, Author.REQUESTER, shape.body, True, shape.created_at))
    return merge_messages((), messages)


def _clean(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_clean(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {_clean(key, depth + 1): _clean(one, depth + 1) for key, one in value.items()}
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        raise ValueError
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _moment(value: date | None) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if value else None


def _money_text(value: Decimal | None) -> str | None:
    return f"{value:f}" if value is not None else None
