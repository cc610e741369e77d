"""Shops on loopback: one that speaks Shopify's Admin GraphQL, one with an API of its own; both hold to their contract.

Shapes follow shopify.dev (objects Order, OrderTransaction, Fulfillment, Return); names and numbers are made up.
"""

import copy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

TOKEN = "shpat_0123456789"
KEY = "Bearer shop-key-1"


def money(amount: str) -> dict[str, Any]:
    """An amount as Shopify writes it."""
    return {"presentmentMoney": {"amount": amount}}


def transaction(id: str, kind: str, amount: str, **changes: Any) -> dict[str, Any]:
    """One transaction; ``parent`` is the id of the one it follows."""
    parent = changes.pop("parent", None)
    return {
        "id": id,
        "kind": kind,
        "status": "SUCCESS",
        "gateway": "shopify_payments",
        "multiCapturable": False,
        "amountSet": money(amount),
        "parentTransaction": {"id": parent} if parent else None,
        **changes,
    }


def fulfillment(*names: str, **changes: Any) -> dict[str, Any]:
    """One parcel, delivered unless told otherwise."""
    return {
        "status": "SUCCESS",
        "displayStatus": "DELIVERED",
        "createdAt": "2026-11-18T08:00:00Z",
        "deliveredAt": "2026-11-20T10:00:00Z",
        "trackingInfo": [{"company": "Cascade Parcel", "number": "CP1"}],
        "service": {"serviceName": "Manual", "type": "MANUAL"},
        "fulfillmentLineItems": {"nodes": [{"lineItem": {"name": name}} for name in names]},
        **changes,
    }


def line(name: str, price: str, **changes: Any) -> dict[str, Any]:
    """One line of an order."""
    return {
        "name": name,
        "sku": None,
        "vendor": "Northway",
        "quantity": 1,
        "unfulfilledQuantity": 0,
        "discountedUnitPriceAfterAllDiscountsSet": money(price),
        **changes,
    }


def returned(status: str, *, exchanged: int = 0, backs: tuple[str, ...] = ()) -> dict[str, Any]:
    """One return of the tent."""
    back = {"fulfillmentLineItem": {"lineItem": {"name": "Tent"}}}
    return {
        "name": "#1001-R1",
        "status": status,
        "returnLineItems": {"nodes": [back]},
        "exchangeLineItems": {"nodes": [{"quantity": 1}] * exchanged},
        "reverseFulfillmentOrders": {"nodes": [{"status": one} for one in backs]},
    }


def shopify_order(**changes: Any) -> dict[str, Any]:
    """An order of one tent for 100.00, paid and delivered."""
    return {
        "name": "#1001",
        "email": "dana@example.com",
        "createdAt": "2026-11-15T09:30:00Z",
        "cancelledAt": None,
        "presentmentCurrencyCode": "USD",
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "FULFILLED",
        "tags": [],
        "customAttributes": [],
        "totalPriceSet": money("100.0"),
        "totalDiscountsSet": money("0.0"),
        "shippingAddress": {"countryCodeV2": "US", "provinceCode": "CA"},
        "lineItems": {"nodes": [line("Tent", "100.0")], "pageInfo": {"hasNextPage": False}},
        "transactions": [transaction("t1", "SALE", "100.0")],
        "fulfillments": [fulfillment("Tent")],
        "returns": {"nodes": [], "pageInfo": {"hasNextPage": False}},
        "disputes": [],
        **changes,
    }


def shopify_answer(*orders: dict[str, Any]) -> dict[str, Any]:
    """What the Admin API answers with."""
    return {"data": {"orders": {"nodes": list(orders)}}, "extensions": {"cost": {"requestedQueryCost": 40}}}


@dataclass
class Shop:
    """A shop's server.  ``fault`` is a status it answers with instead, or ``slow``, ``broken`` or ``elsewhere``."""

    url: str = ""
    orders: dict[str, Any] = field(default_factory=dict)
    fault: int | str = 0
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)  # method, path, key
    released: threading.Event = field(default_factory=threading.Event)
    elsewhere: str = ""

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body for a request."""
        parts = urlsplit(path)
        is_shopify = parts.path.startswith("/admin/")
        given = headers.get("x-shopify-access-token" if is_shopify else "authorization", "")
        self.asked.append((method, path, given))
        if self.fault == "slow":
            self.released.wait(20)
        if self.fault == "broken":
            return 200, {}, b'{"data": {"orders": '
        if self.fault == "elsewhere":
            return 302, {"Location": self.elsewhere}, b""
        if isinstance(self.fault, int) and self.fault:
            return self.fault, self.headers, b"{}"
        if given != (TOKEN if is_shopify else KEY):
            return 401, {}, b'{"errors": "[API] Invalid API key or access token"}'
        return self._graphql(method, parts.path, body) if is_shopify else self._rest(method, parts.path)

    def _graphql(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if method != "POST" or path != "/admin/api/2026-01/graphql.json":
            return 404, {}, b"{}"
        asked = json.loads(body)
        wanted = asked["variables"]["query"]
        assert "OrderOfTicket" in asked["query"]
        found = [copy.deepcopy(one) for name, one in self.orders.items() if wanted == f'name:"{name}"']
        return 200, {}, json.dumps(shopify_answer(*found)).encode()

    def _rest(self, method: str, path: str) -> tuple[int, dict[str, str], bytes]:
        found = self.orders.get(unquote(path.rpartition("/")[2])) if method == "GET" else None
        return (200, {}, json.dumps(found).encode()) if found is not None else (404, {}, b"{}")


@contextmanager
def shop() -> Iterator[Shop]:
    """Serve a shop on a free port for the length of the block."""
    made = Shop()

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more, answer = made.answer(self.command, self.path, headers, body)
            try:
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **more}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
            except OSError:
                return  # whoever asked has gone

        do_GET = do_POST = _take

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield made
    finally:
        made.released.set()
        server.shutdown()
        server.server_close()
