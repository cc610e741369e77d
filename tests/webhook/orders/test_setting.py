"""An order source set by command, API and page; a draft written from its order, kept, and what failed on the panel."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from drafter import handling
from drafter.brands import Brand
from drafter.drafting import draft_reply
from drafter.drafts import Draft
from drafter.order_sources import TicketOrders
from drafter.orders import Order
from drafter.rechecking import check_edit
from drafter.store import drafts as draft_store
from drafter.tickets import Requester, Ticket
from tests.makers import FixedRetriever, make_hit, make_ticket
from tests.tools.api import Caller
from tests.tools.shops import KEY, TOKEN, Shop, shop, shopify_order
from tests.tools.visiting import visit, words
from tests.webhook.cli.conftest import Run
from tests.webhook.cli.conftest import run as run
from webhook.agent.around import Surroundings, around
from webhook.diagnosing import diagnose
from webhook.errors import HelpdeskRejectedError, RequestFieldsError
from webhook.order_setting import HIDDEN, find_source, remove_source, set_source, try_source
from webhook.store.order_sources import SourceState
from webhook.wiring import Services

PUBLIC = {"base_url": "https://northway.myshopify.com"}
WINDOW = make_hit("Refunds reach you within 5 business days.", policy="Refunds")


@pytest.fixture
def server() -> Iterator[Shop]:
    with shop() as made:
        made.orders["1001"] = shopify_order()
        yield made


def keep(services: Services, brand: Brand, server: Shop, **changes: Any) -> SourceState:
    given: dict[str, Any] = {"kind": "shopify", "options": {"base_url": server.url}, "secret": TOKEN}
    return set_source(services, brand, **{**given, **changes}, is_operators=True, actor_id="command-line")


def written(services: Services, brand: Brand, ticket: Ticket) -> tuple[Ticket, Draft]:
    """Draft a ticket with the wired kit over one passage; return both as the database keeps them."""
    now = services.clock()
    with services.database.writing() as session:
        ticket = handling.record_ticket(
            session, ticket, brand_id=brand.id, connection_id=None, now=now, new_id=services.new_id
        )
        asked = handling.request_draft(session, ticket, now=now, new_id=services.new_id)
        assert asked is not None
        handling.start_drafting(session, asked.id, now=now)
    kit = replace(services.kit(brand), retriever=FixedRetriever(WINDOW), meanings=None)
    drafted = draft_reply(ticket, kit, now=now, new_id=services.new_id)
    with services.database.writing() as session:
        handling.finish_draft(session, asked.id, drafted, now=now)
        return ticket, draft_store.get_draft(session, asked.id)


def asking(text: str = "When does the refund for order #1001 reach me?", **changes: Any) -> Ticket:
    return replace(make_ticket(text, requester=Requester("c-1", "Dana", "dana@example.com")), **changes)


def test_draft_is_written_from_the_shops_order_and_keeps_it(services: Services, brand: Brand, server: Shop) -> None:
    keep(services, brand, server)

    ticket, draft = written(services, brand, asking())

    assert draft.order is not None
    assert (draft.order.total, draft.order.shipments[0].tracking) == (100, "CP1")
    assert ticket.order is None
    assert draft.provenance is not None
    assert draft.provenance.missed == ()


def test_agents_edit_is_checked_with_the_order_of_its_draft(services: Services, brand: Brand, server: Shop) -> None:
    keep(services, brand, server)
    ticket, draft = written(services, brand, asking())
    edit = f"{draft.text}\n\nThe order came to $100.00; your parcel was CP1."

    with services.database.reading() as session:
        known = check_edit(session, draft, ticket, edit)
        unknown = check_edit(session, replace(draft, order=None), ticket, edit)

    assert "$100.00" not in [one.text for one in known]
    assert "$100.00" in [one.text for one in unknown]


@pytest.mark.parametrize("fault", [401, 429, 500, "broken"])
def test_failed_look_up_stops_no_draft_and_is_named(
    services: Services, brand: Brand, server: Shop, fault: int | str
) -> None:
    keep(services, brand, server)
    server.fault = fault
    own = Order(order_number="1001", facts={"item_in_stock": True})

    ticket, draft = written(services, brand, asking(order=own))

    assert draft.text
    assert draft.provenance is not None
    (missed,) = draft.provenance.missed
    assert missed.startswith("order: The shop")
    shown = dict(around(draft, ticket, brand, Surroundings(), draft.text).made)
    assert shown["Could not be looked up"] == missed
    assert ticket.order == own
    state = find_source(services, brand.id)
    assert state is not None
    assert state.last_error == f"{missed.removeprefix('order: ')}."


def test_source_that_answers_again_is_well_again(services: Services, brand: Brand, server: Shop) -> None:
    keep(services, brand, server)
    server.fault = 401
    written(services, brand, asking())
    server.fault = 0

    written(services, brand, asking(external_id="T-2"))

    state = find_source(services, brand.id)
    assert state is not None
    assert (state.last_error, state.failed_at) == (None, None)


def test_composing_without_a_model_asks_no_shop(services: Services, brand: Brand, server: Shop) -> None:
    keep(services, brand, server)

    assert isinstance(services.composing_kit(brand).orders, TicketOrders)


def test_brand_without_a_source_uses_the_tickets_order(services: Services, brand: Brand) -> None:
    assert isinstance(services.kit(brand).orders, TicketOrders)


def test_what_is_left_out_stays_and_an_empty_option_goes(services: Services, brand: Brand, server: Shop) -> None:
    keep(services, brand, server, options={"base_url": server.url, "sellers": "Peakline"})

    kept = keep(services, brand, server, kind=None, options={"sellers": ""}, secret=None)

    assert (dict(kept.config.options), kept.config.secret) == ({"base_url": server.url}, TOKEN)


def test_another_address_asks_for_the_secret_again(services: Services, brand: Brand, server: Shop) -> None:
    keep(services, brand, server)

    with pytest.raises(RequestFieldsError, match="secret again"):
        keep(services, brand, server, options={"base_url": "https://evil.example"}, secret=None)


def test_page_makes_no_inner_address_of_the_operators_one(services: Services, brand: Brand, server: Shop) -> None:
    keep(services, brand, server)

    changed = set_source(
        services,
        brand,
        kind=None,
        options={"base_url": f"{server.url}/inner"},
        secret="other",
        is_operators=False,
        actor_id="usr_1",
    )

    assert not changed.config.is_operators


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"options": {}}, "needs the option 'base_url'"),
        ({"options": {**PUBLIC, "colour": "red"}}, "should be one of"),
        ({"options": PUBLIC, "secret": None}, "access token"),
        ({"options": PUBLIC, "secret": "shpat_1\r\nHost: evil.example"}, "line breaks"),
        ({"options": PUBLIC, "secret": "schlüssel"}, "plain letters"),
        ({"kind": "http", "options": {"url": "https://shop.example/orders"}}, "order_number"),
        ({"kind": "http", "options": {"url": "https://{order_number}.example/x"}}, "in its path"),
        ({"kind": "http", "options": {"url": "https://s.example/{order_number}", "header": "a b"}}, "name of a header"),
        ({"kind": "http", "options": {"url": "https://s.example/{order_number}"}, "secret": "a\r\nb"}, "line breaks"),
        ({"kind": "http", "options": {"url": "https://s.example/{order_number}", "mapping": "{"}}, "no JSON"),
        ({"kind": "http", "options": {"url": "https://s.example/{order_number}", "mapping": "[]"}}, "JSON object"),
    ],
)
def test_source_that_can_not_work_is_refused(
    services: Services, brand: Brand, server: Shop, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(RequestFieldsError, match=says):
        keep(services, brand, server, **changes)
    assert find_source(services, brand.id) is None


def test_address_that_is_none_is_refused(services: Services, brand: Brand, server: Shop) -> None:
    with pytest.raises(HelpdeskRejectedError):
        keep(services, brand, server, options={"base_url": "northway"})


def test_trial_says_what_ladders_can_know(services: Services, brand: Brand, server: Shop) -> None:
    keep(services, brand, server)

    tried = try_source(services, brand, "1001")

    assert (tried.email, tried.facts["captured"], tried.facts["delivered"]) == ("dana@example.com", 100, True)


def test_removed_source_is_forgotten_with_its_secret(services: Services, brand: Brand, server: Shop) -> None:
    keep(services, brand, server)

    assert remove_source(services, brand, actor_id="x")
    assert not remove_source(services, brand, actor_id="x")
    assert find_source(services, brand.id) is None


def test_commands_set_show_test_and_remove(run: Run, brand: Brand, server: Shop) -> None:
    given = ("--kind", "shopify", "--secret", TOKEN, "--option", f"base_url={server.url}", "--json")
    made = run("brand", "orders", "set", "northway", *given)
    assert (made.code, made.json["secret"], made.json["state"]) == (0, HIDDEN, "set")

    tried = run("brand", "orders", "test", "northway", "1001", "--json").json
    assert (tried["order"]["order_number"], tried["facts"]["captured"]) == ("#1001", "100.0")

    unknown = run("brand", "orders", "test", "northway", "9")
    assert (unknown.code, unknown.err.count("\n")) == (1, 1)
    assert "knows no order '9'" in unknown.err

    shown = run("brand", "orders", "show", "northway")
    assert TOKEN not in shown.out
    assert run("brand", "orders", "remove", "northway", "--json").json["removed"]
    assert run("brand", "orders", "show", "northway", "--json").json["kind"] is None
    assert run("brand", "orders", "set", "northway", "--option", "x").code == 2
    assert run("brand", "orders", "set", "northway", "--option", "x=y").code == 1


def test_api_sets_shows_and_removes_but_reaches_nothing_inner(
    admin: Caller, services: Services, brand: Brand, server: Shop
) -> None:
    body = {"kind": "http", "options": {"url": f"{server.url}/{{order_number}}"}, "secret": KEY}
    made = admin.post("/order-source", body).get_json()
    assert (made["kind"], made["has_secret"], "secret" in made) == ("http", True, False)

    tried = admin.post("/order-source/test", {"order_number": "1001"})
    assert (tried.status_code, tried.get_json()["code"]) == (502, "order_source.failed")
    assert "private network" in tried.get_json()["detail"]
    assert server.asked == []
    assert "private network" in admin.get("/order-source").get_json()["last_error"]

    assert admin.send("DELETE", "/order-source").get_json()["removed"]
    assert admin.post("/order-source", {"kind": "magento"}).status_code == 422


def test_api_tries_the_operators_source(admin: Caller, services: Services, brand: Brand, server: Shop) -> None:
    keep(services, brand, server)

    tried = admin.post("/order-source/test", {"order_number": "1001"}).get_json()

    assert (tried["order"]["total"], tried["facts"]["left_to_refund"]) == ("100.0", "100.0")
    assert admin.post("/order-source/test", {"order_number": "77"}).status_code == 404


def test_page_keeps_tries_and_forgets(services: Services, app: Flask, brand: Brand, server: Shop) -> None:
    priya = visit(services, app, "admin")
    assert "Which shop does Northway Outdoor sell in?" in priya.text("/admin/orders")
    assert "read_returns" in priya.text("/admin/orders", kind="shopify")

    said = priya.follow("/admin/orders", brand="northway", kind="shopify", secret=TOKEN, **PUBLIC)
    assert "Kept." in said
    assert TOKEN not in priya.get("/admin/orders").get_data(as_text=True)

    wrong = priya.post("/admin/orders", brand="northway", kind="shopify", base_url="nowhere", secret="x")
    assert (wrong.status_code, "Not kept" in words(wrong)) == (422, True)

    keep(services, brand, server)
    found = words(priya.post("/admin/orders/test", brand="northway", number="1001"))
    assert "Order #1001" in found
    assert "dana@example.com" in found
    missing = priya.post("/admin/orders/test", brand="northway", number="<b>9</b>")
    assert (missing.status_code, "knows no order '<b>9</b>'" in words(missing)) == (422, True)

    assert "Forgotten" in priya.follow("/admin/orders/remove", brand="northway")


def test_page_says_what_failed_last(services: Services, app: Flask, brand: Brand, server: Shop) -> None:
    keep(services, brand, server)
    server.fault = 403
    written(services, brand, asking())

    assert "The shop refuses our key (403)" in visit(services, app, "admin").text("/admin/orders")


def test_page_of_another_brand_is_unknown(services: Services, app: Flask, brand: Brand, other_brand: Brand) -> None:
    stranger = visit(services, app, "admin", brand_id=other_brand.id)

    assert stranger.get("/admin/orders", brand="northway").status_code == 404
    assert stranger.post("/admin/orders", brand="northway", kind="shopify", secret="x", **PUBLIC).status_code == 404


def test_doctor_says_where_an_order_source_stands(services: Services, brand: Brand, server: Shop) -> None:
    keep(services, brand, server)
    well = {one.name: one.state.value for one in diagnose(services, is_quick=True)}
    server.fault = 403
    options = {"url": f"{server.url}/{{order_number}}"}
    keep(services, brand, server, kind="http", options=options, secret=KEY)
    written(services, brand, asking())

    ill = {one.name: one for one in diagnose(services, is_quick=True)}

    assert well["orders of Northway Outdoor"] == "ok"
    assert "refuses our key" in ill["orders of Northway Outdoor"].text
