"""Shopify's Admin GraphQL API: one question for an order with all that a refund hangs on, and its answer as our order.

Amounts are those the customer saw (presentment).  Only what succeeded counts: a payment that
failed was never taken, a refund that failed never given; one that is still pending counts as
given, so that nothing is conceded twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from drafter.errors import OrderSourceError, OrderUnknownError
from drafter.order_facts import VOCABULARY
from drafter.order_sources import ShopOrder, same_number
from webhook.json_values import describe_errors
from webhook.order_json import OrderShape, parse_order

SCOPES = ("read_orders", "read_returns", "read_shopify_payments_disputes", "read_all_orders")
MOST_LINES, MOST_PAYMENTS, MOST_PARCELS, MOST_RETURNS = 50, 40, 20, 10
_MONEY = "{ presentmentMoney { amount } }"
QUERY = f"""
query OrderOfTicket($query: String!) {{
  orders(first: 3, query: $query) {{ nodes {{
    name email createdAt cancelledAt presentmentCurrencyCode displayFinancialStatus displayFulfillmentStatus tags
    customAttributes {{ key value }}
    totalPriceSet {_MONEY}
    totalDiscountsSet {_MONEY}
    shippingAddress {{ countryCodeV2 provinceCode }}
    lineItems(first: {MOST_LINES}) {{ nodes {{ name sku vendor quantity unfulfilledQuantity
      discountedUnitPriceAfterAllDiscountsSet {_MONEY} }} pageInfo {{ hasNextPage }} }}
    transactions(first: {MOST_PAYMENTS}) {{ id kind status gateway multiCapturable
      amountSet {_MONEY} parentTransaction {{ id }} }}
    fulfillments(first: {MOST_PARCELS}) {{ status displayStatus createdAt deliveredAt
      trackingInfo(first: 1) {{ company number }} service {{ serviceName type }}
      fulfillmentLineItems(first: {MOST_LINES}) {{ nodes {{ lineItem {{ name }} }} }} }}
    returns(first: {MOST_RETURNS}) {{ nodes {{ name status
      returnLineItems(first: {MOST_RETURNS}) {{ nodes {{
        ... on ReturnLineItem {{ fulfillmentLineItem {{ lineItem {{ name }} }} }} }} }}
      exchangeLineItems(first: {MOST_RETURNS}) {{ nodes {{ quantity }} }}
      reverseFulfillmentOrders(first: {MOST_RETURNS}) {{ nodes {{ status }} }} }} pageInfo {{ hasNextPage }} }}
    disputes {{ status }}
  }} }}
}}
"""
_DONE, _UNDER_WAY = "SUCCESS", frozenset({"SUCCESS", "PENDING", "AWAITING_RESPONSE", "UNKNOWN"})
_AUTHORISES, _TAKES = frozenset({"AUTHORIZATION", "EMV_AUTHORIZATION"}), frozenset({"SALE", "CAPTURE"})
_FAILED_PARCEL = frozenset({"CANCELLED", "ERROR", "FAILURE"})
_NO_RETURN = frozenset({"CANCELED", "CANCELLED", "DECLINED"})
_WON = "WON"  # any other dispute keeps the money, or gave it back
_THROTTLED, _DENIED = "THROTTLED", "ACCESS_DENIED"
CLAWED_BACK = "promotion_clawed_back"


@dataclass
class _Paid:
    """One payment while its transactions are added up."""

    method: str | None
    authorised: Decimal = Decimal(0)
    captured: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    is_voided: bool = False
    is_taken_once: bool = False  # the first capture lets the rest of the authorisation go

    @property
    def held(self) -> Decimal:
        """What is authorised and may still be taken, with what was."""
        is_over = self.is_voided or (self.is_taken_once and self.captured > 0)
        return self.captured if is_over else max(self.authorised, self.captured)


def variables(number: str) -> dict[str, str]:
    """Return what the query asks for: the order of this name, quoted so that nothing else can be searched for."""
    plain = "".join(char for char in number if char.isalnum() or char in "-_#/. ").strip()
    return {"query": f'name:"{plain}"'}


def read_answer(answer: Any, number: str, *, sellers: Sequence[str] = (), replacement_tag: str = "") -> ShopOrder:
    """Return the order in an answer.  Raises OrderSourceError, also where a part of it may not be read."""
    data = answer.get("data") if isinstance(answer, Mapping) else None
    _check_errors(answer)
    nodes = _nodes(data, "orders")
    found = [one for one in nodes if same_number(str(one.get("name", "")), number)]
    if not found:
        raise OrderUnknownError(f"Shopify knows no order {number[:40]!r} (older than 60 days: read_all_orders).")
    if len(found) > 1:
        raise OrderUnknownError(f"Shopify knows several orders {number[:40]!r}.")
    raw = found[0]
    try:
        shape = OrderShape.model_validate(_order(raw, sellers, replacement_tag))
    except ValidationError as error:
        raise OrderSourceError(f"Shopify's order can't be read. {describe_errors(error)}") from error
    email = raw.get("email")
    return ShopOrder(parse_order(shape), email if isinstance(email, str) else None)


def _check_errors(answer: Any) -> None:
    """Raise OrderSourceError where the answer has errors: half of an order's facts would be wrong ones."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("data"), Mapping | None):
        raise OrderSourceError("Shopify answered something else than GraphQL's JSON.")
    errors = answer.get("errors")
    if not errors and answer.get("data") is not None:
        return
    listed = [one for one in errors if isinstance(one, Mapping)] if isinstance(errors, list) else []
    codes = {str(_map(one.get("extensions")).get("code", "")) for one in listed}
    if _THROTTLED in codes:
        raise OrderSourceError("Shopify asked us to slow down; the next draft asks again.")
    if _DENIED in codes:
        raise OrderSourceError(f"Shopify's app may not read all of an order: it needs {', '.join(SCOPES[:3])}.")
    said = str(listed[0].get("message", ""))[:200] if listed else str(errors)[:200]
    raise OrderSourceError(f"Shopify answered with an error: {said or 'no reason given'}")


def _order(raw: Mapping[str, Any], sellers: Sequence[str], replacement_tag: str) -> dict[str, Any]:
    lines, parcels = _whole_list(raw, "lineItems"), _plain_list(raw, "fulfillments", MOST_PARCELS)
    sent = [one for one in parcels if str(one.get("status", "")).upper() not in _FAILED_PARCEL]
    shipments = [_shipment(one) for one in sent]
    waiting = [one for one in lines if _count(one.get("unfulfilledQuantity"))]
    if shipments and waiting and not raw.get("cancelledAt"):
        shipments.append({"items": [one.get("name") for one in waiting], "status": "unfulfilled"})
    returns = [one for one in _whole_list(raw, "returns") if str(one.get("status", "")).upper() not in _NO_RETURN]
    given = _attributes(raw)
    seller = _seller(lines, sent, sellers)
    return {
        "order_number": raw.get("name"),
        "currency": raw.get("presentmentCurrencyCode"),
        "total": _amount(raw.get("totalPriceSet")),
        "items": [_item(one) for one in lines],
        "ordered_at": raw.get("createdAt"),
        "status": _status(raw, shipments),
        "payments": _payments(raw),
        "shipments": shipments,
        "returns": [_return(one) for one in returns],
        "discounts": [one for one in (_amount(raw.get("totalDiscountsSet")), _clawed_back(given)) if one],
        "seller": seller,
        "fulfilled_by": seller,
        "ship_to": _place(raw.get("shippingAddress")),
        "facts": _facts(raw, returns, given, replacement_tag),
    }


def _item(raw: Mapping[str, Any]) -> dict[str, Any]:
    price = _amount(raw.get("discountedUnitPriceAfterAllDiscountsSet"))
    return {"name": raw.get("name"), "sku": raw.get("sku"), "qty": raw.get("quantity"), "price": price}


def _status(raw: Mapping[str, Any], shipments: Sequence[Mapping[str, Any]]) -> str:
    """One word for where the order stands; money that went back in full counts before parcels."""
    paid, sent = (str(raw.get(name) or "").lower() for name in ("displayFinancialStatus", "displayFulfillmentStatus"))
    if _is_disputed(raw) or paid == "refunded":
        return paid if paid == "refunded" else "disputed"
    if raw.get("cancelledAt") or paid == "voided":
        return "cancelled"
    if shipments and all(one["status"] == "delivered" for one in shipments):
        return "delivered"
    return "shipped" if sent == "fulfilled" else sent or paid


def _payments(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A payment for each authorisation or sale, with what was taken and given back of it."""
    listed = _plain_list(raw, "transactions", MOST_PAYMENTS)
    roots, paid = _roots(listed), dict[str, _Paid]()
    for one in listed:
        root = roots[str(one.get("id"))]
        _add(paid.setdefault(root, _Paid(_method(listed, root, one))), one)
    counted = [one for one in paid.values() if one.authorised or one.captured or one.refunded]
    counted = counted or [_Paid(None)]  # what was tried and failed was not taken: that is known, and not unknown
    is_disputed = _is_disputed(raw)
    return [
        {
            "method": one.method,
            "authorised": str(one.held),
            "captured": str(one.captured),
            "refunded": str(one.refunded),
            "disputed": is_disputed and place == 0,
        }
        for place, one in enumerate(counted)
    ]


def _add(paid: _Paid, one: Mapping[str, Any]) -> None:
    kind, status = str(one.get("kind", "")).upper(), str(one.get("status", "")).upper()
    amount = Decimal(_amount(one.get("amountSet")) or 0)
    if kind in _AUTHORISES and status == _DONE:
        paid.authorised += amount
        paid.is_taken_once = one.get("multiCapturable") is False
    elif kind in _TAKES and status == _DONE:
        paid.captured += amount
    elif kind == "REFUND" and status in _UNDER_WAY:
        paid.refunded += amount
    elif kind == "VOID" and status == _DONE:
        paid.is_voided = True


def _roots(listed: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """From each transaction to the one that it began with."""
    parents: dict[str, str] = {}
    for one in listed:
        if "id" in (parent := _map(one.get("parentTransaction"))):
            parents[str(one.get("id"))] = str(parent["id"])
    roots = {}
    for one in listed:
        root = str(one.get("id"))
        for _ in listed:  # at most as long as the list, should parents go in a ring
            root = parents.get(root, root)
        roots[str(one.get("id"))] = root
    return roots


def _method(listed: Sequence[Mapping[str, Any]], root: str, one: Mapping[str, Any]) -> str | None:
    first = next((each for each in listed if str(each.get("id")) == root), one)
    return str(first.get("gateway") or one.get("gateway") or "") or None


def _shipment(raw: Mapping[str, Any]) -> dict[str, Any]:
    tracking = next(iter(_maps(raw.get("trackingInfo"))), {})
    delivered = raw.get("deliveredAt")
    status = "delivered" if delivered else str(raw.get("displayStatus") or raw.get("status") or "").lower()
    names = [_map(one.get("lineItem")).get("name") for one in _nodes(raw, "fulfillmentLineItems")]
    return {
        "tracking": tracking.get("number"),
        "carrier": tracking.get("company"),
        "items": [name for name in names if name],
        "status": "in_transit" if status == "fulfilled" else status,
        "shipped_on": raw.get("createdAt"),
        "delivered_on": delivered,
    }


def _return(raw: Mapping[str, Any]) -> dict[str, Any]:
    backs = [str(one.get("status", "")).upper() for one in _nodes(raw, "reverseFulfillmentOrders")]
    lines = [_map(one.get("fulfillmentLineItem")) for one in _nodes(raw, "returnLineItems")]
    names = [_map(one.get("lineItem")).get("name") for one in lines]
    status = str(raw.get("status", "")).upper()
    if status == "CLOSED":
        word = "inspected"
    elif status == "OPEN":
        word = "received" if backs and all(one == "CLOSED" for one in backs) else "in_transit"
    else:
        word = "labelled"  # asked for; nothing has arrived
    return {"number": raw.get("name"), "items": [name for name in names if name], "status": word}


def _facts(
    raw: Mapping[str, Any], returns: Sequence[Mapping[str, Any]], given: Mapping[str, str], replacement_tag: str
) -> dict[str, Any]:
    """What the order's own attributes say by the names of the vocabulary, and replacements that were sent."""
    facts: dict[str, Any] = {}
    for name, value in given.items():
        fact = VOCABULARY.get(name)
        if fact is None or not (fact.given or name == CLAWED_BACK):
            continue
        word = value.strip().lower()
        if word in ("true", "false", "yes", "no"):
            facts[name] = word in ("true", "yes")
        elif name != CLAWED_BACK:
            facts[name] = int(word) if word.isascii() and word.isdigit() and len(word) < 10 else value
    exchanged = sum(bool(_nodes(one, "exchangeLineItems")) for one in returns)
    tags = [str(one).casefold() for one in raw.get("tags") or () if isinstance(one, str)]
    tagged = bool(replacement_tag) and replacement_tag.casefold() in tags
    known = facts.get("replacements_sent")
    sent = max(known if type(known) is int else 0, exchanged, int(tagged))
    if sent or replacement_tag or known is not None:
        facts["replacements_sent"] = sent
    return facts


def _attributes(raw: Mapping[str, Any]) -> dict[str, str]:
    listed = _maps(raw.get("customAttributes"))
    return {str(one.get("key", "")): str(one.get("value") or "") for one in listed}


def _clawed_back(given: Mapping[str, str]) -> str | None:
    """The amount of a promotion taken back, as the negative discount that it is."""
    value = given.get(CLAWED_BACK, "").strip().lstrip("-")
    return f"-{value}" if value.replace(".", "", 1).isdigit() and value.isascii() and float(value) else None


def _seller(
    lines: Sequence[Mapping[str, Any]], parcels: Sequence[Mapping[str, Any]], sellers: Sequence[str]
) -> str | None:
    """The first of the named sellers that has a hand in the order."""
    services = [_map(one.get("service")).get("serviceName") for one in parcels]
    names = [str(name) for name in (*(one.get("vendor") for one in lines), *services) if name]
    wanted = {one.casefold() for one in sellers}
    return next((name for name in names if name.strip().casefold() in wanted), None)


def _place(raw: Any) -> str | None:
    country, part = _map(raw).get("countryCodeV2"), _map(raw).get("provinceCode")
    if not country:
        return None
    return f"{country}-{part}" if part else str(country)


def _is_disputed(raw: Mapping[str, Any]) -> bool:
    if not isinstance(raw.get("disputes"), list):
        raise OrderSourceError("Shopify does not say whether a dispute is open; the app needs its scope.")
    return any(str(one.get("status", "")).upper() != _WON for one in _maps(raw["disputes"]))


def _whole_list(raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The nodes of a connection that must have been read to its end."""
    if not isinstance(raw.get(name), Mapping):
        raise OrderSourceError(f"Shopify's answer has no {name!r}; the app may need another scope.")
    if _map(raw[name].get("pageInfo")).get("hasNextPage"):
        raise OrderSourceError(f"The order has more {name!r} than are read; look it up in the shop.")
    return _nodes(raw, name)


def _plain_list(raw: Mapping[str, Any], name: str, most: int) -> list[Mapping[str, Any]]:
    """A list that must be there and not have been cut."""
    if not isinstance(raw.get(name), list):
        raise OrderSourceError(f"Shopify's answer has no {name!r}; the app may need another scope.")
    if len(raw[name]) >= most:
        raise OrderSourceError(f"The order has more {name!r} than are read; look it up in the shop.")
    return _maps(raw[name])


def _nodes(raw: Any, name: str) -> list[Mapping[str, Any]]:
    return _maps(_map(_map(raw).get(name)).get("nodes"))


def _maps(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _amount(money: Any) -> str | None:
    amount = _map(_map(money).get("presentmentMoney")).get("amount")
    return None if amount is None else str(amount)


def sellers_in(option: str) -> tuple[str, ...]:
    """Return the names in an option, with commas between."""
    return tuple(one.strip() for one in option.split(",") if one.strip())
