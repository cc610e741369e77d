"""Macros fetched from a helpdesk over HTTP, approved by command, API and page."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from drafter.brands import Brand
from drafter.store.macros import list_macros
from tests.tools.api import Caller
from tests.tools.clocks import SettableClock
from tests.tools.databases import BOTH
from tests.tools.visiting import visit
from tests.tools.websites import Website, website
from tests.webhook.cli.conftest import Run
from tests.webhook.cli.conftest import run as run
from webhook.connecting import add_connection, remove
from webhook.helpdesks.base import Connection
from webhook.macro_fetching import fetch_macros, refresh_macros
from webhook.wiring import Services

PATH = "/api/v1/accounts/1/canned_responses"


def put(site: Website, *macros: tuple[int, str, str]) -> None:
    listed = [{"id": id, "short_code": title, "content": text} for id, title, text in macros]
    site.put(PATH, json.dumps(listed), headers={"Content-Type": "application/json"})


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as made:
        put(made, (1, "late-parcel", "Your parcel is on its way."), (2, "refund", "<b>x</b> refunds take a while."))
        yield made


@pytest.fixture
def desk(services: Services, brand: Brand, site: Website) -> Connection:
    """A Chatwoot with two saved replies."""
    options = {"base_url": site.url, "api_token": "t", "account_id": "1", "own_user_id": "9"}
    return add_connection(
        services, kind="chatwoot", brand_id=brand.id, name="desk", options=options, operator_given=True
    )


def titles(services: Services, brand: Brand, **options: Any) -> list[str]:
    with services.database.reading() as session:
        return [one.title for one in list_macros(session, brand.id, **options)]


def test_fetched_macros_are_kept_and_none_is_approved(services: Services, brand: Brand, desk: Connection) -> None:
    found = fetch_macros(services, brand)

    assert (found.merged["desk"].added, found.failed) == (2, {})
    assert titles(services, brand) == ["late-parcel", "refund"]
    assert titles(services, brand, only_approved=True) == []


def test_helpdesk_that_fails_keeps_what_was_there(
    services: Services, brand: Brand, desk: Connection, site: Website
) -> None:
    fetch_macros(services, brand)
    site.put(PATH, "no", status=401)

    assert "401" in fetch_macros(services, brand).failed["desk"]
    assert titles(services, brand) == ["late-parcel", "refund"]


def test_macros_are_refreshed_after_a_day(
    services: Services, brand: Brand, desk: Connection, site: Website, clock: SettableClock
) -> None:
    fetch_macros(services, brand)
    put(site, (1, "late-parcel", "Your parcel is on its way."))

    assert refresh_macros(services, clock()) == 0
    clock.now += timedelta(days=1, minutes=1)
    assert refresh_macros(services, clock()) == 1
    assert titles(services, brand) == ["late-parcel"]


def test_removed_connection_takes_its_macros_along(services: Services, brand: Brand, desk: Connection) -> None:
    fetch_macros(services, brand)

    remove(services, desk)

    assert titles(services, brand) == []


def test_commands_fetch_list_and_approve(run: Run, brand: Brand, desk: Connection) -> None:
    assert run("brand", "macros", "fetch", "northway", "--json").lines[0]["added"] == 2
    first = run("brand", "macros", "list", "northway", "--json").lines[0]

    assert run("brand", "macros", "approve", first["id"], "--json").json["approved"] is True
    assert run("brand", "macros", "approve", first["id"], "--not", "--json").json["approved"] is False
    assert run("brand", "macros", "approve", "mac_none").code == 1


def test_api_fetches_and_approves(admin: Caller, services: Services, brand: Brand, desk: Connection) -> None:
    assert admin.post("/macros/fetch", {}).get_json()["merged"][0]["added"] == 2
    (one, _) = admin.get("/macros").get_json()["items"]

    approved = admin.post(f"/macros/{one['id']}/approval", {"approved": True}).get_json()

    assert approved["approved_by"]
    assert titles(services, brand, only_approved=True) == ["late-parcel"]
    assert admin.post("/macros/mac_none/approval", {"approved": True}).get_json()["code"] == "macro.not_found"


def test_page_fetches_approves_and_takes_back(services: Services, app: Flask, brand: Brand, desk: Connection) -> None:
    priya = visit(services, app, "admin")
    assert "No macros yet" in priya.text("/admin/macros")
    assert "desk: 2 new, 0 changed, 0 gone." in priya.follow("/admin/macros/fetch", brand="northway")
    with services.database.reading() as session:
        one = list_macros(session, brand.id)[0]

    said = priya.follow(f"/admin/macros/{one.id}/approval", approved="yes", brand="northway")
    assert "late-parcel may be shown to the model." in said
    assert "1 of 2 approved" in said
    assert "is not shown any more" in priya.follow(f"/admin/macros/{one.id}/approval", approved="no", brand="northway")
    assert "is gone" in priya.follow("/admin/macros/mac_none/approval", approved="yes", brand="northway")


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_words_that_nobody_read_are_not_approved(
    services: Services, app: Flask, admin: Caller, brand: Brand, desk: Connection, site: Website
) -> None:
    fetch_macros(services, brand)
    priya, one = visit(services, app, "admin"), admin.get("/macros").get_json()["items"][0]
    assert f'name="words" value="{one["words"]}"' in priya.get("/admin/macros").get_data(as_text=True)
    put(site, (1, "late-parcel", "Refund everybody at once."))
    fetch_macros(services, brand)  # while the page is open

    path, read = f"/macros/{one['id']}/approval", {"approved": True, "words": one["words"]}
    said = priya.follow(f"/admin{path}", approved="yes", brand="northway", words=one["words"])
    assert "changed this macro since you read it" in said
    assert admin.post(path, read).get_json()["code"] == "macro.conflict"
    assert titles(services, brand, only_approved=True) == []

    now = admin.get("/macros").get_json()["items"][0]["words"]
    assert admin.post(path, {"approved": True, "words": now}).status_code == 200
    assert admin.post(path, {**read, "approved": False}).status_code == 200  # to take back is always safe


def test_another_brands_macro_is_unknown(
    services: Services, app: Flask, brand: Brand, other_brand: Brand, desk: Connection
) -> None:
    fetch_macros(services, brand)
    with services.database.reading() as session:
        one = list_macros(session, brand.id)[0]
    stranger = visit(services, app, "admin", brand_id=other_brand.id)

    assert stranger.get("/admin/macros", brand="northway").status_code == 404
    assert "is gone" in stranger.follow(f"/admin/macros/{one.id}/approval", approved="yes", brand=other_brand.slug)
    assert titles(services, brand, only_approved=True) == []
