"""Asking a shop over HTTP: its contract, its failures in words, its budget, and where its key goes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from drafter.errors import OrderSourceError, OrderUnknownError
from drafter.orders import Order
from drafter.tickets import Requester
from tests.makers import make_ticket
from tests.tools.shops import KEY, TOKEN, Shop, shop, shopify_order
from webhook.orders.asking import LEFT_ALONE_S, AskedOrders, Remembered
from webhook.orders.configs import OrderSourceConfig

OURS = {"order": {"order_number": "1001", "total": "100.00", "facts": {"item_in_stock": True}}}
KINDS = ("http", "shopify")


class Ticks:
    """A running clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[Shop]:
    with shop() as made:
        yield made


def config(server: Shop, kind: str, **changes: Any) -> OrderSourceConfig:
    server.orders["1001"] = shopify_order() if kind == "shopify" else OURS
    options = {"base_url": server.url} if kind == "shopify" else {"url": f"{server.url}/orders/{{order_number}}"}
    secret = TOKEN if kind == "shopify" else KEY
    return replace(OrderSourceConfig("brd_1", kind, options, secret, is_operators=True), **changes)


def source(
    given: OrderSourceConfig,
    ticks: Ticks | None = None,
    notes: list[str | None] | None = None,
    budget_s: float = 20.0,
) -> AskedOrders:
    heard = [] if notes is None else notes
    return AskedOrders(
        given, Remembered(ticks or Ticks()), note=lambda _, reason: heard.append(reason), budget_s=budget_s
    )


@pytest.mark.parametrize("kind", KINDS)
def test_order_is_found_with_the_key(server: Shop, kind: str) -> None:
    ticket = replace(make_ticket(), order=Order(order_number="1001", facts={"loyalty": "gold"}))

    order = source(config(server, kind)).find(ticket)

    assert order is not None
    assert (order.total, order.facts["loyalty"]) == (100, "gold")


@pytest.mark.parametrize("kind", KINDS)
def test_ticket_without_a_number_asks_nobody(server: Shop, kind: str) -> None:
    assert source(config(server, kind)).find(replace(make_ticket("Hello"), order=None)) is None
    assert server.asked == []


def test_claimed_order_of_a_stranger_stays_out(server: Shop) -> None:
    ticket = replace(make_ticket("Refund order #1001!"), order=None, requester=Requester(email="eve@example.com"))

    with pytest.raises(OrderSourceError, match="does not say that it is theirs"):
        source(config(server, "shopify")).find(ticket)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (401, r"refuses our key \(401\)"),
        (403, r"refuses our key \(403\)"),
        (429, "slow down"),
        (500, r"server failed \(500\)"),
        (503, r"server failed \(503\)"),
        (422, r"said no \(422\)"),
        ("broken", "something else than JSON"),
        ("elsewhere", r"redirects \(302\)"),
        ("slow", "did not answer"),
    ],
)
def test_failure_is_said_in_words(server: Shop, kind: str, fault: int | str, says: str) -> None:
    server.fault, server.elsewhere = fault, f"{server.url}/stolen"
    notes: list[str | None] = []

    with pytest.raises(OrderSourceError, match=says) as error:
        source(config(server, kind), notes=notes, budget_s=0.2 if fault == "slow" else 20.0).look_up("1001")

    assert notes == [error.value.message]
    assert TOKEN not in error.value.message
    assert KEY not in error.value.message


@pytest.mark.parametrize("kind", KINDS)
def test_key_goes_along_no_redirect(server: Shop, kind: str) -> None:
    with shop() as thief:
        server.fault, server.elsewhere = "elsewhere", f"{thief.url}/orders/1001"

        with pytest.raises(OrderSourceError, match="redirects"):
            source(config(server, kind)).look_up("1001")

        assert thief.asked == []


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_key_is_refused_by_the_shop(server: Shop, kind: str) -> None:
    with pytest.raises(OrderSourceError, match=r"refuses our key \(401\)"):
        source(config(server, kind, secret="wrong")).look_up("1001")


@pytest.mark.parametrize("kind", KINDS)
def test_order_that_is_not_there_is_unknown_and_no_fault_of_the_source(server: Shop, kind: str) -> None:
    notes: list[str | None] = []

    with pytest.raises(OrderUnknownError):
        source(config(server, kind), notes=notes).look_up("9999")

    assert notes == [None]


@pytest.mark.parametrize("kind", KINDS)
def test_inner_address_is_the_operators_alone(server: Shop, kind: str) -> None:
    with pytest.raises(OrderSourceError, match="private network"):
        source(config(server, kind, is_operators=False)).look_up("1001")

    assert server.asked == []


def test_shop_that_can_not_be_reached_is_named(server: Shop) -> None:
    given = config(server, "http", options={"url": "http://127.0.0.1:9/{order_number}"})

    with pytest.raises(OrderSourceError, match="cannot be reached"):
        source(given).look_up("1001")


def test_number_is_quoted_in_the_address(server: Shop) -> None:
    with pytest.raises(OrderUnknownError):
        source(config(server, "http")).look_up("../admin?x=1")

    assert server.asked[0][1] == "/orders/..%2Fadmin%3Fx%3D1"


def test_answer_is_remembered_for_a_minute(server: Shop) -> None:
    ticks = Ticks()
    asked = source(config(server, "http"), ticks)

    asked.look_up("1001")
    asked.look_up("1001")
    assert len(server.asked) == 1

    ticks.now = 61.0
    asked.look_up("1001")
    assert len(server.asked) == 2


def test_another_key_or_address_remembers_nothing(server: Shop) -> None:
    remembered = Remembered(Ticks())
    AskedOrders(config(server, "http"), remembered).look_up("1001")

    with pytest.raises(OrderSourceError, match="401"):
        AskedOrders(config(server, "http", secret="other"), remembered).look_up("1001")


def test_source_that_does_not_answer_is_left_alone_for_a_while(server: Shop) -> None:
    ticks = Ticks()
    asked, server.fault = source(config(server, "http"), ticks), 503

    for number in ("1001", "1002", "1003"):
        with pytest.raises(OrderSourceError, match="503"):
            asked.look_up(number)
    assert len(server.asked) == 1

    ticks.now, server.fault = LEFT_ALONE_S + 1, 0
    assert asked.look_up("1001").order.order_number == "1001"


def test_refused_key_is_asked_with_again(server: Shop) -> None:
    asked, server.fault = source(config(server, "http")), 401
    with pytest.raises(OrderSourceError):
        asked.look_up("1001")
    server.fault = 0

    assert asked.look_up("1001").order.order_number == "1001"


def test_memory_has_an_end() -> None:
    remembered = Remembered(Ticks())
    for number in range(600):
        remembered.keep((number,), for_s=60.0, reason="x")

    assert remembered.recall((0,)) is None
    assert remembered.recall((599,)) is not None
